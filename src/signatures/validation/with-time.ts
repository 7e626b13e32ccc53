import type { Certificate } from '../../formats/x509/certificate.ts';
import type { SignatureFacts, TimestampType } from '../ades/facts.ts';
import { acceptSignature } from './blocks/acceptance.ts';
import type { BasicValidation } from './basic.ts';
import type { ValidationContext } from './context.ts';
import type { Proof } from './existence.ts';
import { notYetValid } from './past.ts';
import type { TimestampVerdict } from './timestamp.ts';
import { failed, indeterminate, type Conclusion } from './verdict.ts';

const BLOCK = 'signatures with time';

/** A time-stamp that is believed, and since when it says that what it covers existed. */
export interface TrustedTimestamp {
  readonly verdict: TimestampVerdict;
  readonly at: Date;
}

/**
 * What the times say against a signature, whether or not it passed on its own: it is older than its certificate;
 * its time-stamps are out of order; the proof came too late after the time that the signer claims; or a time-stamp
 * at it is broken.
 *
 * @param trusted  time-stamps of this signature that passed, now or by later proofs
 * @param earliest proof that the signature existed
 * @source EN 319 102-1 section 5.5.4 (5) to (7)
 */
export function checkTimes(
  context: ValidationContext,
  facts: SignatureFacts,
  timestamps: readonly TimestampVerdict[],
  trusted: readonly TrustedTimestamp[],
  earliest: Proof | undefined,
  certificate: Certificate | undefined,
): Conclusion[] {
  const { policy } = context.source;
  const objections: Conclusion[] = [];
  if (earliest !== undefined && certificate !== undefined && earliest.at < certificate.notBefore) {
    objections.push(notYetValid());
  }
  if (!isInOrder(trusted)) {
    objections.push(
      indeterminate(BLOCK, 'TIMESTAMP_ORDER_FAILURE', {
        code: 'timestamp.order',
        clause: 'EN 319 102-1 5.5.4 (5)',
        message: 'a time-stamp is older than what it covers',
      }),
    );
  }
  const { maxTimestampDelaySeconds: delay } = policy;
  const { claimedSigningTime: claimed } = facts;
  if (delay !== undefined && claimed !== undefined) {
    const best = earliest?.at ?? context.source.at;
    if (best.getTime() > claimed.getTime() + delay * 1000) {
      objections.push(
        indeterminate(BLOCK, 'SIG_CONSTRAINTS_FAILURE', {
          code: 'timestamp.delay',
          clause: 'EN 319 102-1 5.5.4 (6)',
          message: `the signature is proven more than ${delay} s after the time that the signer claims`,
        }),
      );
    }
  }
  const broken = timestamps.filter(({ indication }) => indication === 'FAILED');
  if (broken.length > 0 && policy.brokenTimestamps === 'refused') {
    const whys = broken.flatMap(({ facts: { id }, reasons }) =>
      reasons.slice(0, 1).map(({ clause, message }) => ({
        code: 'timestamp.broken',
        clause,
        message: `time-stamp ${id} is broken: ${message}`,
      })),
    );
    objections.push(indeterminate(BLOCK, 'SIG_CONSTRAINTS_FAILURE', ...whys));
  }
  return objections;
}

/** Each kind covers what stands before it. */
const ORDER: Readonly<Record<TimestampType, number>> = {
  content: 0,
  signature: 1,
  references: 2,
  archive: 3,
  document: 3,
};

/** No time-stamp may be younger than one that covers it. */
function isInOrder(trusted: readonly TrustedTimestamp[]): boolean {
  return trusted.every((one) =>
    trusted.every((other) => {
      const { type, id } = one.verdict.facts;
      const isCovered = other.verdict.protects?.timestamps.includes(id) === true;
      const isBefore = ORDER[type] < ORDER[other.verdict.facts.type];
      return !(isCovered || isBefore) || one.at <= other.at;
    }),
  );
}

/**
 * What a content time-stamp proves against the signer: made before the signature, it shows that the signature is
 * younger than it. A certificate revoked or expired by then, or an algorithm no longer reliable, is a failure that
 * no later proof mends.
 *
 * @source EN 319 102-1 section 5.3.4 (6), 5.2.6.4, 5.1.3 (CRYPTO_CONSTRAINTS_FAILURE)
 */
export function checkContentTimestamps(
  context: ValidationContext,
  facts: SignatureFacts,
  basic: BasicValidation,
  trusted: readonly TrustedTimestamp[],
): Conclusion[] {
  const { signingCertificate: certificate, path } = basic;
  const times = trusted.flatMap(({ verdict, at }) => (verdict.facts.type === 'content' ? [at] : []));
  if (certificate === undefined || times.length === 0) return [];
  const latest = new Date(Math.max(...times.map((time) => time.getTime())));
  const why = (code: string, message: string) => ({ code, clause: 'EN 319 102-1 5.3.4 (6)', message });
  const status = path?.revocation.find((entry) => entry.certificate.equals(certificate))?.status;
  if (status?.status === 'revoked' && status.since <= latest) {
    const message = 'the certificate had been revoked when the content was time-stamped';
    return [failed(BLOCK, 'REVOKED', why('certificate.revoked', message))];
  }
  if (certificate.notAfter < latest) {
    const message = 'the certificate had expired when the content was time-stamped';
    return [failed(BLOCK, 'EXPIRED', why('certificate.expired', message))];
  }
  const accepted = acceptSignature(context, facts, certificate, latest);
  if (accepted.indication === 'PASSED' || accepted.subIndication !== 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE') {
    return [];
  }
  const message = 'an algorithm was no longer reliable when the content was time-stamped';
  return [indeterminate(BLOCK, 'CRYPTO_CONSTRAINTS_FAILURE', why('algorithm.not-acceptable', message))];
}
