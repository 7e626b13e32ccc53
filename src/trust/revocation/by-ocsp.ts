import { equal } from '../../base/bytes.ts';
import { isCertBankError } from '../../base/errors.ts';
import type { Engine } from '../../crypto/engine.ts';
import type { HashName } from '../../formats/algorithms.ts';
import type { CertId } from '../../formats/ocsp/cert-id.ts';
import type { BasicOcspResponse, SingleResponse } from '../../formats/ocsp/response.ts';
import { coversExpiry, isFresh, isFromFuture, type EvidenceTimes } from './freshness.ts';
import type { Finding, RevocationQuestion } from './question.ts';
import type { UnknownReason } from './status.ts';

/** What an OCSP response is believed by. */
export interface OcspAuthority {
  /**
   * `undefined` when `response` is signed by the issuer of the certificate asked about, or by whom that
   * issuer authorised.
   *
   * @param isRelied whether the response will be relied upon to believe the certificate: then the
   *   responder must still have been authorised when the response must be fresh
   */
  check(
    response: BasicOcspResponse,
    question: RevocationQuestion,
    isRelied: boolean,
  ): Promise<'signature-invalid' | 'not-authorised' | undefined>;
}

export interface OcspAnswer {
  readonly findings: readonly Finding[];
  /** Why responses that were looked at say nothing. */
  readonly reasons: readonly UnknownReason[];
}

/**
 * Asks the OCSP responses whether a certificate was revoked.
 *
 * A response counts for the certificate whose issuer name, issuer key and serial number it repeats, by the
 * hash function of its own CertID. "Good" must be fresh; "revoked" counts however old it is, and as good
 * until then where it names a later instant and is fresh or was made after the instant asked about; "unknown" is
 * no finding.
 *
 * Does not check: a nonce; whoever asked must compare it.
 *
 * @throws BudgetExhausted
 * @source RFC 6960 sections 3.2, 4.2.2
 */
export async function askOcsp(
  question: RevocationQuestion,
  authority: OcspAuthority,
  engine: Engine,
): Promise<OcspAnswer> {
  const findings: Finding[] = [];
  const reasons: UnknownReason[] = [];
  if (question.ocspResponses.length === 0) return { findings, reasons };
  const matcher = new CertIdMatcher(question, engine);
  for (const { basic } of question.ocspResponses) {
    if (basic === undefined) continue;
    try {
      for (const single of basic.responses) {
        if (!(await matcher.matches(single.certId))) continue;
        const said = hear(basic, single, question);
        if (typeof said === 'string') reasons.push(said);
        else {
          const isRelied = said.status === 'good' && !isLookingBack(basic, single, question.times);
          const objection = await authority.check(basic, question, isRelied);
          if (objection === undefined) findings.push(said);
          else reasons.push(objection);
        }
      }
    } catch (error) {
      if (!isCertBankError(error)) throw error;
      reasons.push('signature-invalid');
    }
  }
  return { findings, reasons };
}

/** A revocation told by a response that was made after the instant asked about. */
function isLookingBack(
  { producedAt }: BasicOcspResponse,
  { status, thisUpdate }: SingleResponse,
  { at }: EvidenceTimes,
): boolean {
  return status === 'revoked' && producedAt > at && thisUpdate > at;
}

/** What a response says if it is authentic. */
function hear(
  basic: BasicOcspResponse,
  single: SingleResponse,
  { certificate, times }: RevocationQuestion,
): Finding | UnknownReason {
  // Section 4.4: a critical extension that is not understood.
  if ([...basic.extensions, ...single.extensions].some(({ critical }) => critical)) return 'unknown-critical';
  const { thisUpdate, nextUpdate, revokedAt, reason } = single;
  const period = { source: 'ocsp', thisUpdate, nextUpdate } as const;
  if (single.status === 'unknown') return 'not-known-to-responder';
  if (single.status === 'revoked') {
    if (revokedAt === undefined) return 'not-known-to-responder';
    if (revokedAt > times.at) {
      // Announced beforehand, it might have come to pass sooner.
      if (!isLookingBack(basic, single, times) && !isFresh(single, times)) return 'stale';
      return { status: 'good', ...period, revokedLater: revokedAt };
    }
    return {
      status: reason === 'certificateHold' ? 'on-hold' : 'revoked',
      since: revokedAt,
      reason,
      ...period,
    };
  }
  // A response made before the certificate was cannot know it.
  if (!isFresh(single, times) || basic.producedAt < certificate.notBefore) return 'stale';
  if (isFromFuture(basic.producedAt, times.evidenceAt)) return 'stale';
  if (!coversExpiry(certificate, thisUpdate, single.archiveCutoff)) return 'after-expiry';
  return { status: 'good', ...period };
}

/** Compares CertIDs with one certificate, hashing its issuer once for each hash function. */
class CertIdMatcher {
  readonly #question: RevocationQuestion;
  readonly #engine: Engine;
  readonly #hashes = new Map<HashName, { name: Uint8Array; key: Uint8Array }>();

  constructor(question: RevocationQuestion, engine: Engine) {
    this.#question = question;
    this.#engine = engine;
  }

  async matches({ hash, serialNumber, issuerNameHash, issuerKeyHash }: CertId): Promise<boolean> {
    const { certificate, issuer } = this.#question;
    if (hash === undefined || hash === 'MD5' || !equal(serialNumber, certificate.serialNumber)) return false;
    let hashes = this.#hashes.get(hash);
    if (hashes === undefined) {
      // Section 4.1.1: the issuer's name as it stands in the certificate, and its key without tag, length
      // and unused bits.
      const name = await this.#engine.digest(hash, certificate.issuer.der);
      const key = await this.#engine.digest(hash, issuer.publicKey.keyBits);
      this.#hashes.set(hash, (hashes = { name, key }));
    }
    return equal(issuerNameHash, hashes.name) && equal(issuerKeyHash, hashes.key);
  }
}
