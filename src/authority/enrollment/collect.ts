import { wholeSeconds } from '../../base/clock.ts';
import { CertBankError, isCertBankError } from '../../base/errors.ts';
import { hashCode, makeCode, normaliseCode } from '../access/code.ts';
import { appendAudit } from '../audit/record.ts';
import { draftByProfile } from '../issuing/draft.ts';
import { intentOf, recordOf, signLinted, type CertificateFacts } from '../issuing/issue.ts';
import type { Issuer } from '../issuing/issuer.ts';
import { keyIdentifierOf } from '../issuing/key-identifier.ts';
import { lintCertificate, relintIntent, type LintedDraft } from '../issuing/lint.ts';
import { makeSerial } from '../issuing/serial.ts';
import type { Stores } from '../ports/ledger.ts';
import type { IssuanceIntent, OrderRecord } from '../ports/records.ts';
import { getHolderProfile } from '../profiles/catalog.ts';
import type { Profile } from '../profiles/profile.ts';
import { REVOCATION_TRIES } from '../revocation/tries.ts';
import { checkActivation, checkOpen } from './activation.ts';
import type { CollectDeps, Collected } from './collected.ts';
import { subjectValues } from './identity.ts';
import { orderNotFound } from './order.ts';
import { repeatCollection } from './repeat.ts';
import { checkRequest, type ProvenKey } from './request-check.ts';

export interface CollectRequest {
  readonly reference: string;
  readonly activationCode: string;
  /** PKCS#10, DER. */
  readonly requestDer: Uint8Array;
  /** The applicant's own wish; default: as the order says. */
  readonly isListed?: boolean | undefined;
}

/** A collection broken off longer ago than this is begun anew: its certificate would start in the past. */
const RESUME_SECONDS = 600;

/**
 * Gives the certificate of an order to who has its activation code and a fresh key.
 *
 * In order: the code (a wrong one costs a try), the key and the proof that the applicant
 * holds it, the draft and its lint; then one transaction for the intent, the signature, and
 * one transaction for certificate, publication, order and audit record. After a crash at any
 * point the same call finishes the work. The same code and key again give the same certificate
 * and a fresh revocation code, which replaces the one before; of two calls at the same time one
 * issues, and with the same key both get that one certificate.
 *
 * @throws CertBankError `order.not-found` | `order.cancelled` | `order.locked` | `order.expired` |
 *   `activation.wrong-code` | `order.already-collected` (with another key) | `request.key-reused` |
 *   what `checkRequest` throws | `lint.failed` | `service.not-ready`
 */
export async function collect(deps: CollectDeps, request: CollectRequest): Promise<Collected> {
  const at = wholeSeconds(deps.clock.now());
  const order = await getOrder(deps, request.reference);
  checkOpen(order, at);
  await checkActivation(deps, order, request.activationCode, at);
  const issuer = deps.issuers.issuing;
  const profile = getHolderProfile(issuer.family, order.profileId);
  const key = await checkRequest(deps.engine, request.requestDer, profile);
  if (order.state === 'collected') return repeatCollection(deps, order, key.sha256, at);

  const fresh = await lintCertificate(deps.engine, await draftFor(deps, order, issuer, profile, key, at), {
    profile,
    authority: issuer,
  });
  const begun = await deps.ledger.atomically((stores) =>
    begin(stores, order, issuer, intentOf(fresh, order.id, at)),
  );
  if (begun === 'collected') return repeatCollection(deps, order, key.sha256, at);
  const linted =
    begun === 'begun'
      ? fresh
      : await relintIntent(deps.engine, begun.toBeSigned, { profile, authority: issuer });
  return finish(deps, { order, issuer, linted, isListed: request.isListed ?? order.isListed, at });
}

async function getOrder(deps: Pick<CollectDeps, 'ledger'>, typed: string): Promise<OrderRecord> {
  const order = await deps.ledger.read.orders.findByReference(normaliseCode(typed));
  if (order === undefined) throw orderNotFound(typed);
  return order;
}

