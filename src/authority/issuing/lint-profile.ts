import { isCertBankError } from '../../base/errors.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { Profile } from '../profiles/profile.ts';
import { allowsKey, keyKindOf } from './key-kind.ts';
import { lintOrder, lintUse } from './lint-extensions.ts';
import { lintSubject } from './lint-subject.ts';

/**
 * Where a finished certificate of any issuer is not as `profile` says: its subject, the kind of its key, its
 * extensions and what the key is for.
 *
 * Does not check: what only the issuing authority knows; see `lintCertificate`.
 */
export function findProfileFaults(certificate: Certificate, profile: Profile): string[] {
  const findings: string[] = [];
  const report = (finding: string): void => void findings.push(finding);
  try {
    lintSubject(certificate.subject, profile, report);
    const { publicKey } = certificate;
    if (!allowsKey(profile, publicKey))
      report(`key kind ${keyKindOf(publicKey) ?? publicKey.kind} is not allowed`);
    lintOrder(certificate, profile, report);
    lintUse(certificate, profile, report);
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    report(`unreadable: ${error.message}`);
  }
  return findings;
}
