import { join } from 'node:path';
import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { restoreSqlite } from '../../src/adapters/store/backup.ts';
import { openLedger, type OpenLedger } from '../../src/adapters/store/ledger.ts';
import { verifyAudit } from '../../src/authority/audit/verify.ts';
import { equal, toHex } from '../../src/base/bytes.ts';
import { parseCrl } from '../../src/formats/crl/crl.ts';
import { parseCertificate } from '../../src/formats/x509/certificate.ts';
import { loadConfig } from '../../src/service/config.ts';
import { sha256Of, type BankClient } from './client.ts';
import type { Books } from './books.ts';

const AT_ONCE = 16;
const PAGE = 500;
/** Collections repeated after a restart although the client has their certificate. */
const REPEATED = 5;

/** Compares what the bank says over HTTP, after a restart, with what it had told its clients. */
export async function checkBank(client: BankClient, books: Books): Promise<void> {
  const problem = (what: string) => books.problems.push(what);
  const attempt = async (what: string, check: () => Promise<void>) => {
    await check().catch((error: unknown) => problem(`${what}: ${String(error)}`));
  };

  await forAll([...books.open.values()], ({ registered, request }) =>
    attempt(`order ${registered.reference} cannot be collected`, async () => {
      books.enter(registered, request, await client.collect(registered, request));
      books.resumed++;
    }),
  );
  await forAll([...books.collected.values()].slice(-REPEATED), ({ registered, request, sha256 }) =>
    attempt(`order ${registered.reference} cannot be collected again`, async () => {
      const again = await client.collect(registered, request);
      if (again.sha256 !== sha256)
        problem(`order ${registered.reference} gave another certificate when asked again`);
    }),
  );
  await forAll([...books.collected.values()], ({ sha256, certificateDer }) =>
    attempt(`certificate ${sha256} is lost`, async () => {
      if (sha256Of(certificateDer) !== sha256) problem(`certificate ${sha256} has another digest`);
      const { status } = await client.status(sha256);
      if (books.revoked.has(sha256) && status !== 'revoked') problem(`the revocation of ${sha256} is lost`);
      if (status !== 'good' && !books.revoked.has(sha256) && !books.perhapsRevoked.has(sha256)) {
        problem(`certificate ${sha256} is ${status}, and nobody asked for it`);
      }
    }),
  );
  await attempt('the audit chain does not verify', async () => {
    const { ok } = await client.verifyAudit();
    if (!ok) problem('the audit chain is broken');
  });
  await attempt('no CRL', async () => {
    await client.publishCrl('issuing');
    const crl = parseCrl(await client.bytes('/crl/issuing.crl'));
    for (const sha256 of books.revoked) {
      const { serialNumber } = parseCertificate(books.collected.get(sha256)!.certificateDer);
      if (crl.find(serialNumber) === undefined) problem(`the CRL lacks ${sha256}`);
    }
  });
}

/** Looks into the database itself, once the server has stopped. */
export async function checkStore(
  options: { readonly directory: string; readonly databaseUrl?: string | undefined },
  books: Books,
): Promise<void> {
  const { database } = loadConfig({
    CERTBANK_DATA: options.directory,
    ...(options.databaseUrl === undefined ? {} : { CERTBANK_DATABASE_URL: options.databaseUrl }),
  });
  const open = await openLedger(
    database.client === 'sqlite' ? database : { client: 'postgres', url: database.url.reveal() },
  );
  try {
    await checkCertificates(open, books);
    await checkTimestamps(open, books);
    await verifyAudit({ ledger: open.ledger, engine: nodeEngine() }, { actor: { kind: 'system', id: '' } });
    if (database.client === 'sqlite') {
      // Restoring checks that the copy, and with it the database, is whole.
      await open.backup(join(options.directory, 'backup.sqlite'));
      await restoreSqlite(
        join(options.directory, 'backup.sqlite'),
        join(options.directory, 'restored.sqlite'),
      );
    }
  } catch (error) {
    books.problems.push(`the store: ${String(error)}`);
  } finally {
    await open.close();
  }
}

async function checkCertificates({ ledger }: OpenLedger, books: Books): Promise<void> {
  const serials = new Set<string>();
  const orders = new Set<string>();
  const missing = new Map(books.collected);
  let cursor: string | undefined;
  do {
    const page = await ledger.read.certificates.search({ includeUnlisted: true }, { limit: PAGE, cursor });
    for (const { issuerId, serial, orderId, sha256, der } of page.items) {
      if (serials.has(`${issuerId} ${serial}`)) books.problems.push(`serial ${serial} is in the bank twice`);
      serials.add(`${issuerId} ${serial}`);
      if (orderId !== null && orders.has(orderId))
        books.problems.push(`order ${orderId} has two certificates`);
      if (orderId !== null) orders.add(orderId);
      const received = missing.get(sha256);
      if (received !== undefined && equal(received.certificateDer, der)) missing.delete(sha256);
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  for (const sha256 of missing.keys()) books.problems.push(`certificate ${sha256} is not in the database`);
}

async function checkTimestamps({ ledger }: OpenLedger, books: Books): Promise<void> {
  await forAll([...books.timestamps], async ([serial, sha256]) => {
    const record = await ledger.read.timestamps.find(serial);
    if (record === undefined || toHex(record.tokenSha256) !== sha256) {
      books.problems.push(`time-stamp ${serial} is not recorded`);
    }
  });
}

async function forAll<T>(items: readonly T[], use: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < items.length) await use(items[next++]!);
    }),
  );
}
