import { CertBankError } from '../../base/errors.ts';
import { hashCode, makeCode } from '../access/code.ts';
import { appendAudit } from '../audit/record.ts';
import type { OrderRecord } from '../ports/records.ts';
import { REVOCATION_TRIES } from '../revocation/tries.ts';
import { checkOpen } from './activation.ts';
import type { CollectDeps, Collected } from './collected.ts';
import { orderNotFound } from './order.ts';

/**
 * Gives an order's certificate again to who has shown its activation code and key, with a
 * fresh revocation code that replaces the one before.
 *
 * Does not check: code and key; `collect` has done so.
 *
 * @throws CertBankError `order.already-collected` when the certificate is for another key, or for none yet
 */
export async function repeatCollection(
  deps: CollectDeps,
  { reference }: OrderRecord,
  publicKeySha256: string,
  at: Date,
): Promise<Collected> {
  const revocationCode = makeCode(deps.random);
  const hash = await hashCode(deps.engine, deps.random, revocationCode);
  const certificate = await deps.ledger.atomically(async (stores) => {
    const order = await stores.orders.findByReference(reference);
    if (order === undefined) throw orderNotFound(reference);
    checkOpen(order, at);
    const known = await stores.certificates.findByOrder(order.id);
    if (known?.publicKeySha256 !== publicKeySha256) {
      throw new CertBankError('order.already-collected', { reference }, 'the order went to another key');
    }
    await stores.certificates.setRevocationCode(known.sha256, hash, REVOCATION_TRIES);
    await appendAudit(stores, deps.engine, {
      at,
      actor: `applicant:${reference}`,
      action: 'certificate.recollected',
      object: known.sha256,
      details: {},
    });
    return { ...known, revocationCodeHash: hash, revocationTriesLeft: REVOCATION_TRIES };
  });
  return { certificate, chain: deps.issuers.chainOf(certificate.issuerId), revocationCode, repeated: true };
}