async function draftFor(
  deps: Pick<CollectDeps, 'engine' | 'random'>,
  order: OrderRecord,
  issuer: Issuer,
  profile: Profile,
  { publicKey }: ProvenKey,
  notBefore: Date,
) {
  return draftByProfile({
    profile,
    authority: issuer,
    subject: subjectValues(order.registration, order.ocesId),
    email: order.registration.email,
    publicKey,
    keyIdentifier: await keyIdentifierOf(deps.engine, publicKey),
    serial: makeSerial(deps.random),
    notBefore,
  });
}

/**
 * The first transaction: the order is still open, the authority is not revoked, the key is new,
 * and the intent is kept.
 * An intent of the same order and key from a collection that broke off, or that runs beside
 * this one, is taken up; one for another key is given up, and its collection ends without a
 * certificate.
 */
async function begin(
  stores: Stores,
  { reference }: OrderRecord,
  issuer: Issuer,
  intent: IssuanceIntent,
): Promise<'begun' | 'collected' | IssuanceIntent> {
  const { publicKeySha256 } = intent;
  const outlook = await stores.orders.findOutlook(reference, publicKeySha256, issuer.record.sha256);
  if (outlook === undefined) throw orderNotFound(reference);
  const { order } = outlook;
  checkOpen(order, intent.at);
  if (order.state === 'collected') return 'collected';
  if (outlook.authorityStatus !== 'good') {
    throw new CertBankError('service.not-ready', { what: 'issuing authority' }, `${issuer.id} is revoked`);
  }
  let { isKeyUsed } = outlook;
  const live = outlook.hasLiveIntent ? await stores.certificates.findLiveIntent(order.id) : undefined;
  if (live !== undefined) {
    const ageSeconds = (intent.at.getTime() - live.at.getTime()) / 1000;
    const isSame = live.publicKeySha256 === publicKeySha256 && live.issuerId === intent.issuerId;
    if (isSame && ageSeconds <= RESUME_SECONDS) return live;
    await stores.certificates.abandonIntent(live.issuerId, live.serial);
    // The intent given up may have held this very key.
    isKeyUsed = await stores.certificates.isKeyUsed(publicKeySha256);
  }
  if (isKeyUsed) {
    throw new CertBankError('request.key-reused', {}, 'the key has been certified before: make a fresh one');
  }
  await stores.certificates.insertIntent(intent);
  return 'begun';
}

interface Begun {
  readonly order: OrderRecord;
  readonly issuer: Issuer;
  readonly linted: LintedDraft;
  readonly isListed: boolean;
  readonly at: Date;
}

/** Signature and second transaction. */
async function finish(deps: CollectDeps, begun: Begun): Promise<Collected> {
  const { order, issuer, linted, at } = begun;
  const revocationCode = makeCode(deps.random);
  const facts: CertificateFacts = {
    commonName: order.registration.commonName,
    organisation: order.registration.organisation,
    email: order.registration.email,
    cvr: order.registration.cvr,
    ocesId: order.ocesId,
    isListed: begun.isListed,
    revocationCodeHash: await hashCode(deps.engine, deps.random, revocationCode),
    revocationTriesLeft: REVOCATION_TRIES,
  };
  const signed = await signLinted(deps.engine, await issuer.signer(), issuer.publicKeyDer, linted);
  const certificate = recordOf(linted, signed, facts, order.id, at);
  try {
    await deps.ledger.atomically(async (stores) => {
      await stores.certificates.complete(certificate);
      await stores.orders.setCollected(order.id, certificate.sha256, at);
      await appendAudit(stores, deps.engine, {
        at,
        actor: `applicant:${order.reference}`,
        action: 'certificate.issued',
        object: certificate.sha256,
        details: { issuer: issuer.id, profile: certificate.profileId, serial: certificate.serial },
      });
    });
  } catch (error) {
    if (!isCertBankError(error, 'store.conflict')) throw error;
    // The intent is no longer ours: another call finished it or took the order over, or an officer cancelled.
    // This signature goes nowhere.
    return repeatCollection(deps, await getOrder(deps, order.reference), linted.publicKeySha256, at);
  }
  return { certificate, chain: deps.issuers.chainOf(issuer.id), revocationCode, repeated: false };
}
