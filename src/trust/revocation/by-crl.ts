import { equal } from '../../base/bytes.ts';
import { isCertBankError } from '../../base/errors.ts';
import type { CrlEntry } from '../../formats/crl/crl-entry.ts';
import type { Crl } from '../../formats/crl/crl.ts';
import { ALL_REASONS } from '../../formats/crl/distribution-point.ts';
import { EXTENSION } from '../../formats/x509/extension.ts';
import type { Meter } from '../path/budget.ts';
import { isDeltaOf, pointsOf, reasonsCovered } from './crl-scope.ts';
import { coversExpiry, isFresh } from './freshness.ts';
import type { Finding, Issuer, RevocationQuestion } from './question.ts';
import type { UnknownReason } from './status.ts';

/** Extensions of a CRL that are processed here, and which may therefore be critical. */
const PROCESSED = new Set<string>([EXTENSION.issuingDistributionPoint, EXTENSION.deltaCrlIndicator]);

/** What is read later on, where a malformed value could no longer be passed over. */
const READ_AT_ONCE = [
  (crl: Crl): unknown => crl.deltaBase,
  (crl: Crl): unknown => crl.issuingDistributionPoint,
];

/** What a CRL is believed by. */
export interface CrlAuthority {
  /**
   * `undefined` when `crl` is signed by a key that may sign it: that of the certificate's issuer, or of
   * another with the CRL issuer's name whose own path leads to the same anchor.
   */
  check(crl: Crl, issuer: Issuer): Promise<'signature-invalid' | 'not-authorised' | undefined>;
}

/** What all CRLs say together. */
export interface CrlAnswer {
  readonly findings: readonly Finding[];
  /** Why CRLs that were looked at say nothing. */
  readonly reasons: readonly UnknownReason[];
}

/**
 * Asks the CRLs whether a certificate was revoked.
 *
 * Distribution points are gone through as the certificate lists them, then
 * the one that is assumed. A CRL that is fresh and in scope says "not listed"
 * for its reasons; only when all reasons are covered is that a finding. An
 * entry counts from whatever authentic CRL it comes, however old: revocation
 * is not forgotten. An entry that names a later instant tells that the
 * certificate was not revoked until then, where the CRL is fresh or was made
 * after the instant asked about.
 *
 * Does not check: that the certificate itself is valid.
 *
 * @throws BudgetExhausted
 * @source RFC 5280 section 6.3.3
 */
export async function askCrls(
  question: RevocationQuestion,
  authority: CrlAuthority,
  meter: Meter,
): Promise<CrlAnswer> {
  return new CrlInquiry(question, authority, meter).run();
}

class CrlInquiry {
  readonly #question: RevocationQuestion;
  readonly #authority: CrlAuthority;
  readonly #meter: Meter;
  readonly #findings: Finding[] = [];
  readonly #reasons: UnknownReason[] = [];

  constructor(question: RevocationQuestion, authority: CrlAuthority, meter: Meter) {
    this.#question = question;
    this.#authority = authority;
    this.#meter = meter;
  }

