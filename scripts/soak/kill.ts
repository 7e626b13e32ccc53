import { randomBytes } from 'node:crypto';
import { Books } from './books.ts';
import { BankClient, type Collected, CutOff, makeRequest } from './client.ts';
import { checkBank, checkStore } from './check.ts';
import { seededRandom } from './seeded-random.ts';
import { ADMIN_PASSWORD, startServer, type Server } from './server.ts';

export interface KillOptions {
  /** Where the bank's data is made. */
  readonly directory: string;
  /** How often the server is killed. */
  readonly rounds: number;
  /** Clients that order, collect and revoke at the same time. */
  readonly clients: number;
  readonly seed: number;
  /** PostgreSQL instead of the SQLite file in `directory`. */
  readonly databaseUrl?: string | undefined;
  readonly tell: (line: string) => void;
}

export interface KillResult {
  readonly kills: number;
  readonly registered: number;
  readonly received: number;
  readonly revoked: number;
  /** Requests that were cut off: done or not, and nobody told the client. */
  readonly cutOff: number;
  /** Collections cut off and finished by asking again after the restart. */
  readonly resumed: number;
  readonly problems: readonly string[];
}

/** The answers after which the server is killed, at most. */
const MOST_ANSWERS = 400;
/** Milliseconds from that answer to the kill, at most. */
const MOST_DELAY = 30;

/**
 * Kills the real server (SIGKILL) again and again at random instants while clients order, collect, revoke and
 * time-stamp over HTTP, starts it anew on the same data, and compares what the bank has with what it had told its clients:
 *
 * - every certificate that a client received is in the bank, byte for byte, and no serial came twice;
 * - every order that was acknowledged can be collected, once: asked again with the same code and key, the bank
 *   finishes what was cut off or gives the same certificate;
 * - every acknowledged revocation holds, in the bank and in the CRL;
 * - every time-stamp token that a client received is recorded, and no serial number of one came twice;
 * - the audit chain verifies, and at the end the database is whole and has no serial twice.
 */
export async function soakByKilling(options: KillOptions): Promise<KillResult> {
  const { rounds, tell } = options;
  const random = seededRandom(options.seed);
  const books = new Books();
  let server = await startServer(options.directory, options.databaseUrl);
  const token = await new BankClient(server.url).signIn('admin', ADMIN_PASSWORD);
  let registered = 0;
  for (let round = 1; round <= rounds; round++) {
    registered += await loadAndKill(server, token, books, options.clients, random);
    server = await startServer(options.directory, options.databaseUrl);
    await checkBank(new BankClient(server.url, token), books);
    tell(
      `kill ${round}/${rounds}: ${books.collected.size} certificates, ${books.revoked.size} revoked, ` +
        `${books.timestamps.size} time-stamps, ` +
        `${books.cutOff} requests cut off, ${books.problems.length} problems`,
    );
  }
  await server.stop();
  await checkStore(options, books);
  return {
    kills: rounds,
    registered,
    received: books.collected.size,
    revoked: books.revoked.size,
    cutOff: books.cutOff,
    resumed: books.resumed,
    problems: books.problems,
  };
}

/** Gives how many orders were acknowledged before the server was killed. */
async function loadAndKill(
  server: Server,
  token: string,
  books: Books,
  clients: number,
  random: () => number,
): Promise<number> {
  const client = new BankClient(server.url, token);
  let registered = 0;
  let answersLeft = 1 + Math.floor(random() * MOST_ANSWERS);
  const delay = random() * MOST_DELAY;
  const killed = new Promise<void>((resolve, reject) => {
    const answered = (): void => {
      if (--answersLeft === 0) setTimeout(() => void server.kill().then(resolve, reject), delay);
    };
    for (let i = 0; i < clients; i++) {
      void useBank(client, books, random, (isOrder) => {
        if (isOrder) registered++;
        answered();
      }).catch(reject);
    }
  });
  await killed;
  return registered;
}

/** Orders, collects and revokes until the server is gone. */
async function useBank(
  client: BankClient,
  books: Books,
  random: () => number,
  answered: (isOrder: boolean) => void,
): Promise<void> {
  const own: Collected[] = [];
  for (;;) {
    let revoking: Collected | undefined;
    try {
      if (random() < 0.3) {
        books.enterTimestamp(await client.timestamp(randomBytes(32)));
        answered(false);
      } else if (own.length > 0 && random() < 0.4) {
        revoking = own.splice(Math.floor(random() * own.length), 1)[0]!;
        await client.revoke(revoking.sha256, random() < 0.5 ? revoking.revocationCode : undefined);
        books.revoked.add(revoking.sha256);
        answered(false);
      } else {
        const request = await makeRequest();
        const registered = await client.register(`Soak ${Math.floor(random() * 1e9)}`);
        books.open.set(registered.reference, { registered, request });
        answered(true);
        const collected = await client.collect(registered, request);
        books.enter(registered, request, collected);
        own.push(collected);
        answered(false);
      }
    } catch (error) {
      if (!(error instanceof CutOff)) {
        books.problems.push(String(error));
        continue;
      }
      books.cutOff++;
      if (revoking !== undefined) books.perhapsRevoked.add(revoking.sha256);
      return;
    }
  }
}
