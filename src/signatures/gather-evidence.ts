import { equal } from '../base/bytes.ts';
import { CertBankError } from '../base/errors.ts';
import { parseCrl } from '../formats/crl/crl.ts';
import { parseOcspResponse } from '../formats/ocsp/response.ts';
import { parseTimestampToken } from '../formats/tsp/token.ts';
import { parseCertificate, type Certificate } from '../formats/x509/certificate.ts';
import { anchorFromCertificate } from '../trust/anchor.ts';
import type { EvidenceSource } from '../trust/evidence/source.ts';
import type { CarriedEvidence, SignatureFacts } from './ades/facts.ts';
import type { ExtendOptions } from './extend-options.ts';
import { readable, ValidationContext } from './validation/context.ts';
import { validateSignatures, type LongTermVerdict } from './validation/long-term.ts';
import { STRICT_POLICY } from './validation/policy.ts';

/**
 * What a document lacks so that its signatures and their time-stamps can be judged by the document alone: the
 * certificates and the revocation information that their validation at `options.at` asked for.
 *
 * Does not check: that the anchors are to be trusted. Without anchors whatever certificates lead highest are taken
 * for them, and what is said about those is gathered as well.
 *
 * @returns DER, none of it in the document already
 * @throws CertBankError `evidence.missing` where a signature cannot be validated with all that was found: it
 *   would not become one that lasts
 * @source EN 319 122-1 section 5.5 and 6.3, EN 319 142-1 section 5.4
 */
export async function gatherEvidence(
  signatures: readonly SignatureFacts[],
  options: Omit<ExtendOptions, 'timestamper' | 'level'>,
): Promise<CarriedEvidence> {
  const { engine, at, policy = STRICT_POLICY } = options;
  if (options.evidence === undefined) throw missing('no source of certificates and revocation information');
  const recorder = new EvidenceRecorder(options.evidence);
  const given = readable(options.certificates ?? [], parseCertificate);
  const context = new ValidationContext({
    engine,
    at,
    policy,
    anchors: [],
    intermediates: given,
    limits: {},
    evidence: recorder,
  });
  const carried = signatures.flatMap(({ evidence, timestamps }) => [
    ...context.read(evidence).certificates,
    ...timestamps.flatMap(({ token }) => tokenCertificates(token)),
  ]);
  const anchors = options.anchors
    ? readable(options.anchors, parseCertificate)
    : await highest([...carried, ...given], recorder);
  const verdicts = await validateSignatures(
    new ValidationContext({
      ...context.source,
      anchors: anchors.map((anchor) => anchorFromCertificate(anchor)),
    }),
    signatures,
  );
  for (const verdict of verdicts) refuseUnless(verdict);
  return without(
    signatures.map(({ evidence }) => evidence),
    {
      certificates: [...recorder.certificatesFound, ...chainsOf(verdicts), ...given.map(({ der }) => der)],
      crls: readable(recorder.crlsFound, parseCrl).map(({ der }) => der),
      ocspResponses: readable(recorder.ocspFound, parseOcspResponse).map(({ der }) => der),
    },
  );
}

const missing = (what: string): CertBankError<'evidence.missing'> =>
  new CertBankError('evidence.missing', { what }, `the document cannot be made to last: ${what}`);

function refuseUnless({ indication, subIndication, reasons, timestamps }: LongTermVerdict): void {
  if (indication !== 'TOTAL-PASSED') {
    throw missing(`a signature is ${indication} (${subIndication}): ${reasons[0]?.message ?? ''}`);
  }
  for (const { facts, indication: of, subIndication: why, reasons: told } of timestamps) {
    if (of !== 'PASSED') throw missing(`time-stamp ${facts.id} is ${of} (${why}): ${told[0]?.message ?? ''}`);
  }
}

/** Keeps what the source gave. */
class EvidenceRecorder implements EvidenceSource {
  readonly certificatesFound: Uint8Array[] = [];
  readonly crlsFound: Uint8Array[] = [];
  readonly ocspFound: Uint8Array[] = [];
  readonly #source: EvidenceSource;

  constructor(source: EvidenceSource) {
    this.#source = source;
  }

  async #ask(question: Promise<readonly Uint8Array[]>, into: Uint8Array[]): Promise<readonly Uint8Array[]> {
    const answer = await question;
    into.push(...answer);
    return answer;
  }

  /** A source may give more than was asked for, such as every authority that it knows. */
  async issuers(certificate: Certificate): Promise<readonly Uint8Array[]> {
    const found = await this.#source.issuers(certificate);
    const above = readable(found, parseCertificate).filter(({ subject }) =>
      subject.equals(certificate.issuer),
    );
    this.certificatesFound.push(...above.map(({ der }) => der));
    return found;
  }

  crls(certificate: Certificate, issuer: Certificate | undefined): Promise<readonly Uint8Array[]> {
    return this.#ask(this.#source.crls(certificate, issuer), this.crlsFound);
  }

  ocsp(certificate: Certificate, issuer: Certificate | undefined): Promise<readonly Uint8Array[]> {
    return this.#ask(this.#source.ocsp(certificate, issuer), this.ocspFound);
  }
}

/**
 * Where chains end as far as certificates are known: at those that name themselves, and at authorities whose own
 * issuer nobody has.
 */
async function highest(known: readonly Certificate[], recorder: EvidenceRecorder): Promise<Certificate[]> {
  const found: Certificate[] = [];
  const queue = [...known];
  const seen = new Set<string>();
  for (let certificate = queue.shift(); certificate !== undefined; certificate = queue.shift()) {
    const key = `${certificate.issuer.toString()} ${certificate.serial}`;
    if (seen.has(key) || seen.size >= MAX_CERTIFICATES) continue;
    seen.add(key);
    if (certificate.isSelfIssued) {
      found.push(certificate);
      continue;
    }
    const { issuer } = certificate;
    if ([...known, ...queue].some(({ subject }) => subject.equals(issuer))) continue;
    const above = readable(await recorder.issuers(certificate), parseCertificate);
    if (above.length > 0) queue.push(...above);
    else if (certificate.basicConstraints?.ca === true) {
      found.push(certificate);
      await recorder.crls(certificate, undefined);
      await recorder.ocsp(certificate, undefined);
    }
  }
  return found;
}

/** Certificates of one document whose issuers are looked for. */
const MAX_CERTIFICATES = 64;

function tokenCertificates(token: Uint8Array): Certificate[] {
  return readable([token], parseTimestampToken).flatMap(({ signedData }) =>
    readable(signedData.certificates, parseCertificate),
  );
}

/** The certificates that were relied upon, those of the time-stamp authorities among them. */
function chainsOf(verdicts: readonly LongTermVerdict[]): Uint8Array[] {
  const paths = verdicts.flatMap(({ path, timestamps }) => [
    path,
    ...timestamps.map(({ basic }) => basic?.path),
  ]);
  return paths.flatMap((path) => path?.chain.map(({ der }) => der) ?? []);
}

/** Each once, and none of what is in the document. */
function without(carried: readonly CarriedEvidence[], found: CarriedEvidence): CarriedEvidence {
  const fresh = (kind: keyof CarriedEvidence): Uint8Array[] => {
    const kept: Uint8Array[] = carried.flatMap((evidence) => evidence[kind]);
    const before = kept.length;
    for (const der of found[kind]) if (!kept.some((other) => equal(other, der))) kept.push(der);
    return kept.slice(before);
  };
  return { certificates: fresh('certificates'), crls: fresh('crls'), ocspResponses: fresh('ocspResponses') };
}