  async run(): Promise<CrlAnswer> {
    const { certificate } = this.#question;
    const usable = this.#question.crls.filter((crl) => this.#isReadable(crl));
    const complete = usable.filter((crl) => crl.deltaBase === undefined);
    const deltas = usable.filter((crl) => crl.deltaBase !== undefined);
    // The newest first: it is the likeliest to be fresh and to make the others unnecessary.
    complete.sort(newestFirst);

    let covered = 0;
    let oldest: Crl | undefined;
    for (const point of pointsOf(certificate)) {
      for (const crl of complete) {
        // (b), (d), (e)
        const reasons = reasonsCovered(crl, certificate, point, this.#meter);
        if (reasons === 0) this.#reasons.push('out-of-scope');
        else if (await this.#read(crl, deltas, (reasons & ~covered) !== 0)) {
          // (l)
          covered |= reasons;
          oldest = oldest === undefined || crl.thisUpdate < oldest.thisUpdate ? crl : oldest;
        }
      }
      // A revocation is believed from a delta CRL alone; that something is not in it says nothing.
      for (const delta of deltas) {
        if (reasonsCovered(delta, certificate, point, this.#meter) !== 0) await this.#read(delta, [], false);
      }
    }
    if ((covered & ALL_REASONS) === ALL_REASONS && oldest !== undefined) {
      const { thisUpdate, nextUpdate } = oldest;
      this.#findings.push({ status: 'good', source: 'crl', thisUpdate, nextUpdate });
    } else if (covered !== 0) this.#reasons.push('out-of-scope');
    return { findings: this.#findings, reasons: this.#reasons };
  }

  /** Whether nothing stands in the CRL that forbids to use it. */
  #isReadable(crl: Crl): boolean {
    try {
      if (!equal(crl.innerSignatureAlgorithm.der, crl.signatureAlgorithm.der)) {
        this.#reasons.push('signature-invalid');
        return false;
      }
      for (const read of READ_AT_ONCE) read(crl);
      const isKnown = crl.extensions.every(({ oid, critical }) => !critical || PROCESSED.has(oid));
      if (!isKnown) this.#reasons.push('unknown-critical');
      return isKnown;
    } catch (error) {
      if (!isCertBankError(error)) throw error;
      this.#reasons.push('signature-invalid');
      return false;
    }
  }

  /**
   * Takes in what one CRL says, together with its newest delta.
   *
   * @param isNeeded whether "not listed" would be news
   * @returns whether the certificate is authentically not listed, now
   */
  async #read(crl: Crl, deltas: readonly Crl[], isNeeded: boolean): Promise<boolean> {
    const { certificate, times } = this.#question;
    try {
      const delta = await this.#deltaOf(crl, deltas);
      // A complete CRL with its delta is as good as one made when the delta was (section 5.2.4).
      const isCurrent = isFresh(delta ?? crl, times);
      // (i), (j)
      const fromDelta = delta?.find(certificate.serialNumber, certificate.issuer);
      const fromComplete = crl.find(certificate.serialNumber, certificate.issuer);
      const [entry, source] =
        fromDelta === undefined || isUndone(fromComplete, fromDelta)
          ? [fromComplete, crl]
          : [fromDelta, delta!];
      // (k)
      const isListed = entry !== undefined && entry.reason !== 'removeFromCRL';
      if (!isListed && !isNeeded) return false;
      if (!isListed && !isCurrent) {
        this.#reasons.push('stale');
        return false;
      }
      if (!(await this.#isUsable(crl))) return false;
      if (isListed) {
        this.#report(entry, source, isCurrent);
        return false;
      }
      if (!coversExpiry(certificate, source.thisUpdate, crl.expiredCertificatesSince)) {
        this.#reasons.push('after-expiry');
        return false;
      }
      return true;
    } catch (error) {
      if (!isCertBankError(error)) throw error;
      this.#reasons.push('signature-invalid');
      return false;
    }
  }

  #report({ revokedAt, reason }: CrlEntry, { thisUpdate, nextUpdate }: Crl, isCurrent: boolean): void {
    const { times } = this.#question;
    const period = { source: 'crl', thisUpdate, nextUpdate } as const;
    if (revokedAt > times.at) {
      // Announced beforehand, it might have come to pass sooner.
      if (!isCurrent && thisUpdate <= times.at) this.#reasons.push('stale');
      else this.#findings.push({ status: 'good', ...period, revokedLater: revokedAt });
    } else {
      const status = reason === 'certificateHold' ? 'on-hold' : 'revoked';
      this.#findings.push({ status, since: revokedAt, reason, ...period });
    }
  }

  /** (c): the newest fresh and authentic delta of `crl`. One that is forged must not hide what `crl` lists. */
  async #deltaOf(crl: Crl, deltas: readonly Crl[]): Promise<Crl | undefined> {
    const { times } = this.#question;
    const candidates = deltas.filter((delta) => isFresh(delta, times) && isDeltaOf(delta, crl));
    candidates.sort(newestFirst);
    for (const delta of candidates) if (await this.#isUsable(delta)) return delta;
    return undefined;
  }

  /** Section 5.3, and (f) to (h). */
  async #isUsable(crl: Crl): Promise<boolean> {
    const objection = crl.hasUnknownCriticalEntryExtension
      ? 'unknown-critical'
      : await this.#authority.check(crl, this.#question.issuer);
    if (objection !== undefined) this.#reasons.push(objection);
    return objection === undefined;
  }
}

/** Section 5.3.1: only a certificate on hold, or one that has expired, is ever taken off. */
const isUndone = (before: CrlEntry | undefined, now: CrlEntry): boolean =>
  before !== undefined && before.reason !== 'certificateHold' && now.reason === 'removeFromCRL';

const newestFirst = (a: Crl, b: Crl): number => b.thisUpdate.getTime() - a.thisUpdate.getTime();
