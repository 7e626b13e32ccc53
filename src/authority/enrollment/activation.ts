import { CertBankError } from '../../base/errors.ts';
import { isCode } from '../access/code.ts';
import { appendAudit } from '../audit/record.ts';
import type { AuthorityDeps } from '../deps.ts';
import type { OrderRecord } from '../ports/records.ts';
import { orderNotFound } from './order.ts';

/**
 * Lets those pass who may still use the order's activation code.
 *
 * @throws CertBankError `order.cancelled` | `order.locked` | `order.expired`
 */
export function checkOpen(order: OrderRecord, at: Date): void {
  const { reference } = order;
  if (order.state === 'cancelled') {
    throw new CertBankError('order.cancelled', { reference }, 'the order was cancelled');
  }
  if (order.triesLeft <= 0) {
    throw new CertBankError('order.locked', { reference }, 'too many wrong codes were tried');
  }
  // After its last day the code is worth nothing, also for repeating a collection.
  if (order.expiresAt <= at) throw new CertBankError('order.expired', { reference }, 'the order has expired');
}

/**
 * Lets those pass who know the activation code of `order`, which is open.
 *
 * A wrong code costs a try, durably, before the refusal is told; the last one locks the order.
 * The try is taken from the order as it is then, so that many guesses at once cost as many tries.
 *
 * @throws CertBankError `activation.wrong-code` | `order.locked`
 */
export async function checkActivation(
  deps: Pick<AuthorityDeps, 'ledger' | 'engine'>,
  order: OrderRecord,
  activationCode: string,
  at: Date,
): Promise<void> {
  if (await isCode(deps.engine, activationCode, order.activationCodeHash)) return;
  const triesLeft = await deps.ledger.atomically(async (stores) => {
    const now = await stores.orders.findByReference(order.reference);
    if (now === undefined) throw orderNotFound(order.reference);
    checkOpen(now, at);
    const left = now.triesLeft - 1;
    await stores.orders.setTries(now.id, left);
    if (left === 0) {
      await appendAudit(stores, deps.engine, {
        at,
        actor: 'applicant',
        action: 'order.locked',
        object: order.reference,
        details: {},
      });
    }
    return left;
  });
  throw new CertBankError(
    'activation.wrong-code',
    { triesLeft },
    `wrong activation code, ${triesLeft} tries left`,
  );
}
