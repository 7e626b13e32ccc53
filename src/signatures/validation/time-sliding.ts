import { equal } from '../../base/bytes.ts';
import { isCertBankError } from '../../base/errors.ts';
import { signatureScheme } from '../../formats/algorithms.ts';
import { parseCrl, type Crl } from '../../formats/crl/crl.ts';
import { parseOcspResponse, type OcspResponse } from '../../formats/ocsp/response.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { anchorFromCertificate, type Anchor } from '../../trust/anchor.ts';
import { isFresh, isFromFuture } from '../../trust/revocation/freshness.ts';
import type { RevocationStatus } from '../../trust/revocation/status.ts';
import { verifyCertificate } from '../../trust/verify-certificate.ts';
import type { CarriedEvidence } from '../ades/facts.ts';
import { readable, type ValidationContext } from './context.ts';
import { algorithmRule, hashObjection, reliableUntil } from './crypto-policy.ts';
import type { Existence } from './existence.ts';
import { indeterminate, type Conclusion, type IndeterminateSubIndication } from './verdict.ts';

/** The chain of a past certificate validation, for the sliding. */
export interface SlidingQuestion {
  /** Leaf .. anchor. */
  readonly chain: readonly Certificate[];
  readonly anchor: Anchor;
  readonly evidence: CarriedEvidence;
  readonly existence: Existence;
  readonly leafSince?: Date;
}

/** The latest instant at which the chain is known to have been good, and what holds it there. */
export interface ControlTime {
  readonly controlTime: Date;
  readonly subIndication: IndeterminateSubIndication;
  readonly code: string;
  readonly message: string;
}

/** One CRL or OCSP response that may speak of a certificate. */
interface Evidence {
  readonly crl?: Crl;
  readonly ocsp?: OcspResponse;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  /** When it was made: `thisUpdate`, or later where a responder answers from what it knows. */
  readonly producedAt: Date;
  /** Since when it is known to exist. */
  readonly since: Date;
}

/** Pieces of evidence asked about one certificate. An honest document has one or two. */
const MAX_ASKED = 16;

/**
 * Slides the validation time back from now to the latest instant at which every certificate below the anchor is
 * known to have been good: from the anchor's side down, each by revocation information that is proven to have
 * existed while its issuer could still be believed.
 *
 * Deviation: also the end of each authority's validity and the end of the reliability of each certificate's own
 * signature slide the time, and a certificate must be proven to be older than that end. The standard lets a
 * certificate count that could have been forged since.
 *
 * @source EN 319 102-1 section 5.6.2.2
 */
export async function slideValidationTime(
  context: ValidationContext,
  question: SlidingQuestion,
): Promise<ControlTime | { readonly objection: Conclusion }> {
  const { chain, anchor } = question;
  let control: ControlTime = {
    controlTime: context.source.at,
    subIndication: 'NO_POE',
    code: 'existence.unproven',
    message: 'the validation time',
  };
  const isAnchor = (certificate: Certificate): boolean => anchor.certificate?.equals(certificate) === true;
  const below = chain.filter((certificate, index) => index === 0 || !isAnchor(certificate));
  // Directly trusted: nobody else vouches for it, and it is good as long as it says so itself.
  if (below.length === 1 && isAnchor(below[0]!)) {
    return earlier(control, below[0]!.notAfter, expired(true));
  }
  for (let index = below.length - 1; index >= 0; index--) {
    const certificate = below[index]!;
    const above = below[index + 1];
    const issuer = above === undefined ? anchor : anchorFromCertificate(above);
    const isLeaf = index === 0;
    control = earlier(control, reliableEnd(context, certificate, issuer), {
      subIndication: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
      code: 'algorithm.not-acceptable',
      message: 'the signature of a certificate was no longer reliable',
    });
    const since = await sinceWhen(context, question, certificate, isLeaf);
    if (since > control.controlTime) return { objection: unproven('a certificate', control) };
    const slid = await slideByRevocation(context, question, certificate, issuer, isLeaf, control);
    if ('objection' in slid) return slid;
    control = earlier(slid, certificate.notAfter, expired(isLeaf));
  }
  return control;
}

type Holder = Omit<ControlTime, 'controlTime'>;

const expired = (isLeaf: boolean): Holder => ({
  subIndication: 'OUT_OF_BOUNDS_NO_POE',
  code: 'certificate.expired',
  message: isLeaf ? 'the signing certificate has expired' : 'an authority has expired',
});

