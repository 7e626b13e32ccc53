import type { Migration } from './migration.ts';

/** The seal of the service: its role, and its kind of certificate. See `0002-timestamps.ts` for how it is done. */
export const seal: Migration = {
  name: '0003-seal',
  statements: ({ dialect }) => {
    if (dialect === 'postgres') {
      return [
        'alter table issuers drop constraint issuers_role_check',
        `alter table issuers add constraint issuers_role_check
         check (role in ('root', 'issuing', 'responder', 'timestamper', 'sealer'))`,
        'alter table certificates drop constraint certificates_kind_check',
        `alter table certificates add constraint certificates_kind_check
         check (kind in ('POCES', 'MOCES', 'VOCES', 'FOCES', 'CA', 'OCSP', 'TSA', 'SEAL'))`,
      ];
    }
    const widen = (table: string, last: string, added: string): string =>
      `update sqlite_schema set sql = replace(sql, '''${last}'')', '''${last}'', ''${added}'')')
       where type = 'table' and name = '${table}'`;
    return [
      'pragma writable_schema = on',
      widen('issuers', 'timestamper', 'sealer'),
      widen('certificates', 'TSA', 'SEAL'),
      'pragma writable_schema = reset',
      // A change of the schema that other connections notice, so that they read it anew.
      'create table seal_made (x integer)',
      'drop table seal_made',
    ];
  },
};
