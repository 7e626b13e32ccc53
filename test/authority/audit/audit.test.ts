import { expect } from 'chai';
import { listAudit } from '../../../src/authority/audit/list.ts';
import { GENESIS_HASH, auditHash } from '../../../src/authority/audit/record.ts';
import { verifyAudit } from '../../../src/authority/audit/verify.ts';
import type { AuditStore, Ledger } from '../../../src/authority/ports/ledger.ts';
import type { AuditRecord } from '../../../src/authority/ports/records.ts';
import { isCertBankError } from '../../../src/base/errors.ts';
import {
  ADMINISTRATOR,
  AUDITOR,
  OFFICER,
  collectNew,
  makeBank,
  type TestBank,
} from '../../support/authority.ts';
import { refusalCode } from '../../support/refusal-code.ts';
import { refusal } from '../../support/refusal.ts';

/** The same ledger with its audit log as `change` makes it. */
function tampered(ledger: Ledger, change: (records: AuditRecord[]) => AuditRecord[]): Ledger {
  const { audit, ...others } = { ...ledger.read, audit: ledger.read.audit };
  const listFrom = async (sequence: number, limit: number) => {
    const records = change([...(await audit.listFrom(1, 10_000))]);
    return records.filter((record) => record.sequence >= sequence).slice(0, limit);
  };
  const changed: AuditStore = {
    findLast: () => audit.findLast(),
    insert: (record) => audit.insert(record),
    listLatest: (page) => audit.listLatest(page),
    listFrom,
  };
  return { read: { ...others, audit: changed }, atomically: (work) => ledger.atomically(work) };
}

describe('the audit log', () => {
  let bank: TestBank;
  before(async () => {
    bank = await makeBank();
    for (let i = 0; i < 3; i++) await collectNew(bank);
  });
  after(() => bank.close());

  const brokenAt = async (change: (records: AuditRecord[]) => AuditRecord[]) => {
    const error = await refusal(
      verifyAudit({ ...bank, ledger: tampered(bank.ledger, change) }, { actor: AUDITOR }),
    );
    if (!isCertBankError(error, 'audit.broken')) throw error;
    return error.details;
  };

  it('is not for officers', async () => {
    expect(await refusalCode(listAudit(bank, { actor: OFFICER, page: { limit: 5 } }))).to.equal(
      'access.denied',
    );
    expect(await refusalCode(verifyAudit(bank, { actor: OFFICER }))).to.equal('access.denied');
  });

  for (const [what, change] of [
    ['another actor', { actor: 'officer:nobody' }],
    ['another time', { at: new Date('2020-01-01T00:00:00Z') }],
    ['another object', { object: 'x' }],
    ['other details', { details: '{}' }],
    ['another hash', { hash: GENESIS_HASH }],
  ] as const) {
    it(`shows a record that was given ${what}`, async () => {
      const details = await brokenAt((records) =>
        records.map((record) => (record.sequence === 6 ? { ...record, ...change } : record)),
      );
      expect(details).to.deep.equal({ sequence: 6, what: 'changed after it was written' });
    });
  }

  it('shows a record that was taken out', async () => {
    expect(await brokenAt((records) => records.filter(({ sequence }) => sequence !== 6))).to.deep.equal({
      sequence: 6,
      what: 'missing',
    });
  });

  it('shows a record that was taken out with the others moved up', async () => {
    const details = await brokenAt((records) =>
      records
        .filter(({ sequence }) => sequence !== 6)
        .map((record) => (record.sequence > 6 ? { ...record, sequence: record.sequence - 1 } : record)),
    );
    expect(details.sequence).to.equal(6);
  });

  it('shows a record that was rewritten together with its hash', async () => {
    const records = [...(await bank.ledger.read.audit.listFrom(1, 100))];
    const forged = { ...records[5]!, actor: 'officer:nobody' };
    forged.hash = await auditHash(bank.engine, forged);
    const details = await brokenAt((all) => all.map((record) => (record.sequence === 6 ? forged : record)));
    expect(details).to.deep.equal({ sequence: 7, what: 'not chained to the record before it' });
  });

  it('is whole when nobody touched it, and gives its newest hash', async () => {
    const { records, lastHash } = await verifyAudit(bank, { actor: ADMINISTRATOR });
    const { items } = await listAudit(bank, { actor: AUDITOR, page: { limit: 1 } });
    expect(items[0]).to.include({ sequence: records, hash: lastHash });
  });

  it('holds neither codes nor names', async () => {
    const { revocationCode, activationCode } = await collectNew(bank);
    const text = JSON.stringify(await bank.ledger.read.audit.listFrom(1, 10_000));
    for (const secret of [revocationCode, activationCode, 'Testesen', 'anne@'])
      expect(text).to.not.include(secret);
  });
});
