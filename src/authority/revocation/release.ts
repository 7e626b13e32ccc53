import { wholeSeconds } from '../../base/clock.ts';
import type { Actor } from '../access/actor.ts';
import { allow } from '../access/allow.ts';
import type { CertificateRecord } from '../ports/records.ts';
import { changeStatus, type ChangeDeps } from './change.ts';
import { released } from './status-change.ts';

/**
 * Ends the hold of a certificate: it is good again, as if it had never been on hold.
 *
 * @throws CertBankError `access.denied` | `certificate.not-found` | `revocation.already-revoked` |
 *   `revocation.not-on-hold`
 */
export async function release(
  deps: ChangeDeps,
  request: { readonly actor: Actor; readonly sha256: string },
): Promise<CertificateRecord> {
  const { actor, sha256 } = request;
  allow(actor, 'certificate.release', sha256);
  return changeStatus(deps, {
    actor,
    sha256,
    at: wholeSeconds(deps.clock.now()),
    action: 'certificate.released',
    next: released,
  });
}
