import type { SignatureFacts } from '../../ades/facts.ts';
import { failed, PASSED, type Conclusion } from '../verdict.ts';

/**
 * FAILED / FORMAT_FAILURE where the structure is not what its standard demands.
 *
 * @source EN 319 102-1 section 5.2.2
 */
export function checkFormat(facts: SignatureFacts): Conclusion {
  if (facts.findings.length === 0) return PASSED;
  return failed('format checking', 'FORMAT_FAILURE', ...facts.findings);
}
