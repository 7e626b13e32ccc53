import { toHex } from '../../base/bytes.ts';
import { describeActor, type Actor } from '../access/actor.ts';
import { allow } from '../access/allow.ts';
import { hashCode, makeCode, makeReference } from '../access/code.ts';
import { appendAudit } from '../audit/record.ts';
import type { AuthorityDeps } from '../deps.ts';
import type { OrderRecord, Registration } from '../ports/records.ts';
import { getHolderProfile, usualProfile } from '../profiles/catalog.ts';
import type { Profile } from '../profiles/profile.ts';
import { checkRegistration, makeOcesId } from './identity.ts';
import { viewOrder, type OrderView } from './order.ts';

/** How long an activation code may be used: time for a letter and a holiday. */
const ORDER_DAYS = 30;

/** Wrong codes until an order is locked. */
export const ACTIVATION_TRIES = 5;

export interface RegisterRequest {
  readonly actor: Actor;
  readonly registration: Registration;
  /** Default: what this bank usually issues to the registration's kind. */
  readonly profileId?: string | undefined;
  /** Whether the certificate can be searched for; the applicant may choose otherwise. Default: yes. */
  readonly isListed?: boolean | undefined;
}

/**
 * Takes up an order that an officer vouches for, and gives the one-time activation code.
 * The code is shown this once: the bank keeps only its salted hash.
 *
 * Does not check: that the person or organisation is who the officer says.
 *
 * @throws CertBankError `access.denied` | `profile.unknown` | `registration.invalid` | `service.not-ready`
 */
export async function register(
  deps: Pick<AuthorityDeps, 'ledger' | 'issuers' | 'engine' | 'clock' | 'random'>,
  request: RegisterRequest,
): Promise<{ readonly order: OrderView; readonly activationCode: string }> {
  const { actor } = request;
  allow(actor, 'order.register');
  const { family } = deps.issuers.issuing;
  const profile =
    request.profileId === undefined
      ? usualProfile(family, request.registration.kind)
      : getHolderProfile(family, request.profileId);
  const registration = checkRegistration(profile, request.registration);
  const activationCode = makeCode(deps.random);
  const createdAt = deps.clock.now();
  const order: OrderRecord = {
    id: toHex(deps.random.bytes(16)),
    reference: makeReference(deps.random),
    profileId: profile.id,
    registration,
    ocesId: await freshOcesId(deps, profile, registration),
    isListed: request.isListed ?? true,
    state: 'registered',
    activationCodeHash: await hashCode(deps.engine, deps.random, activationCode),
    triesLeft: ACTIVATION_TRIES,
    expiresAt: new Date(createdAt.getTime() + ORDER_DAYS * 86_400_000),
    createdBy: describeActor(actor),
    createdAt,
    collectedAt: null,
    certificateSha256: null,
  };
  await deps.ledger.atomically(async (stores) => {
    await stores.orders.insert(order);
    await appendAudit(stores, deps.engine, {
      at: createdAt,
      actor: order.createdBy,
      action: 'order.registered',
      object: order.reference,
      details: { profile: profile.id, ocesId: order.ocesId },
    });
  });
  return { order: viewOrder(order), activationCode };
}

/** OCES2 identifiers have twelve digits: among many holders two random ones may be the same. */
async function freshOcesId(
  deps: Pick<AuthorityDeps, 'ledger' | 'random'>,
  profile: Profile,
  registration: Registration,
): Promise<string> {
  for (;;) {
    const ocesId = makeOcesId(profile, registration, deps.random);
    const taken = await deps.ledger.read.certificates.search({ ocesId, includeUnlisted: true }, { limit: 1 });
    if (taken.items.length === 0) return ocesId;
  }
}
