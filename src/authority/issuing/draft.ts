import type { Draft } from '../../formats/draft.ts';
import { draftCertificate } from '../../formats/x509/certificate-draft.ts';
import type { Profile } from '../profiles/profile.ts';
import type { DraftRequest } from './draft-request.ts';
import { encodeExtension } from './extensions.ts';
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
    extensions: profile.extensions.flatMap((rule) => {
      const extension = encodeExtension(rule.name, request);
      return extension === undefined ? [] : [{ ...extension, critical: rule.critical }];
    }),
    scheme: authority.scheme,
  });
}
