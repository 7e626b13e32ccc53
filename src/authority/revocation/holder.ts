import { CertBankError } from '../../base/errors.ts';
import type { Actor } from '../access/actor.ts';
import { isCode } from '../access/code.ts';
import { appendAudit } from '../audit/record.ts';
import { findCertificate } from '../bank/find.ts';
import type { AuthorityDeps } from '../deps.ts';
import { certificateNotFound } from './change.ts';

export type WithCodeDeps = Pick<AuthorityDeps, 'ledger' | 'issuers' | 'engine' | 'clock'>;

/** Which certificate, and the code that its holder was shown when it was collected. */
export type HolderRequest = { readonly code: string } & (
  | { readonly sha256: string; readonly serial?: undefined }
  | { readonly serial: string; readonly sha256?: undefined }
);

/**
 * The holder, if the code is right. A wrong code costs a try, durably, before the refusal is
 * told; after the last one only an officer can revoke.
 *
 * @throws CertBankError `certificate.not-found`, also for one without a code; `revocation.wrong-code` | `revocation.locked`
 */
export async function checkHolder(
  deps: WithCodeDeps,
  request: HolderRequest,
): Promise<{ readonly actor: Actor; readonly sha256: string }> {
  const id = request.sha256 ?? request.serial;
  const certificate = await findCertificate(deps, id);
  const hash = certificate?.revocationCodeHash ?? null;
  // Whether a certificate has a code at all is nobody's business.
  if (certificate === undefined || hash === null) throw certificateNotFound(id);
  const { sha256 } = certificate;
  if (certificate.revocationTriesLeft <= 0) throw locked();
  if (await isCode(deps.engine, request.code, hash)) return { actor: { kind: 'holder', id: sha256 }, sha256 };
  const triesLeft = await burnTry(deps, sha256);
  throw new CertBankError(
    'revocation.wrong-code',
    { triesLeft },
    `wrong revocation code, ${triesLeft} tries left`,
  );
}

async function burnTry(
  deps: Pick<WithCodeDeps, 'ledger' | 'engine' | 'clock'>,
  sha256: string,
): Promise<number> {
  const at = deps.clock.now();
  return deps.ledger.atomically(async (stores) => {
    const now = await stores.certificates.findBySha256(sha256);
    if (now === undefined) throw certificateNotFound(sha256);
    if (now.revocationTriesLeft <= 0) throw locked();
    const left = now.revocationTriesLeft - 1;
    await stores.certificates.setRevocationTries(sha256, left);
    if (left === 0) {
      await appendAudit(stores, deps.engine, {
        at,
        actor: 'public',
        action: 'revocation-code.locked',
        object: sha256,
        details: {},
      });
    }
    return left;
  });
}

function locked(): CertBankError {
  return new CertBankError('revocation.locked', {}, 'too many wrong codes: ask an officer');
}
