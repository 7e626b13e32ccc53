import { toHex } from '../../base/bytes.ts';
import { wholeSeconds } from '../../base/clock.ts';
import { CertBankError } from '../../base/errors.ts';
import { draftCrl } from '../../formats/crl/crl-draft.ts';
import { describeActor, type Actor } from '../access/actor.ts';
import { allow } from '../access/allow.ts';
import { appendAudit } from '../audit/record.ts';
import type { AuthorityDeps } from '../deps.ts';
import type { CrlRecord } from '../ports/records.ts';
import { checkCrl } from './check-crl.ts';
import { CRL_SCHEDULES } from './schedule.ts';

export type PublishCrlDeps = Pick<AuthorityDeps, 'ledger' | 'issuers' | 'engine' | 'clock'>;

/** There is one CRL for all certificates of an authority; partitions come with size. */
const PARTITION = 0;

/**
 * Publishes the complete CRL of an authority as the ledger is now.
 *
 * Its number is the Unix time of its `thisUpdate`, or one more than its predecessor's where the
 * clock has not moved on. A certificate that expires while revoked is listed once more after that
 * (RFC 5280 section 3.3). The CRL is checked before anybody sees it, see `checkCrl`.
 *
 * @throws CertBankError `access.denied` | `issuer.not-found` | `lint.failed` | `key.unreadable` |
 *   `service.not-ready` when the clock is behind the newest CRL; `store.conflict` when another
 *   publication was faster
 * @source RFC 5280 section 5
 */
export async function publishCrl(
  deps: PublishCrlDeps,
  request: { readonly actor: Actor; readonly issuerId: string },
): Promise<CrlRecord> {
  const { actor, issuerId } = request;
  allow(actor, 'crl.publish');
  const issuer = deps.issuers.get(issuerId);
  const { role } = issuer.record;
  if (role !== 'root' && role !== 'issuing')
    throw new CertBankError('issuer.not-found', { id: issuerId }, `a ${role} issues nothing`);

  // The time comes before the list, so that the list is never older than it says.
  const thisUpdate = wholeSeconds(deps.clock.now());
  const { certificates, crls } = deps.ledger.read;
  const previous = await crls.findLatest(issuerId, PARTITION);
  if (previous !== undefined && previous.thisUpdate > thisUpdate) {
    throw new CertBankError('service.not-ready', { what: 'clock' }, 'the clock is behind the newest CRL');
  }
  const nextUpdate = new Date(thisUpdate.getTime() + CRL_SCHEDULES[role].validSeconds * 1000);
  const number = Math.max(thisUpdate.getTime() / 1000, (previous?.number ?? 0) + 1);
  const entries = await certificates.listRevoked(issuerId, PARTITION, previous?.thisUpdate ?? thisUpdate);
  const draft = draftCrl({
    issuer: issuer.nameDer,
    thisUpdate,
    nextUpdate,
    number,
    entries,
    authorityKeyIdentifier: issuer.keyIdentifier,
    scheme: issuer.scheme,
  });
  const signer = await issuer.signer();
  const der = draft.complete(await signer.sign(draft.toBeSigned));
  const engine = deps.engine;
  await checkCrl({ engine, certificates }, { der, issuer, previous, entryCount: entries.length });
  const sha256 = toHex(await engine.digest('SHA-256', der));
  const record: CrlRecord = { issuerId, partition: PARTITION, number, thisUpdate, nextUpdate, der, sha256 };
  await deps.ledger.atomically(async (stores) => {
    const latest = await stores.crls.findLatest(issuerId, PARTITION);
    if (latest !== undefined && latest.number >= number) {
      throw new CertBankError('store.conflict', { what: 'CRL number' }, 'another publication was faster');
    }
    await stores.crls.insert(record);
    await appendAudit(stores, engine, {
      at: thisUpdate,
      actor: describeActor(actor),
      action: 'crl.published',
      object: issuerId,
      details: { number, entries: entries.length, sha256 },
    });
  });
  return record;
}

/**
 * The authorities whose CRL is missing or older than its period. A root's is due as soon as it revokes: that is
 * rare, its period is long, and nothing else tells of it (EN 319 411-1 asks for 60 minutes).
 */
export async function listDueCrls(
  deps: Pick<AuthorityDeps, 'ledger' | 'issuers' | 'clock'>,
): Promise<string[]> {
  const now = deps.clock.now().getTime();
  const due: string[] = [];
  for (const { id, record } of deps.issuers.authorities) {
    if (record.role !== 'root' && record.role !== 'issuing') continue;
    const latest = await deps.ledger.read.crls.findLatest(id, PARTITION);
    const ageSeconds = latest === undefined ? Infinity : (now - latest.thisUpdate.getTime()) / 1000;
    const isOld = ageSeconds >= CRL_SCHEDULES[record.role].periodSeconds;
    if (isOld || (record.role === 'root' && (await hasRevokedSince(deps, id, latest!)))) due.push(id);
  }
  return due;
}

async function hasRevokedSince(
  { ledger }: Pick<AuthorityDeps, 'ledger'>,
  issuerId: string,
  { thisUpdate }: CrlRecord,
): Promise<boolean> {
  const entries = await ledger.read.certificates.listRevoked(issuerId, PARTITION, thisUpdate);
  return entries.some(({ revokedAt }) => revokedAt >= thisUpdate);
}
