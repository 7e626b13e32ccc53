import type { Certificate } from '../../formats/x509/certificate.ts';
import type { CertificateVerdict } from '../../trust/verify-certificate.ts';
import type { SignatureFacts } from '../ades/facts.ts';
import type { Integrity, Scope } from '../report/report.ts';
import { acceptSignature } from './blocks/acceptance.ts';
import { validateCertificate, type CertificateUse } from './blocks/certificate.ts';
import { checkFormat } from './blocks/format.ts';
import { verifyCryptographically } from './blocks/integrity.ts';
import { identifySigningCertificate } from './blocks/signing-certificate.ts';
import { initialiseContext } from './blocks/validation-context.ts';
import type { ValidationContext } from './context.ts';
import type { Conclusion, Indication, Reason, SubIndication } from './verdict.ts';

/** The verdict about one signature, with what led to it. */
export interface SignatureVerdict {
  readonly indication: Indication;
  readonly subIndication: SubIndication | null;
  /** The deciding reason first; empty for TOTAL-PASSED. */
  readonly reasons: readonly Reason[];
  readonly integrity: Integrity;
  readonly signingCertificate: Certificate | undefined;
  /** `undefined` where the signing certificate was not identified. */
  readonly path: CertificateVerdict | undefined;
  readonly scope: readonly Scope[];
}

/** What the basic validation found, before later processes ask whether a proof of existence helps. */
export interface BasicValidation extends SignatureVerdict {
  /** What no proof of existence can change, in the order of the standard. */
  readonly lasting: readonly Conclusion[];
  /** What was judged at the validation time: the algorithms, and the certificate. */
  readonly dated: readonly Conclusion[];
}

/**
 * The validation process for basic signatures: every block that can be judged is judged, and the first that did
 * not pass decides. The status of the certificate is held back to the last, as the standard has it, so that
 * changed data are called changed whoever signed them.
 *
 * `integrity` is independent of anchors, date and policy.
 *
 * Does not check: time-stamps; without proof of an earlier existence the validation time counts.
 *
 * @param use what the signing certificate must be good for
 * @source EN 319 102-1 section 5.3.4
 */
export async function validateBasic(
  context: ValidationContext,
  facts: SignatureFacts,
  use: CertificateUse = 'signing',
): Promise<BasicValidation> {
  const format = checkFormat(facts);
  const identification = await identifySigningCertificate(context, facts);
  const verification = await verifyCryptographically(context, facts, identification.candidates);
  const isIdentified = identification.conclusion.indication === 'PASSED';
  const signingCertificate = verification.certificate;

  const lasting = [format, identification.conclusion, initialiseContext(context.source.policy, facts)];
  const dated: Conclusion[] = [];
  let path: CertificateVerdict | undefined;
  if (isIdentified && signingCertificate !== undefined) {
    const { conclusion, verdict } = await validateCertificate(
      context,
      facts.evidence,
      signingCertificate,
      use,
    );
    path = verdict;
    lasting.push(verification.conclusion);
    dated.push(acceptSignature(context, facts, signingCertificate), conclusion);
  }
  const { indication, subIndication, reasons } = decide([...lasting, ...dated]);
  return {
    indication,
    subIndication,
    reasons,
    integrity: {
      signature: verification.isSignatureIntact,
      references: verification.areReferencesIntact,
      structure: format.indication === 'PASSED' && !identification.isContradicted,
    },
    signingCertificate,
    path,
    scope: verification.scope,
    lasting,
    dated,
  };
}

/** The first conclusion that did not pass decides. */
export function decide(
  conclusions: readonly Conclusion[],
): Pick<SignatureVerdict, 'indication' | 'subIndication' | 'reasons'> {
  const objections = conclusions.filter((conclusion) => conclusion.indication !== 'PASSED');
  const [deciding] = objections;
  if (deciding === undefined) return { indication: 'TOTAL-PASSED', subIndication: null, reasons: [] };
  return {
    indication: deciding.indication === 'FAILED' ? 'TOTAL-FAILED' : 'INDETERMINATE',
    subIndication: deciding.subIndication,
    reasons: objections.flatMap(({ reasons }) => reasons),
  };
}
