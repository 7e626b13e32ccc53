import { CertBankError } from '../../base/errors.ts';
import type { Engine } from '../../crypto/engine.ts';
import type { Actor } from '../access/actor.ts';
import { allow } from '../access/allow.ts';
import type { Ledger } from '../ports/ledger.ts';
import { GENESIS_HASH, auditHash } from './record.ts';

const PAGE = 500;

/**
 * Walks the whole audit chain and gives how many records it has and the newest hash.
 *
 * Each record must follow the one before it without a gap, name its hash, and hash to
 * what it says. Someone who can rewrite the whole table can make a new, whole chain:
 * keep the newest hash elsewhere now and then and compare.
 *
 * Does not check: that the records tell the truth.
 *
 * @throws CertBankError `audit.broken` with the first sequence number that is wrong; `access.denied`
 */
export async function verifyAudit(
  deps: { readonly ledger: Ledger; readonly engine: Engine },
  request: { readonly actor: Actor },
): Promise<{ readonly records: number; readonly lastHash: string }> {
  allow(request.actor, 'audit.verify');
  let expected = 1;
  let previousHash = GENESIS_HASH;
  const broken = (what: string) =>
    new CertBankError('audit.broken', { sequence: expected, what }, `audit record ${expected}: ${what}`);
  for (;;) {
    const records = await deps.ledger.read.audit.listFrom(expected, PAGE);
    for (const record of records) {
      if (record.sequence !== expected) throw broken('missing');
      if (record.previousHash !== previousHash) throw broken('not chained to the record before it');
      if (record.hash !== (await auditHash(deps.engine, record)))
        throw broken('changed after it was written');
      previousHash = record.hash;
      expected++;
    }
    if (records.length < PAGE) return { records: expected - 1, lastHash: previousHash };
  }
}
