import type { Draft } from '../../formats/draft.ts';
import { draftCertificate } from '../../formats/x509/certificate-draft.ts';
import type { Extension } from '../../formats/x509/extension.ts';
import type { ExtensionName, Profile } from '../profiles/profile.ts';
import type { DraftRequest } from './draft-request.ts';
import { encodeExtension } from './extensions.ts';
import type { SigningAuthority } from './issuer.ts';
import { encodeSubject } from './subject.ts';

/** The last second in which a certificate of `profile` that begins at `notBefore` is valid. */
export function notAfterOf(profile: Profile, notBefore: Date): Date {
  const seconds = profile.validity.days * 86_400 - profile.validity.lessSeconds;
  return new Date(notBefore.getTime() + seconds * 1000);
}

/**
 * The certificate that `profile` describes, for this subject and key, lacking its signature.
 *
 * Does not check: anything; see `lintCertificate`, without which nothing is signed.
 */
export function draftByProfile(request: DraftRequest): Draft {
  const { profile, authority } = request;
  return draftCertificate({
    serialNumber: request.serial,
    issuer: authority.nameDer,
    subject: encodeSubject(profile, request.subject),
    notBefore: request.notBefore,
    notAfter: notAfterOf(profile, request.notBefore),
    publicKey: request.publicKey.der,
    extensions: extensionsOf(request),
    scheme: authority.scheme,
  });
}

/** Extensions that say the same in every certificate of one profile under one authority. */
const CONSTANT: ReadonlySet<ExtensionName> = new Set([
  'basicConstraints',
  'authorityKeyIdentifier',
  'authorityInfoAccess',
  'certificatePolicies',
  'qcStatements',
  'crlDistributionPoints',
  'extendedKeyUsage',
  'ocspNoCheck',
]);

/** What was encoded before, for as long as the authority is in use. */
const encoded = new WeakMap<SigningAuthority, Map<string, Extension>>();

function extensionsOf(request: DraftRequest): Extension[] {
  const { profile, authority } = request;
  const known = encoded.get(authority) ?? new Map<string, Extension>();
  encoded.set(authority, known);
  return profile.extensions.flatMap(({ name, critical }) => {
    const key = `${profile.id} ${name}`;
    const kept = known.get(key);
    if (kept !== undefined) return [kept];
    const extension = encodeExtension(name, request);
    if (extension === undefined) return [];
    const fresh = { ...extension, critical };
    if (CONSTANT.has(name)) known.set(key, fresh);
    return [fresh];
  });
}
