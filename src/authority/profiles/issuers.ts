import { ANY_POLICY } from '../../formats/x509/policies.ts';
import type { Profile } from './profile.ts';
import { commonName, country, critical, organisation, plain } from './rules.ts';

const SUBJECT: Profile['subject'] = [[commonName], [organisation], [country]];
const SIGNS_CERTIFICATES: Profile['keyUsage'] = {
  rsa: ['keyCertSign', 'crlSign'],
  ec: ['keyCertSign', 'crlSign'],
};

/** The anchor: 25 years of 365 days, as the OCES3 root; it names no status location, for nobody can ask for it. */
const ROOT: Omit<Profile, 'id' | 'title'> = {
  kind: 'CA',
  subject: SUBJECT,
  ocesId: null,
  keys: ['RSA-4096', 'P-384'],
  validity: { days: 25 * 365, lessSeconds: 0 },
  extensions: [critical('basicConstraints'), plain('subjectKeyIdentifier'), critical('keyUsage')],
  keyUsage: SIGNS_CERTIFICATES,
  isAuthority: true,
  pathLength: null,
  extendedKeyUsage: [],
  policies: [],
  qcStatement: null,
  access: [],
};

/** Issues to holders and to nobody else: path length 0. Its own status is on the root's CRL alone. */
const ISSUING: Omit<Profile, 'id' | 'title'> = {
  kind: 'CA',
  subject: SUBJECT,
  ocesId: null,
  keys: ['RSA-2048', 'RSA-3072', 'P-256'],
  validity: { days: 10 * 365, lessSeconds: 0 },
  extensions: [
    critical('basicConstraints'),
    plain('authorityKeyIdentifier'),
    plain('authorityInfoAccess'),
    plain('certificatePolicies'),
    plain('crlDistributionPoints'),
    plain('subjectKeyIdentifier'),
    critical('keyUsage'),
  ],
  keyUsage: SIGNS_CERTIFICATES,
  isAuthority: true,
  pathLength: 0,
  extendedKeyUsage: [],
  policies: [{ oid: ANY_POLICY }],
  qcStatement: null,
  access: ['caIssuers'],
};

export const ROOT_OCES3: Profile = { ...ROOT, id: 'root-oces3', title: 'Root (OCES3)' };
export const ROOT_OCES2: Profile = { ...ROOT, id: 'root-oces2', title: 'Root (OCES2)' };
export const ROOT_P256: Profile = { ...ROOT, id: 'root-p256', title: 'Root (elliptic curves)' };
export const ISSUING_OCES3: Profile = { ...ISSUING, id: 'issuing-oces3', title: 'Issuing authority (OCES3)' };
/** Real OCES2 issuing authorities had no path length limit; ours keeps it, as nothing may stand below it. */
export const ISSUING_OCES2: Profile = { ...ISSUING, id: 'issuing-oces2', title: 'Issuing authority (OCES2)' };
export const ISSUING_P256: Profile = {
  ...ISSUING,
  id: 'issuing-p256',
  title: 'Issuing authority (elliptic curves)',
};
