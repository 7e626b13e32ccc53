import { equal, toHex } from '../../../base/bytes.ts';
import { isCertBankError } from '../../../base/errors.ts';
import { parseCertificate, type Certificate } from '../../../formats/x509/certificate.ts';
import { KEY_PURPOSE, KEY_USAGE } from '../../../formats/x509/extension-values.ts';
import { EXTENSION } from '../../../formats/x509/extension.ts';
import type { Purpose } from '../../../trust/path/purpose.ts';
import type { PathFailure, PathFailureCode } from '../../../trust/path/failure.ts';
import {
  verifyCertificate,
  type CertificateRequest,
  type CertificateVerdict,
} from '../../../trust/verify-certificate.ts';
import type { CarriedEvidence } from '../../ades/facts.ts';
import { readable, type ValidationContext } from '../context.ts';
import { algorithmRule } from '../crypto-policy.ts';
import { indeterminate, PASSED, type Conclusion, type IndeterminateSubIndication } from '../verdict.ts';

const BLOCK = 'X.509 certificate validation';
const CLAUSE = 'EN 319 102-1 5.2.6.4';

export interface CertificateValidation {
  readonly conclusion: Conclusion;
  readonly verdict: CertificateVerdict;
}

/** What the key of a certificate must be good for. */
export type CertificateUse = 'signing' | 'time-stamping';

/**
 * Whether the signing certificate leads to an anchor at the validation time, nobody on the way revoked it, every
 * algorithm on the way may be relied upon, and its key may do what it did.
 *
 * @source EN 319 102-1 section 5.2.6; freshness of revocation information 5.2.5
 */
export async function validateCertificate(
  context: ValidationContext,
  evidence: CarriedEvidence,
  certificate: Certificate,
  use: CertificateUse,
): Promise<CertificateValidation> {
  const verdicts = context.verdicts[use];
  let pending = verdicts.get(certificate);
  if (pending === undefined) {
    pending = verify(context, evidence, certificate, use);
    verdicts.set(certificate, pending);
  }
  const verdict = await pending;
  if (!verdict.valid) {
    return { conclusion: await concludeFailures(context, verdict, certificate, evidence), verdict };
  }
  return { conclusion: checkUse(certificate, use), verdict };
}

function verify(
  context: ValidationContext,
  evidence: CarriedEvidence,
  leaf: Certificate,
  use: CertificateUse,
): Promise<CertificateVerdict> {
  const { engine, at, policy, evidence: source } = context.source;
  const carried = context.read(evidence);
  return verifyCertificate(engine, {
    ...pathRequest(context, evidence, leaf, use),
    at,
    crls: carried.crls,
    ocspResponses: carried.ocspResponses,
    revocation: policy.revocation,
    algorithms: algorithmRule(policy.crypto, at),
    evidence: source,
  });
}

/** What every certificate of the path must be good for. */
const PURPOSES: Readonly<Record<CertificateUse, Purpose>> = {
  signing: {},
  'time-stamping': { extendedKeyUsage: KEY_PURPOSE.timeStamping, anyExtendedKeyUsage: 'above-leaf' },
};

/** What every search for a path of a signer asks alike, now or in the past. */
export function pathRequest(
  context: ValidationContext,
  evidence: CarriedEvidence,
  leaf: Certificate,
  use: CertificateUse,
): Pick<
  CertificateRequest,
  'leaf' | 'intermediates' | 'anchors' | 'purpose' | 'directTrust' | 'limits' | 'recognisedExtensions'
> {
  const { anchors, intermediates, limits } = context.source;
  return {
    leaf,
    intermediates: [...context.read(evidence).certificates, ...intermediates],
    anchors,
    // A signing certificate may itself be what is trusted (EN 319 102-1 section 5.2.6.4).
    directTrust: true,
    limits,
    purpose: PURPOSES[use],
  };
}

/**
 * A certificate that restricts its key must allow it to sign or to commit (RFC 5280 section 4.2.1.3); that of a
 * time-stamp authority must have time-stamping for its only purpose, and critically so (RFC 3161 section 2.3).
 */
