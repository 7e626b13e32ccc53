import { KEY_PURPOSE } from '../../formats/x509/extension-values.ts';
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
