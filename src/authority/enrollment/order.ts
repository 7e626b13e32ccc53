import { CertBankError } from '../../base/errors.ts';
import { allow } from '../access/allow.ts';
import { describeActor, type Actor } from '../access/actor.ts';
import { normaliseCode } from '../access/code.ts';
import { appendAudit } from '../audit/record.ts';
import type { AuthorityDeps } from '../deps.ts';
import type { Page, PageRequest } from '../ports/ledger.ts';
import type { OrderRecord } from '../ports/records.ts';

/** What anybody who knows a reference may learn: no personal data. */
export interface OrderStatus {
  readonly reference: string;
  readonly kind: OrderRecord['registration']['kind'];
  readonly state: OrderRecord['state'] | 'expired' | 'locked';
  readonly expiresAt: Date;
}

/** What those who run the bank see of an order. */
export type OrderView = Omit<OrderRecord, 'activationCodeHash'>;

/** An order in its present state; `expired` and `locked` are told of orders that still wait. */
export function stateOf(
  order: Pick<OrderRecord, 'state' | 'expiresAt' | 'triesLeft'>,
  at: Date,
): OrderStatus['state'] {
  if (order.state !== 'registered') return order.state;
  if (order.expiresAt <= at) return 'expired';
  return order.triesLeft > 0 ? 'registered' : 'locked';
}

/** The order as those who run the bank see it: without the hash of its code. */
export function viewOrder(order: OrderRecord): OrderView {
  return {
    id: order.id,
    reference: order.reference,
    profileId: order.profileId,
    registration: order.registration,
    ocesId: order.ocesId,
    isListed: order.isListed,
    state: order.state,
    triesLeft: order.triesLeft,
    expiresAt: order.expiresAt,
    createdBy: order.createdBy,
    createdAt: order.createdAt,
    collectedAt: order.collectedAt,
    certificateSha256: order.certificateSha256,
  };
}

export function orderNotFound(reference: string): CertBankError {
  return new CertBankError(
    'order.not-found',
    { reference: reference.slice(0, 32) },
    'no order has this reference',
  );
}

/**
 * The public state of an order. The reference may be typed in any case, with or without its hyphen.
 *
 * @throws CertBankError `order.not-found`
 */
export async function findOrderStatus(
  deps: Pick<AuthorityDeps, 'ledger' | 'clock'>,
  request: { readonly reference: string },
): Promise<OrderStatus> {
  const order = await deps.ledger.read.orders.findByReference(normaliseCode(request.reference));
  if (order === undefined) throw orderNotFound(request.reference);
  return {
    reference: order.reference,
    kind: order.registration.kind,
    state: stateOf(order, deps.clock.now()),
    expiresAt: order.expiresAt,
  };
}

/**
 * A page of orders, newest first.
 *
 * @throws CertBankError `access.denied`
 */
export async function listOrders(
  deps: Pick<AuthorityDeps, 'ledger'>,
  request: { readonly actor: Actor; readonly page: PageRequest },
): Promise<Page<OrderView>> {
  allow(request.actor, 'order.list');
  const page = await deps.ledger.read.orders.list(request.page);
  return { items: page.items.map(viewOrder), nextCursor: page.nextCursor };
}

/**
 * Takes an order back, as long as its certificate has not been collected. A collection that
 * is under way ends without a certificate. Cancelling twice is no fault.
 *
 * @throws CertBankError `access.denied` | `order.not-found` | `order.already-collected`
 */
export async function cancelOrder(
  deps: Pick<AuthorityDeps, 'ledger' | 'engine' | 'clock'>,
  request: { readonly actor: Actor; readonly reference: string },
): Promise<void> {
  const { actor } = request;
  allow(actor, 'order.cancel');
  const reference = normaliseCode(request.reference);
  const at = deps.clock.now();
  await deps.ledger.atomically(async (stores) => {
    const order = await stores.orders.findByReference(reference);
    if (order === undefined) throw orderNotFound(reference);
    if (order.state === 'cancelled') return;
    if (order.state === 'collected') {
      throw new CertBankError('order.already-collected', { reference }, 'revoke the certificate instead');
    }
    const live = await stores.certificates.findLiveIntent(order.id);
    if (live !== undefined) await stores.certificates.abandonIntent(live.issuerId, live.serial);
    await stores.orders.setCancelled(order.id);
    await appendAudit(stores, deps.engine, {
      at,
      actor: describeActor(actor),
      action: 'order.cancelled',
      object: reference,
      details: {},
    });
  });
}
