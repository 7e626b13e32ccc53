/**
 * The identifier in the subject serialNumber of an OCES certificate: whom the certificate names, in a form that
 * stays when the certificate is renewed.
 */
export type SubjectId =
  /** OCES1 and OCES2 person. */
  | { readonly kind: 'pid'; readonly pid: string }
  /** OCES1 and OCES2 employee, organisation and function of a company. */
  | { readonly kind: 'rid' | 'uid' | 'fid'; readonly cvr: string; readonly number: string }
  /** OCES3 person (P), employee (E) and organisation (O). */
  | { readonly kind: 'person' | 'employee' | 'organisation'; readonly uuid: string };

const COMPANY_KINDS = { RID: 'rid', UID: 'uid', FID: 'fid' } as const;
const GLOBAL_KINDS = { P: 'person', E: 'employee', O: 'organisation' } as const;

const PID = /^PID:(\d{4}-\d{4}-\d-\d{12})$/;
/** RIDs of letters have been seen; UIDs and FIDs are digits. */
const COMPANY = /^CVR:(\d{8})-(?:(RID):([0-9A-Za-z]{1,64})|(UID|FID):(\d{1,64}))$/;
const GLOBAL = /^UI:DK-([PEO]):G:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/**
 * What the identifier `text` says, or `undefined` for anything that is no OCES identifier.
 *
 * Does not check: check digits, or that anybody bears the identifier.
 *
 * @source OCES certificate policies versions 1 to 7, subject serialNumber; ETSI EN 319 412-1 section 5.1.3
 */
export function parseSubjectId(text: string): SubjectId | undefined {
  const pid = PID.exec(text)?.[1];
  if (pid !== undefined) return { kind: 'pid', pid };
  const company = COMPANY.exec(text);
  if (company !== null) {
    const label = (company[2] ?? company[4]) as keyof typeof COMPANY_KINDS;
    return { kind: COMPANY_KINDS[label], cvr: company[1]!, number: (company[3] ?? company[5])! };
  }
  const global = GLOBAL.exec(text);
  if (global === null) return undefined;
  return { kind: GLOBAL_KINDS[global[1] as keyof typeof GLOBAL_KINDS], uuid: global[2]! };
}

/** The text of an identifier, as it stands in the subject serialNumber. */
export function formatSubjectId(id: SubjectId): string {
  switch (id.kind) {
    case 'pid':
      return `PID:${id.pid}`;
    case 'rid':
    case 'uid':
    case 'fid':
      return `CVR:${id.cvr}-${id.kind.toUpperCase()}:${id.number}`;
    case 'person':
      return `UI:DK-P:G:${id.uuid}`;
    case 'employee':
      return `UI:DK-E:G:${id.uuid}`;
    case 'organisation':
      return `UI:DK-O:G:${id.uuid}`;
  }
}
