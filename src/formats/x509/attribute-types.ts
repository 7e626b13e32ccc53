/**
 * Attribute types of distinguished names by the short names under which they are written.
 *
 * @source RFC 4514 section 3, RFC 4519, RFC 2985 section 5.2, X.520 (organizationIdentifier)
 */
export const ATTRIBUTE = {
  CN: '2.5.4.3',
  surname: '2.5.4.4',
  serialNumber: '2.5.4.5',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  STREET: '2.5.4.9',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  title: '2.5.4.12',
  description: '2.5.4.13',
  businessCategory: '2.5.4.15',
  postalCode: '2.5.4.17',
  name: '2.5.4.41',
  givenName: '2.5.4.42',
  initials: '2.5.4.43',
  generationQualifier: '2.5.4.44',
  dnQualifier: '2.5.4.46',
  pseudonym: '2.5.4.65',
  organizationIdentifier: '2.5.4.97',
  emailAddress: '1.2.840.113549.1.9.1',
  DC: '0.9.2342.19200300.100.1.25',
  UID: '0.9.2342.19200300.100.1.1',
} as const;

const SHORT_NAMES = new Map<string, string>(Object.entries(ATTRIBUTE).map(([name, oid]) => [oid, name]));

/** The short name of an attribute type, or `undefined` where it has none that everybody knows. */
export function attributeName(oid: string): string | undefined {
  return SHORT_NAMES.get(oid);
}