function earlier(control: ControlTime, end: Date | undefined, holder: Holder): ControlTime {
  return end === undefined || end >= control.controlTime ? control : { controlTime: end, ...holder };
}

function unproven(what: string, { controlTime, message }: ControlTime): Conclusion {
  return indeterminate('past signature validation', 'NO_POE', {
    code: 'existence.unproven',
    clause: 'EN 319 102-1 5.6.2.2.4',
    message: `nothing proves that ${what} is older than ${controlTime.toISOString()} (${message})`,
  });
}

async function sinceWhen(
  context: ValidationContext,
  { existence, leafSince }: SlidingQuestion,
  certificate: Certificate,
  isLeaf: boolean,
): Promise<Date> {
  const proven = (await existence.ofEvidence(certificate.der))?.at ?? context.source.at;
  return isLeaf && leafSince !== undefined && leafSince < proven ? leafSince : proven;
}

/** The last instant at which the signature under a certificate was reliable; `undefined`: still. */
function reliableEnd(
  { source }: ValidationContext,
  certificate: Certificate,
  issuer: Anchor,
): Date | undefined {
  try {
    const scheme = signatureScheme(certificate.signatureAlgorithm);
    if (scheme === undefined) return new Date(0);
    const until = reliableUntil(source.policy.crypto, scheme, issuer.publicKey.bits);
    return until && new Date(until.getTime() - 1);
  } catch (error) {
    if (isCertBankError(error)) return new Date(0);
    throw error;
  }
}

/** Steps (a) and (b) of the section for one certificate. */
async function slideByRevocation(
  context: ValidationContext,
  question: SlidingQuestion,
  certificate: Certificate,
  issuer: Anchor,
  isLeaf: boolean,
  control: ControlTime,
): Promise<ControlTime | { readonly objection: Conclusion }> {
  const { policy, evidence: source } = context.source;
  if (policy.revocation === 'off') return control;
  const carried = context.read(question.evidence);
  const answers = await ask(context, question, certificate, issuer, control, carried);
  // Also where the document's own evidence would do: a revocation may have become known later.
  if (source !== undefined) {
    const fetched = {
      crls: readable(await source.crls(certificate, issuer.certificate), parseCrl),
      ocspResponses: readable(await source.ocsp(certificate, issuer.certificate), parseOcspResponse),
    };
    answers.push(...(await ask(context, question, certificate, issuer, control, fetched)));
  }
  const revoked = answers.flatMap(({ status }) =>
    status.status === 'revoked' || status.status === 'on-hold' ? [status] : [],
  );
  const [first] = revoked.sort((a, b) => a.since.getTime() - b.since.getTime());
  if (first !== undefined) {
    const onHold = first.status === 'on-hold';
    return earlier(control, new Date(first.since.getTime() - 1), {
      subIndication: onHold ? 'TRY_LATER' : isLeaf ? 'REVOKED_NO_POE' : 'REVOKED_CA_NO_POE',
      code: onHold ? 'certificate.on-hold' : 'certificate.revoked',
      message: isLeaf ? 'the signing certificate was revoked' : 'an authority was revoked',
    });
  }
  const ends = answers.map((answer) => endOf(answer, control.controlTime, policy.pastRevocation).getTime());
  if (ends.length > 0) {
    return earlier(control, new Date(Math.max(...ends)), {
      subIndication: 'TRY_LATER',
      code: 'revocation.stale',
      message: 'revocation information reaches no further',
    });
  }
  if (policy.revocation === 'if-available') return control;
  return { objection: unproven('any revocation information about a certificate', control) };
}

interface Answer {
  readonly evidence: Evidence;
  readonly status: Exclude<RevocationStatus, { status: 'unknown' }>;
}

/** How far a "good" reaches: to the control time where it is fresh then. */
function endOf({ evidence }: Answer, control: Date, mode: 'in-force' | 'issued-later'): Date {
  const { thisUpdate, nextUpdate } = evidence;
  if (isFresh({ thisUpdate, nextUpdate }, { at: control, evidenceAt: control })) return control;
  return mode === 'in-force' && nextUpdate !== undefined && nextUpdate > thisUpdate ? nextUpdate : thisUpdate;
}

