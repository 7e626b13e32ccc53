/**
 * What a structure says, in parts that a reader in any language can be shown: `what` is a word out of a closed
 * list, which each face puts in its own language, and `value` is text out of the structure itself.
 */
export interface Detail {
  readonly what: DetailName;
  /** Text out of the structure, or of an object identifier; it may be hostile and must be shown as text. */
  readonly value?: string;
}

/** Every word that a description uses. */
export const DETAIL_NAMES = [
  // Basic constraints.
  'authority',
  'endEntity',
  'pathLength',
  // Key usage.
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'crlSign',
  'encipherOnly',
  'decipherOnly',
  // Extended key usage.
  'anyPurpose',
  'serverAuth',
  'clientAuth',
  'codeSigning',
  'emailProtection',
  'timeStamping',
  'ocspSigning',
  'otherPurpose',
  // General names.
  'dns',
  'email',
  'uri',
  'ip',
  'directory',
  'registeredId',
  'otherName',
  // Name constraints.
  'permitted',
  'excluded',
  // Keys and issuers.
  'keyIdentifier',
  'issuer',
  'serialNumber',
  // Policies.
  'policy',
  'anyPolicy',
  'statement',
  'notice',
  'mapping',
  'requireExplicit',
  'inhibitMapping',
  'inhibitAny',
  // Places.
  'ocsp',
  'caIssuers',
  'access',
  'point',
  'relativePoint',
  'reasons',
  'crlIssuer',
  // Qualified certificates.
  'qualified',
  'secureDevice',
  'forSignatures',
  'forSeals',
  'forWebsites',
  'qcStatement',
  // CRLs and OCSP.
  'number',
  'deltaBase',
  'onlyUsers',
  'onlyAuthorities',
  'onlyAttributes',
  'indirect',
  'instant',
  'noCheck',
  // What is not understood here.
  'octets',
] as const;

export type DetailName = (typeof DETAIL_NAMES)[number];
