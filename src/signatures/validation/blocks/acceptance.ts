import { isCertBankError } from '../../../base/errors.ts';
import type { Certificate } from '../../../formats/x509/certificate.ts';
import type { SignatureFacts } from '../../ades/facts.ts';
import type { ValidationContext } from '../context.ts';
import { hashObjection, schemeObjection } from '../crypto-policy.ts';
import { indeterminate, PASSED, type Conclusion, type Why } from '../verdict.ts';

const BLOCK = 'signature acceptance validation';

/**
 * Whether the signature has the attributes that the policy demands, and whether its algorithms may still be
 * relied upon.
 *
 * A signature without a binding of its signing certificate is INDETERMINATE / SIG_CONSTRAINTS_FAILURE where the
 * policy demands one: anybody could put another certificate with the same key in its place.
 *
 * @param at the instant that algorithms are judged at: the validation time, or one at which the signature is proven
 * @source EN 319 102-1 section 5.2.8; algorithms 5.2.8.4.1
 */
export function acceptSignature(
  context: ValidationContext,
  facts: SignatureFacts,
  certificate: Certificate,
  at: Date = context.source.at,
): Conclusion {
  const { policy } = context.source;
  if (policy.signingCertificateBinding === 'required' && facts.signer.bindings.length === 0) {
    return indeterminate(BLOCK, 'SIG_CONSTRAINTS_FAILURE', {
      code: 'signing-certificate.not-bound',
      clause: 'EN 319 102-1 5.2.8.4.2.1',
      message: 'the signature does not name its signing certificate under its own protection',
    });
  }
  if (facts.laterChanges?.verdict === 'suspicious') {
    const whys = facts.laterChanges.changes.map(({ kind, what }): Why => ({
      code: kind,
      clause: 'EN 319 142-1 5.5',
      message: `after the signature was made, ${what}`,
    }));
    return indeterminate(BLOCK, 'SIG_CONSTRAINTS_FAILURE', ...whys);
  }
  if (facts.objections !== undefined && facts.objections.length > 0) {
    return indeterminate(BLOCK, 'SIG_CONSTRAINTS_FAILURE', ...facts.objections);
  }
  const objections = [...algorithmObjections(context, facts, certificate, at)];
  if (objections.length === 0) return PASSED;
  const whys = objections.map((message): Why => ({
    code: 'algorithm.not-acceptable',
    clause: 'EN 319 102-1 5.2.8.4.1',
    message,
  }));
  return indeterminate(BLOCK, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', ...whys);
}

function algorithmObjections(
  context: ValidationContext,
  facts: SignatureFacts,
  certificate: Certificate,
  at: Date,
): Set<string> {
  const { policy } = context.source;
  const objections = new Set<string>();
  const object = (message: string | undefined): void => {
    if (message !== undefined) objections.add(message);
  };
  const { scheme, dsaHash } = facts.value;
  if (dsaHash !== undefined) object(`DSA is not accepted by ${policy.crypto.name}`);
  if (scheme !== undefined) object(schemeObjection(policy.crypto, scheme, keyBits(certificate), at));
  for (const { digest } of facts.references) {
    if (digest?.hash !== undefined) object(hashObjection(policy.crypto, digest.hash, at));
  }
  for (const { hash } of facts.signer.bindings) {
    if (hash !== undefined && !policy.crypto.certificateBindings.includes(hash)) {
      object(`${hash} may not bind a certificate by ${policy.crypto.name}`);
    }
  }
  return objections;
}

/** A key that cannot be read has no strength. */
function keyBits(certificate: Certificate): number {
  try {
    return certificate.publicKey.bits;
  } catch (error) {
    if (isCertBankError(error)) return 0;
    throw error;
  }
}
