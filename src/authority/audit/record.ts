import { toHex, toUtf8 } from '../../base/bytes.ts';
import type { Engine } from '../../crypto/engine.ts';
import type { Stores } from '../ports/ledger.ts';
import type { AuditRecord } from '../ports/records.ts';
import type { AuditDetails, AuditEvent } from './event.ts';

/** What the first record is chained to. */
export const GENESIS_HASH = '0'.repeat(64);

/** JSON with sorted keys and no white space: one text for one value. */
function canonicalJson(value: AuditDetails): string {
  const fields = Object.keys(value).sort();
  return `{${fields.map((key) => `${JSON.stringify(key)}:${JSON.stringify(value[key])}`).join(',')}}`;
}

/** SHA-256 over the canonical JSON of every other field, the hash before it included. */
export async function auditHash(engine: Engine, record: Omit<AuditRecord, 'hash'>): Promise<string> {
  const text = canonicalJson({
    sequence: record.sequence,
    at: record.at.toISOString(),
    actor: record.actor,
    action: record.action,
    object: record.object,
    details: record.details,
    previousHash: record.previousHash,
  });
  return toHex(await engine.digest('SHA-256', toUtf8(text)));
}

/**
 * Writes `event` as the newest link of the audit chain. It belongs in the transaction
 * that does what it tells of, so that neither is ever without the other.
 */
export async function appendAudit(stores: Stores, engine: Engine, event: AuditEvent): Promise<AuditRecord> {
  const last = await stores.audit.findLast();
  const unhashed = {
    sequence: (last?.sequence ?? 0) + 1,
    at: event.at,
    actor: event.actor,
    action: event.action,
    object: event.object,
    details: canonicalJson(event.details),
    previousHash: last?.hash ?? GENESIS_HASH,
  };
  const record = { ...unhashed, hash: await auditHash(engine, unhashed) };
  await stores.audit.insert(record);
  return record;
}
