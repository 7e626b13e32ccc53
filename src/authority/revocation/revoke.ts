import { wholeSeconds } from '../../base/clock.ts';
import { CertBankError } from '../../base/errors.ts';
import type { Actor } from '../access/actor.ts';
import { allow } from '../access/allow.ts';
import type { CertificateRecord, RevocationReason } from '../ports/records.ts';
import { isOwnKind } from '../profiles/own-kinds.ts';
import { changeStatus, type ChangeDeps } from './change.ts';
import { checkReason } from './reason.ts';
import { revoked } from './status-change.ts';

export interface RevokeRequest {
  readonly actor: Actor;
  readonly sha256: string;
  readonly reason: RevocationReason;
  /** When the key is suspected to have been compromised; not in the future. */
  readonly invalidityDate?: Date | undefined;
}

/**
 * Revokes a certificate for good. See `status-change.ts` for certificates on hold or revoked before.
 *
 * @throws CertBankError `access.denied` | `certificate.not-found` | `revocation.reason-invalid` |
 *   `revocation.already-revoked` | `input.invalid` for an invalidity date in the future
 */
export async function revoke(deps: ChangeDeps, request: RevokeRequest): Promise<CertificateRecord> {
  const { actor, reason } = request;
  allow(actor, 'certificate.revoke', request.sha256);
  const at = wholeSeconds(deps.clock.now());
  const invalidityDate = request.invalidityDate === undefined ? null : wholeSeconds(request.invalidityDate);
  if (invalidityDate !== null && invalidityDate > at) {
    const issues = [{ path: 'invalidityDate', message: 'must not be in the future' }];
    throw new CertBankError('input.invalid', { issues }, 'the invalidity date is in the future');
  }
  return changeStatus(deps, {
    actor,
    sha256: request.sha256,
    at,
    action: 'certificate.revoked',
    next(certificate) {
      checkOwnCertificate(actor, certificate);
      checkReason(actor, certificate.kind, reason);
      return revoked(certificate, { reason, invalidityDate }, at);
    },
  });
}

/** The authority's own certificates are an administrator's affair, and a root cannot be revoked by its own CRL. */
function checkOwnCertificate(actor: Actor, certificate: CertificateRecord): void {
  if (!isOwnKind(certificate.kind)) return;
  allow(actor, 'authority.revoke');
  if (certificate.profileId.startsWith('root-')) {
    throw new CertBankError('access.denied', { action: 'authority.revoke' }, 'nobody could be told of it');
  }
}
