import { expect } from 'chai';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openLedger } from '../../../src/adapters/store/ledger.ts';
import { onEveryDatabase } from '../../support/database.ts';
import { sampleSerial, sampleSha256 } from '../../support/records.ts';

const WRITER = fileURLToPath(new URL('../../support/store-writer.ts', import.meta.url));

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', WRITER, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

onEveryDatabase('a store whose process is killed', (database) => {
  it('has every certificate that was acknowledged, whole, and an audit chain without a gap', async () => {
    const config = await database.empty();
    const acknowledged: number[] = [];
    // Killed by the number of acknowledgements, which falls anywhere in the work under way.
    for (const [round, killAfter] of [37, 1, 150].entries()) {
      const child = start(JSON.stringify(config), String(round * 10_000 + 1));
      let left = killAfter;
      for await (const line of createInterface({ input: child.stdout! })) {
        acknowledged.push(Number(line));
        if (--left === 0) child.kill('SIGKILL');
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      expect(child.signalCode).to.equal('SIGKILL');
    }
    expect(acknowledged.length).to.be.at.least(37 + 1 + 150);

    const open = await openLedger(config);
    try {
      const { read } = open.ledger;
      for (const n of acknowledged) {
        expect((await read.certificates.findBySha256(sampleSha256(n)))?.serial).to.equal(sampleSerial(n));
        expect((await read.orders.findByReference(`K7Q2-${n}`))?.state).to.equal('collected');
      }
      const audit = await read.audit.listFrom(1, 100_000);
      expect(audit.map((record) => record.sequence)).to.deep.equal(audit.map((_, i) => i + 1));
      expect((await read.certificates.countByStatus()).good).to.equal(audit.length);
      // What was not acknowledged is there whole or not at all.
      for (const record of audit) {
        expect((await read.certificates.findBySha256(record.object))?.sha256).to.equal(record.object);
      }
    } finally {
      await open.close();
    }
  });
});
