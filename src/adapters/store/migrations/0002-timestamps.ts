import type { Migration, SchemaWords } from './migration.ts';

/** The time-stamp authority: its role, its kind of certificate, and a record of every token. */
export const timestamps: Migration = {
  name: '0002-timestamps',
  statements: (words) => [
    ...widenChecks(words),
    `create table timestamps (
      serial ${words.text} not null primary key,
      timestamper_id ${words.text} not null references issuers (id),
      gen_time ${words.integer} not null,
      policy ${words.text} not null,
      hash ${words.text} not null,
      imprint ${words.blob} not null,
      token_sha256 ${words.blob} not null
    ) ${words.strictInKey}`,
    'create index timestamps_time on timestamps (timestamper_id, gen_time)',
    ...keep(words),
  ],
};

/**
 * Lets two columns hold one value more. SQLite cannot alter a check; the text of the schema is changed instead, as
 * its documentation of ALTER TABLE (section 7) allows for checks, because copying every certificate would take
 * minutes in a large bank. The tables made after it in the same transaction make other connections read it anew.
 */
function widenChecks({ dialect }: SchemaWords): string[] {
  if (dialect === 'postgres') {
    return [
      'alter table issuers drop constraint issuers_role_check',
      `alter table issuers add constraint issuers_role_check
       check (role in ('root', 'issuing', 'responder', 'timestamper'))`,
      'alter table certificates drop constraint certificates_kind_check',
      `alter table certificates add constraint certificates_kind_check
       check (kind in ('POCES', 'MOCES', 'VOCES', 'FOCES', 'CA', 'OCSP', 'TSA'))`,
    ];
  }
  const widen = (table: string, last: string, added: string): string =>
    `update sqlite_schema set sql = replace(sql, '''${last}'')', '''${last}'', ''${added}'')')
     where type = 'table' and name = '${table}'`;
  return [
    'pragma writable_schema = on',
    widen('issuers', 'responder', 'timestamper'),
    widen('certificates', 'OCSP', 'TSA'),
    'pragma writable_schema = reset',
  ];
}

/** The database itself refuses to forget a token or to change its record. */
function keep({ dialect }: SchemaWords): string[] {
  const why = 'records of time-stamps are kept';
  if (dialect === 'sqlite') {
    return ['update', 'delete'].map(
      (change) =>
        `create trigger timestamps_refuse_${change} before ${change} on timestamps
         begin select raise(abort, '${why}'); end`,
    );
  }
  return [
    `create function timestamps_refuse() returns trigger language plpgsql as $$
     begin raise exception '${why}'; end $$`,
    `create trigger timestamps_refuse before update or delete or truncate on timestamps
     for each statement execute function timestamps_refuse()`,
  ];
}
