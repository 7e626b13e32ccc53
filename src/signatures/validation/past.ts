import type { Certificate } from '../../formats/x509/certificate.ts';
import { verifyCertificate } from '../../trust/verify-certificate.ts';
import type { SignatureFacts } from '../ades/facts.ts';
import type { BasicValidation } from './basic.ts';
import { acceptSignature } from './blocks/acceptance.ts';
import { checkUse, concludeFailures, pathRequest, type CertificateUse } from './blocks/certificate.ts';
import type { ValidationContext } from './context.ts';
import { algorithmRule } from './crypto-policy.ts';
import type { Existence, Proof } from './existence.ts';
import { slideValidationTime } from './time-sliding.ts';
import { failed, indeterminate, PASSED, type Conclusion } from './verdict.ts';

const BLOCK = 'past signature validation';

/** A signature (or the token of a time-stamp) whose dated conclusions did not hold at the validation time. */
export interface PastQuestion {
  readonly facts: SignatureFacts;
  readonly basic: BasicValidation;
  readonly use: CertificateUse;
  /** Since when it is known to exist. */
  readonly proof: Proof;
  readonly existence: Existence;
}

/**
 * Whether a signature that cannot be judged at the validation time was good when it is proven to have existed:
 * its certificate led to an anchor then, what is known of revocation reaches to that instant and is itself proven
 * to be old enough, and its algorithms were good.
 *
 * Does not check: what no proof of existence can change (`BasicValidation.lasting`).
 *
 * @returns every objection; none: the signature is good
 * @source EN 319 102-1 sections 5.6.2.1 (past certificate validation), 5.6.2.4 (past signature validation)
 */
export async function validatePast(
  context: ValidationContext,
  question: PastQuestion,
): Promise<readonly Conclusion[]> {
  const { facts, basic, use, proof } = question;
  const certificate = basic.signingCertificate;
  if (certificate === undefined) return basic.dated;
  if (proof.at < certificate.notBefore) return [notYetValid()];
  const past = await validatePastCertificate(context, question, certificate);
  return [acceptSignature(context, facts, certificate, proof.at), past, checkUse(certificate, use)].filter(
    ({ indication }) => indication !== 'PASSED',
  );
}

/** A signature that is older than the certificate of its key. */
export const notYetValid = (): Conclusion =>
  failed(BLOCK, 'NOT_YET_VALID', {
    code: 'certificate.not-yet-valid',
    clause: 'EN 319 102-1 5.6.2.4.4',
    message: 'the signature is proven to be older than the certificate of its key',
  });

async function validatePastCertificate(
  context: ValidationContext,
  { facts, use, proof, existence }: PastQuestion,
  certificate: Certificate,
): Promise<Conclusion> {
  const { engine, policy } = context.source;
  // Revocation is what sliding is about; everything else must have been good at the proven instant.
  const path = await verifyCertificate(engine, {
    ...pathRequest(context, facts.evidence, certificate, use),
    at: proof.at,
    revocation: 'off',
    algorithms: algorithmRule(policy.crypto, proof.at),
  });
  if (!path.valid) return concludeFailures(context, path, certificate, facts.evidence);
  const slid = await slideValidationTime(context, {
    chain: path.chain,
    anchor: path.anchor!,
    evidence: facts.evidence,
    existence,
    // The signature binds its certificate, which is therefore as old as the signature.
    ...(facts.signer.bindings.length > 0 && { leafSince: proof.at }),
  });
  if ('objection' in slid) return slid.objection;
  if (proof.at <= slid.controlTime) return PASSED;
  return indeterminate(BLOCK, slid.subIndication, {
    code: slid.code,
    clause: 'EN 319 102-1 5.6.2.4.4',
    message: `nothing proves that the signature is older than ${slid.controlTime.toISOString()}: ${slid.message}`,
  });
}
