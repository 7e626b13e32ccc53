import { describeActor, type Actor } from '../access/actor.ts';
import { allow } from '../access/allow.ts';
import { appendAudit } from '../audit/record.ts';
import type { AuthorityDeps } from '../deps.ts';
import { checkHolder, type HolderRequest, type WithCodeDeps } from '../revocation/holder.ts';
import { certificateNotFound } from '../revocation/change.ts';

/**
 * Lists a certificate in the public bank, or takes it out of every search but those for its
 * exact SHA-256 or serial number. Asking for what is so already is no fault.
 *
 * @throws CertBankError `access.denied` | `certificate.not-found`
 */
export async function setListed(
  deps: Pick<AuthorityDeps, 'ledger' | 'engine' | 'clock'>,
  request: { readonly actor: Actor; readonly sha256: string; readonly isListed: boolean },
): Promise<void> {
  const { actor, sha256, isListed } = request;
  allow(actor, 'certificate.set-listed', sha256);
  const at = deps.clock.now();
  await deps.ledger.atomically(async (stores) => {
    const certificate = await stores.certificates.findBySha256(sha256);
    if (certificate === undefined) throw certificateNotFound(sha256);
    if (certificate.isListed === isListed) return;
    await stores.certificates.setListed(sha256, isListed);
    await appendAudit(stores, deps.engine, {
      at,
      actor: describeActor(actor),
      action: isListed ? 'certificate.listed' : 'certificate.unlisted',
      object: sha256,
      details: {},
    });
  });
}

/**
 * The same for the holder, who shows the revocation code.
 *
 * @throws CertBankError as `checkHolder`
 */
export async function setListedWithCode(
  deps: WithCodeDeps,
  request: HolderRequest & { readonly isListed: boolean },
): Promise<void> {
  const { actor, sha256 } = await checkHolder(deps, request);
  await setListed(deps, { actor, sha256, isListed: request.isListed });
}
