import { KEY_PURPOSE } from '../../formats/x509/extension-values.ts';
import { NORMALISED_POLICY } from './oces3.ts';
import type { Profile } from './profile.ts';
import { commonName, country, critical, organisation, plain } from './rules.ts';

/**
 * A delegated OCSP responder, RFC 6960 section 4.2.2.2.
 *
 * With `ocspNoCheck` nobody asks whether it was revoked, so its life bounds what a stolen
 * key can do: 30 days, renewed with a fresh key when 10 are left (see `renewResponder`),
 * which leaves a broken scheduler ten days to be noticed.
 */
export const OCSP_RESPONDER: Profile = {
  id: 'ocsp-responder-1',
  kind: 'OCSP',
  title: 'OCSP responder',
  subject: [[commonName], [organisation], [country]],
  ocesId: null,
  keys: ['P-256', 'RSA-2048'],
  validity: { days: 30, lessSeconds: 1 },
  extensions: [
    critical('basicConstraints'),
    plain('authorityKeyIdentifier'),
    plain('extendedKeyUsage'),
    plain('ocspNoCheck'),
    plain('subjectKeyIdentifier'),
    critical('keyUsage'),
  ],
  keyUsage: { rsa: ['digitalSignature'], ec: ['digitalSignature'] },
  isAuthority: false,
  pathLength: null,
  extendedKeyUsage: [KEY_PURPOSE.ocspSigning],
  policies: [],
  qcStatement: null,
  access: [],
};

export const RESPONDER_RENEWAL_DAYS = 10;

/**
 * A time-stamping unit, RFC 3161 section 2.3: the one purpose, critical, and a key for nothing else.
 *
 * It is valid for three years and its key is in use for the first of them (see `renewUnit`), so that every
 * token can be verified for two years at least by a certificate that has not run out; whoever needs longer adds
 * an archive time-stamp.
 *
 * @source EN 319 422 section 6, EN 319 421 section 7.6
 */
export const TIMESTAMPER: Profile = {
  id: 'timestamper-1',
  kind: 'TSA',
  title: 'Time-stamp authority',
  subject: [[commonName], [organisation], [country]],
  ocesId: null,
  keys: ['P-256'],
  validity: { days: 3 * 365, lessSeconds: 1 },
  extensions: [
    critical('basicConstraints'),
    plain('authorityKeyIdentifier'),
    plain('authorityInfoAccess'),
    plain('certificatePolicies'),
    plain('crlDistributionPoints'),
    plain('subjectKeyIdentifier'),
    critical('extendedKeyUsage'),
    critical('keyUsage'),
  ],
  keyUsage: { rsa: ['digitalSignature'], ec: ['digitalSignature'] },
  isAuthority: false,
  pathLength: null,
  extendedKeyUsage: [KEY_PURPOSE.timeStamping],
  policies: [NORMALISED_POLICY],
  qcStatement: null,
  access: ['caIssuers', 'ocsp'],
};

export const TIMESTAMPER_RENEWAL_DAYS = 2 * 365;

/**
 * The seal of the service itself, for what it vouches for in its own name: reports of validations.
 *
 * Valid for three years and in use for the first of them, as the time-stamp authority's.
 */
export const SEALER: Profile = {
  ...TIMESTAMPER,
  id: 'sealer-1',
  kind: 'SEAL',
  title: 'Seal of the service',
  extensions: TIMESTAMPER.extensions.filter(({ name }) => name !== 'extendedKeyUsage'),
  keyUsage: {
    rsa: ['digitalSignature', 'nonRepudiation'],
    ec: ['digitalSignature', 'nonRepudiation'],
  },
  extendedKeyUsage: [],
};

export const SEALER_RENEWAL_DAYS = TIMESTAMPER_RENEWAL_DAYS;