/** What each piece of evidence that is old enough says of the certificate. */
async function ask(
  context: ValidationContext,
  question: SlidingQuestion,
  certificate: Certificate,
  issuer: Anchor,
  { controlTime }: ControlTime,
  given: { readonly crls: readonly Crl[]; readonly ocspResponses: readonly OcspResponse[] },
): Promise<Answer[]> {
  const { engine, policy, limits } = context.source;
  const eligible: Evidence[] = [];
  for (const evidence of [
    ...crlsAbout(certificate, given.crls),
    ...ocspAbout(certificate, given.ocspResponses),
  ]) {
    const der = (evidence.crl ?? evidence.ocsp)!.der;
    const since = (await question.existence.ofEvidence(der))?.at ?? context.source.at;
    if (since > controlTime || isFromFuture(evidence.producedAt, controlTime)) continue;
    if (isUnreliable(context, evidence, since)) continue;
    eligible.push({ ...evidence, since });
  }
  eligible.sort((a, b) => b.thisUpdate.getTime() - a.thisUpdate.getTime());
  const at = controlTime < certificate.notAfter ? controlTime : certificate.notAfter;
  const answers: Answer[] = [];
  for (const evidence of eligible.slice(0, MAX_ASKED)) {
    const verdict = await verifyCertificate(engine, {
      leaf: certificate,
      intermediates: signersOf(evidence, context, question),
      anchors: [issuer],
      at,
      evidenceAt: evidence.producedAt,
      crls: eligible.flatMap(({ crl }) => crl ?? []),
      ocspResponses: evidence.ocsp === undefined ? [] : [evidence.ocsp],
      revocation: 'required',
      algorithms: algorithmRule(policy.crypto, evidence.since),
      limits,
    });
    const status = verdict.revocation.find((entry) => entry.certificate.equals(certificate))?.status;
    if (status !== undefined && status.status !== 'unknown') answers.push({ evidence, status });
  }
  return answers;
}

/** The hash function under evidence was broken before it is known to have existed. */
function isUnreliable(
  { source }: ValidationContext,
  { crl, ocsp }: Pick<Evidence, 'crl' | 'ocsp'>,
  since: Date,
): boolean {
  try {
    const signed = crl ?? ocsp?.basic;
    const scheme = signed && signatureScheme(signed.signatureAlgorithm);
    if (scheme === undefined) return true;
    return 'hash' in scheme && hashObjection(source.policy.crypto, scheme.hash, since) !== undefined;
  } catch (error) {
    if (isCertBankError(error)) return true;
    throw error;
  }
}

/** Certificates that may have signed a CRL in the place of the issuer. */
function signersOf({ crl }: Evidence, context: ValidationContext, question: SlidingQuestion): Certificate[] {
  if (crl === undefined) return [];
  return context.read(question.evidence).certificates.filter(({ subject }) => subject.equals(crl.issuer));
}

type Undated = Omit<Evidence, 'since'>;

function crlsAbout(certificate: Certificate, crls: readonly Crl[]): Undated[] {
  return crls.flatMap((crl) => {
    const about = read(() => crl.issuer.equals(certificate.issuer) || isNamedAsIssuer(certificate, crl));
    if (about !== true) return [];
    const { thisUpdate, nextUpdate } = crl;
    return [{ crl, thisUpdate, nextUpdate, producedAt: thisUpdate }];
  });
}

function isNamedAsIssuer(certificate: Certificate, crl: Crl): boolean {
  return (certificate.crlDistributionPoints ?? []).some(({ crlIssuer }) =>
    crlIssuer?.some((name) => name.kind === 'directory' && name.name.equals(crl.issuer)),
  );
}

function ocspAbout(certificate: Certificate, responses: readonly OcspResponse[]): Undated[] {
  return responses.flatMap((ocsp) => {
    const { basic } = ocsp;
    const single = basic?.responses.find(({ certId }) =>
      equal(certId.serialNumber, certificate.serialNumber),
    );
    if (basic === undefined || single === undefined) return [];
    const { thisUpdate, nextUpdate } = single;
    const producedAt = basic.producedAt < thisUpdate ? thisUpdate : basic.producedAt;
    return [{ ocsp, thisUpdate, nextUpdate, producedAt }];
  });
}

function read<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch (error) {
    if (isCertBankError(error)) return undefined;
    throw error;
  }
}
