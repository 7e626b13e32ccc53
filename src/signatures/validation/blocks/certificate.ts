import { toHex } from '../../../base/bytes.ts';
import { isCertBankError } from '../../../base/errors.ts';
import type { Certificate } from '../../../formats/x509/certificate.ts';
import { KEY_USAGE } from '../../../formats/x509/extension-values.ts';
import type { PathFailure, PathFailureCode } from '../../../trust/path/failure.ts';
import { verifyCertificate, type CertificateVerdict } from '../../../trust/verify-certificate.ts';
import type { SignatureFacts } from '../../ades/facts.ts';
import type { ValidationContext } from '../context.ts';
import { algorithmRule } from '../crypto-policy.ts';
import { indeterminate, PASSED, type Conclusion, type IndeterminateSubIndication } from '../verdict.ts';

const BLOCK = 'X.509 certificate validation';
const CLAUSE = 'EN 319 102-1 5.2.6.4';

export interface CertificateValidation {
  readonly conclusion: Conclusion;
  readonly verdict: CertificateVerdict;
}

/**
 * Whether the signing certificate leads to an anchor at the validation time, nobody on the way revoked it, every
 * algorithm on the way may be relied upon, and its key may sign documents.
 *
 * @source EN 319 102-1 section 5.2.6; freshness of revocation information 5.2.5
 */
export async function validateCertificate(
  context: ValidationContext,
  facts: SignatureFacts,
  certificate: Certificate,
): Promise<CertificateValidation> {
  let pending = context.verdicts.get(certificate);
  if (pending === undefined) {
    pending = verify(context, facts, certificate);
    context.verdicts.set(certificate, pending);
  }
  const verdict = await pending;
  if (!verdict.valid) {
    const leafSha256 = toHex(await context.source.engine.digest('SHA-256', certificate.der));
    return { conclusion: conclude(verdict, certificate, leafSha256), verdict };
  }
  return { conclusion: checkKeyUsage(certificate), verdict };
}

function verify(
  context: ValidationContext,
  facts: SignatureFacts,
  leaf: Certificate,
): Promise<CertificateVerdict> {
  const { engine, at, policy, anchors, intermediates, evidence, limits } = context.source;
  const carried = context.read(facts.evidence);
  return verifyCertificate(engine, {
    leaf,
    intermediates: [...carried.certificates, ...intermediates],
    anchors,
    at,
    crls: carried.crls,
    ocspResponses: carried.ocspResponses,
    revocation: policy.revocation,
    algorithms: algorithmRule(policy.crypto, at),
    // A signing certificate may itself be what is trusted (EN 319 102-1 section 5.2.6.4).
    directTrust: true,
    limits,
    ...(evidence && { evidence }),
  });
}

/** A certificate that restricts its key must allow it to sign or to commit (RFC 5280 section 4.2.1.3). */
function checkKeyUsage(certificate: Certificate): Conclusion {
  let keyUsage: number | undefined;
  try {
    keyUsage = certificate.keyUsage;
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    keyUsage = 0;
  }
  if (keyUsage === undefined || (keyUsage & (KEY_USAGE.digitalSignature | KEY_USAGE.nonRepudiation)) !== 0)
    return PASSED;
  return indeterminate(BLOCK, 'CHAIN_CONSTRAINTS_FAILURE', {
    code: 'key-usage.no-signature',
    clause: CLAUSE,
    message: 'the key of the signing certificate may not be used for signatures',
  });
}

function conclude(verdict: CertificateVerdict, leaf: Certificate, leafSha256: string): Conclusion {
  // Where no path was found, what was wrong with candidates is told after that.
  const isNoPath = ({ code }: PathFailure): boolean =>
    code === 'path.no-anchor' || code === 'path.budget-exhausted';
  const failures =
    verdict.anchor === undefined
      ? [...verdict.failures.filter(isNoPath), ...verdict.failures.filter((failure) => !isNoPath(failure))]
      : verdict.failures;
  const [first] = failures;
  const subIndication =
    first === undefined || verdict.anchor === undefined
      ? 'NO_CERTIFICATE_CHAIN_FOUND'
      : subIndicationOf(first, verdict, leaf, leafSha256);
  const whys = failures.map(({ code, clause, message }) => ({
    code,
    clause: `${CLAUSE}, ${clause}`,
    message,
  }));
  return indeterminate(BLOCK, subIndication, ...whys);
}

/** What a failure of the path is called; whatever is not named is a general failure of the chain. */
const SUB_INDICATIONS: Readonly<Partial<Record<PathFailureCode, IndeterminateSubIndication>>> = {
  'certificate.on-hold': 'TRY_LATER',
  'revocation.stale': 'TRY_LATER',
  'certificate.not-yet-valid': 'OUT_OF_BOUNDS_NO_POE',
  'anchor.not-yet-trusted': 'NO_CERTIFICATE_CHAIN_FOUND_NO_POE',
  'anchor.no-longer-trusted': 'NO_CERTIFICATE_CHAIN_FOUND_NO_POE',
  'algorithm.not-acceptable': 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  'algorithm.unsupported': 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  'policy.required': 'CHAIN_CONSTRAINTS_FAILURE',
};

function subIndicationOf(
  failure: PathFailure,
  verdict: CertificateVerdict,
  leaf: Certificate,
  leafSha256: string,
): IndeterminateSubIndication {
  const isLeaf = failure.certificateSha256 === leafSha256;
  if (failure.code === 'certificate.revoked') return isLeaf ? 'REVOKED_NO_POE' : 'REVOKED_CA_NO_POE';
  if (failure.code === 'certificate.expired') {
    const status = verdict.revocation.find(({ certificate }) => certificate.equals(leaf))?.status.status;
    return isLeaf && status === 'good' ? 'OUT_OF_BOUNDS_NOT_REVOKED' : 'OUT_OF_BOUNDS_NO_POE';
  }
  return SUB_INDICATIONS[failure.code] ?? 'CERTIFICATE_CHAIN_GENERAL_FAILURE';
}
