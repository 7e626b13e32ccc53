import type { AddressInfo } from 'node:net';
import { createLog, type Logger } from '../adapters/telemetry/log.ts';
import { createMetrics } from '../adapters/telemetry/metrics.ts';
import { systemClock, type Clock } from '../base/clock.ts';
import { CertBankError } from '../base/errors.ts';
import { createHttpServer, type HttpServer } from '../protocols/http/server.ts';
import { addressOf, compose, type Bank } from './compose.ts';
import type { Config } from './config.ts';
import { createDoors } from './doors.ts';
import { initialise, type Tell } from './initialise.ts';
import { createJobs } from './jobs.ts';
import { reasonOf } from './own-keys.ts';
import { bankJobs } from './bank-jobs.ts';

export interface StartOptions {
  readonly clock?: Clock;
  readonly log?: Logger;
  /** Told what a person at the terminal should see. */
  readonly tell?: Tell;
}

/** A service that answers. */
export interface RunningService {
  /** Where it listens. */
  readonly url: string;
  readonly bank: Bank;
  /** Runs the scheduled jobs that are due by the clock. */
  runDueJobs(): Promise<void>;
  /** Takes no more requests, finishes what runs, closes the database. */
  stop(): Promise<void>;
}

/** What still runs after this long is cut off. */
const STOP_DEADLINE_MS = 10_000;

/**
 * Starts the service that `config` describes, and on first start makes its hierarchy and its first administrator.
 *
 * The port is taken first: that it is in use shows before keys are made, and what comes meanwhile is told
 * that the service is starting.
 *
 * @throws CertBankError `service.unreachable` when the address cannot be listened on; `key.unreadable` for a
 *   wrong or missing passphrase; and as `compose`
 */
export async function start(config: Config, options: StartOptions = {}): Promise<RunningService> {
  const clock = options.clock ?? systemClock;
  const log = options.log ?? createLog(config.logLevel);
  const tell: Tell = options.tell ?? (() => undefined);
  const http = createHttpServer();
  const url = await listen(http, config);
  let bank: Bank | undefined;
  try {
    bank = await compose(config, { clock, baseUrl: config.baseUrl ?? url });
    const { authority, store } = bank;
    await initialise(bank, config, tell);
    const metrics = createMetrics(() => authority.ledger.read.certificates.countByStatus());
    const jobs = createJobs(bankJobs(authority, store), { clock, log, observe: metrics.observeJob });
    http.open(await createDoors(bank, config, { log, metrics }));
    await openKeys(bank);
    await jobs.runDue();
    jobs.begin();
    tell(`certbank serves ${url}${config.baseUrl === undefined ? '' : ` as ${config.baseUrl}`}`);
    const opened = bank;
    let stopping: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      await Promise.all([jobs.stop(), http.stop(STOP_DEADLINE_MS)]);
      await opened.close();
    };
    return { url, bank, runDueJobs: () => jobs.runDue(), stop: () => (stopping ??= stop()) };
  } catch (error) {
    await http.stop(0);
    await bank?.close();
    throw error;
  }
}

/** That a passphrase is wrong shows at the start, not at the first order. */
async function openKeys({ authority: { issuers } }: Bank): Promise<void> {
  const { issuing } = issuers;
  try {
    await Promise.all([
      issuing.signer(),
      issuers.findResponder(issuing.id)?.signer(),
      issuers.findTimestamper()?.signer(),
    ]);
  } catch (error) {
    throw reasonOf(error);
  }
}

/** Where `serve` writes what is for people, and how it ends on a signal. */
export async function serve(config: Config, tell: Tell): Promise<void> {
  const service = await start(config, { tell });
  await new Promise<void>((resolve, reject) => {
    const onSignal = (signal: string): void => {
      tell(`${signal}: stopping`);
      service.stop().then(resolve, reject);
    };
    process.once('SIGTERM', onSignal);
    process.once('SIGINT', onSignal);
  });
}

async function listen(http: HttpServer, config: Config): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    http.server.once('error', (cause) => {
      const address = addressOf(config.host, config.port);
      reject(
        new CertBankError('service.unreachable', { service: address }, `cannot listen on ${address}`, {
          cause,
        }),
      );
    });
    http.server.listen(config.port, config.host, resolve);
  });
  const { port } = http.server.address() as AddressInfo;
  return addressOf(config.host, port);
}
