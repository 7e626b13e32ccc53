import type { CertificateRecord, RevocationReason } from '../ports/records.ts';
import { checkHolder, type HolderRequest, type WithCodeDeps } from './holder.ts';
import { release } from './release.ts';
import { revoke } from './revoke.ts';
import { suspend } from './suspend.ts';

/**
 * Revokes a certificate for its holder, who shows the revocation code.
 *
 * @throws CertBankError `certificate.not-found` | `revocation.wrong-code` | `revocation.locked` |
 *   `revocation.reason-invalid` | `revocation.already-revoked`
 */
export async function revokeWithCode(
  deps: WithCodeDeps,
  request: HolderRequest & { readonly reason: RevocationReason },
): Promise<CertificateRecord> {
  const { actor, sha256 } = await checkHolder(deps, request);
  return revoke(deps, { actor, sha256, reason: request.reason });
}

/**
 * Puts a certificate on hold for its holder.
 *
 * @throws CertBankError as `revokeWithCode`, and `revocation.already-on-hold`
 */
export async function suspendWithCode(
  deps: WithCodeDeps,
  request: HolderRequest,
): Promise<CertificateRecord> {
  return suspend(deps, await checkHolder(deps, request));
}

/**
 * Ends a hold for the holder.
 *
 * @throws CertBankError as `revokeWithCode`, and `revocation.not-on-hold`
 */
export async function releaseWithCode(
  deps: WithCodeDeps,
  request: HolderRequest,
): Promise<CertificateRecord> {
  return release(deps, await checkHolder(deps, request));
}
