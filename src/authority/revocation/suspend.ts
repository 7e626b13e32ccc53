import { wholeSeconds } from '../../base/clock.ts';
import { CertBankError } from '../../base/errors.ts';
import type { Actor } from '../access/actor.ts';
import { allow } from '../access/allow.ts';
import type { CertificateRecord } from '../ports/records.ts';
import { isOwnKind } from '../profiles/own-kinds.ts';
import { changeStatus, type ChangeDeps } from './change.ts';
import { onHold } from './status-change.ts';

/**
 * Puts a holder's certificate on hold (CRL reason `certificateHold`): revoked until it is
 * released or revoked for good.
 *
 * @throws CertBankError `access.denied` | `certificate.not-found` | `revocation.already-revoked` |
 *   `revocation.already-on-hold` | `revocation.reason-invalid` for the authority's own certificates
 */
export async function suspend(
  deps: ChangeDeps,
  request: { readonly actor: Actor; readonly sha256: string },
): Promise<CertificateRecord> {
  const { actor, sha256 } = request;
  allow(actor, 'certificate.suspend', sha256);
  const at = wholeSeconds(deps.clock.now());
  return changeStatus(deps, {
    actor,
    sha256,
    at,
    action: 'certificate.suspended',
    next(certificate) {
      if (isOwnKind(certificate.kind)) {
        const reason = 'certificateHold';
        throw new CertBankError('revocation.reason-invalid', { reason }, 'an authority is revoked or good');
      }
      return onHold(certificate, at);
    },
  });
}