export function checkUse(certificate: Certificate, use: CertificateUse): Conclusion {
  const refuse = (code: string, message: string): Conclusion =>
    indeterminate(BLOCK, 'CHAIN_CONSTRAINTS_FAILURE', { code, clause: CLAUSE, message });
  try {
    const { keyUsage } = certificate;
    const signs = KEY_USAGE.digitalSignature | KEY_USAGE.nonRepudiation;
    if (keyUsage !== undefined && (keyUsage & signs) === 0) {
      return refuse(
        'key-usage.no-signature',
        'the key of the signing certificate may not be used for signatures',
      );
    }
    if (use === 'signing') return PASSED;
    const purposes = certificate.extendedKeyUsage ?? [];
    const isCritical = certificate.extension(EXTENSION.extendedKeyUsage)?.critical === true;
    if (isCritical && purposes.length === 1 && purposes[0] === KEY_PURPOSE.timeStamping) return PASSED;
  } catch (error) {
    if (!isCertBankError(error)) throw error;
  }
  return refuse(
    use === 'signing' ? 'key-usage.no-signature' : 'timestamp.purpose',
    use === 'signing'
      ? 'what the key of the signing certificate may be used for cannot be read'
      : 'the certificate is not for time-stamping alone, or does not say so critically',
  );
}

/** What the failures of a path come to. */
export async function concludeFailures(
  context: ValidationContext,
  verdict: CertificateVerdict,
  certificate: Certificate,
  evidence: CarriedEvidence,
): Promise<Conclusion> {
  const leafSha256 = toHex(await context.source.engine.digest('SHA-256', certificate.der));
  const isOutOfBounds = isResponderExpired(context, certificate, evidence);
  return conclude(verdict, certificate, leafSha256, isOutOfBounds);
}

/** A response about the certificate is there, but who made it is no longer valid himself. */
function isResponderExpired(
  context: ValidationContext,
  certificate: Certificate,
  evidence: CarriedEvidence,
): boolean {
  const { at } = context.source;
  return context.read(evidence).ocspResponses.some(({ basic }) => {
    if (basic === undefined) return false;
    const isAbout = basic.responses.some(({ certId }) =>
      equal(certId.serialNumber, certificate.serialNumber),
    );
    const [responder] = isAbout ? readable(basic.certificates.slice(0, 1), parseCertificate) : [];
    return responder !== undefined && responder.notAfter < at;
  });
}

function conclude(
  verdict: CertificateVerdict,
  leaf: Certificate,
  leafSha256: string,
  isOutOfBounds: boolean,
): Conclusion {
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
      : subIndicationOf(first, verdict, leaf, leafSha256, isOutOfBounds);
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
  'purpose.extended-key-usage': 'CHAIN_CONSTRAINTS_FAILURE',
};

function subIndicationOf(
  failure: PathFailure,
  verdict: CertificateVerdict,
  leaf: Certificate,
  leafSha256: string,
  isOutOfBounds: boolean,
): IndeterminateSubIndication {
  const isLeaf = failure.certificateSha256 === leafSha256;
  const isUnknown = failure.code === 'revocation.stale' || failure.code === 'revocation.unknown';
  if (isLeaf && isUnknown && isOutOfBounds) return 'REVOCATION_OUT_OF_BOUNDS_NO_POE';
  if (failure.code === 'certificate.revoked') return isLeaf ? 'REVOKED_NO_POE' : 'REVOKED_CA_NO_POE';
  if (failure.code === 'certificate.expired') {
    const status = verdict.revocation.find(({ certificate }) => certificate.equals(leaf))?.status.status;
    return isLeaf && status === 'good' ? 'OUT_OF_BOUNDS_NOT_REVOKED' : 'OUT_OF_BOUNDS_NO_POE';
  }
  return SUB_INDICATIONS[failure.code] ?? 'CERTIFICATE_CHAIN_GENERAL_FAILURE';
}
