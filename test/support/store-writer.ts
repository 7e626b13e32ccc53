/** Run as a process of its own, to be killed: issues numbered certificates and prints each number once it is durable. */
import { openLedger, type LedgerConfig } from '../../src/adapters/store/ledger.ts';
import { sampleAudit, sampleCertificate, sampleIntent, sampleOrder, sampleSha256 } from './records.ts';

const [config, first] = process.argv.slice(2);
const store = await openLedger(JSON.parse(config!) as LedgerConfig);
await store.migrate();
const { ledger } = store;
let next = Number(first);

async function issueForEver(): Promise<never> {
  for (;;) {
    const n = next++;
    await ledger.atomically(async ({ orders, certificates }) => {
      await orders.insert(sampleOrder(n));
      await certificates.insertIntent(sampleIntent(n));
    });
    await ledger.atomically(async ({ certificates, orders, audit }) => {
      await certificates.complete(sampleCertificate(n));
      await orders.setCollected(`order-${n}`, sampleSha256(n), new Date(0));
      const last = await audit.findLast();
      const previous = last === undefined ? {} : { previousHash: last.hash };
      await audit.insert(sampleAudit((last?.sequence ?? 0) + 1, { object: sampleSha256(n), ...previous }));
    });
    process.stdout.write(`${n}\n`);
  }
}

await Promise.all(Array.from({ length: 16 }, issueForEver));
