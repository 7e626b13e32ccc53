import { CertBankError } from '../../base/errors.ts';
import type { RevocationReason, StatusRecord } from '../ports/records.ts';

/** Whole seconds; see `wholeSeconds`. */
interface Revocation {
  readonly reason: RevocationReason;
  readonly invalidityDate: Date | null;
}

export function alreadyRevoked(status: StatusRecord): CertBankError {
  const since = status.revokedAt?.toISOString() ?? '';
  return new CertBankError('revocation.already-revoked', { since }, `revoked since ${since}`);
}

/**
 * The status of a certificate that is revoked at `at`.
 *
 * - From good: revoked since `at`.
 * - From on hold: revoked since the hold began, so that nothing signed during the hold counts
 *   after all.
 * - From revoked: refused, but for one change of mind: a key found to be compromised
 *   supersedes any lesser reason. The date stays; `invalidityDate` tells since when to distrust, and
 *   stays too unless another is given.
 *
 * Nothing leads back from revoked (EN 319 411-1 section 6.2.4, REV-6.2.4-11).
 *
 * @throws CertBankError `revocation.already-revoked`
 */
export function revoked(
  status: StatusRecord,
  { reason, invalidityDate }: Revocation,
  at: Date,
): StatusRecord {
  if (status.status === 'revoked') {
    const isWorse =
      reason === 'keyCompromise' && status.reason !== 'keyCompromise' && status.reason !== 'cACompromise';
    if (!isWorse) throw alreadyRevoked(status);
    const distrustedSince = invalidityDate ?? status.invalidityDate;
    return { status: 'revoked', reason, revokedAt: status.revokedAt, invalidityDate: distrustedSince };
  }
  const since = status.status === 'on-hold' && status.revokedAt !== null ? status.revokedAt : at;
  return { status: 'revoked', reason, revokedAt: since, invalidityDate };
}

/**
 * The status of a certificate that is suspended at `at`.
 *
 * @throws CertBankError `revocation.already-revoked` | `revocation.already-on-hold`
 */
export function onHold(status: StatusRecord, at: Date): StatusRecord {
  if (status.status === 'revoked') throw alreadyRevoked(status);
  if (status.status === 'on-hold')
    throw new CertBankError('revocation.already-on-hold', {}, 'already on hold');
  return { status: 'on-hold', reason: 'certificateHold', revokedAt: at, invalidityDate: null };
}

/**
 * The status of a certificate whose hold ends. That it was on hold, from when and until when,
 * the audit log tells; a later delta CRL will need it for `removeFromCRL`.
 *
 * @throws CertBankError `revocation.already-revoked` | `revocation.not-on-hold`
 */
export function released(status: StatusRecord): StatusRecord {
  if (status.status === 'revoked') throw alreadyRevoked(status);
  if (status.status === 'good') throw new CertBankError('revocation.not-on-hold', {}, 'not on hold');
  return { status: 'good', reason: null, revokedAt: null, invalidityDate: null };
}
