import type { SignatureFacts } from '../../ades/facts.ts';
import type { ValidationPolicy } from '../policy.ts';
import { indeterminate, PASSED, type Conclusion } from '../verdict.ts';

/**
 * INDETERMINATE / SIGNATURE_POLICY_NOT_AVAILABLE where the signature stands under a signature policy that the
 * validation policy does not accept. The validation policy itself is given by the caller and always at hand.
 *
 * Does not check: what the signature policy demands.
 *
 * @source EN 319 102-1 section 5.2.4
 */
export function initialiseContext(policy: ValidationPolicy, facts: SignatureFacts): Conclusion {
  const { signaturePolicy } = facts;
  if (signaturePolicy === undefined || policy.signaturePolicies === 'any') return PASSED;
  if (policy.signaturePolicies.includes(signaturePolicy)) return PASSED;
  return indeterminate('validation context initialization', 'SIGNATURE_POLICY_NOT_AVAILABLE', {
    code: 'signature-policy.not-accepted',
    clause: 'EN 319 102-1 5.2.4.4',
    message: `the signature stands under the signature policy ${signaturePolicy}, which is not accepted here`,
  });
}
