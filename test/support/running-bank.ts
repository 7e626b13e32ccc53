import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createLog } from '../../src/adapters/telemetry/log.ts';
import type { Clock } from '../../src/base/clock.ts';
import { loadConfig } from '../../src/service/config.ts';
import { start, type RunningService } from '../../src/service/start.ts';

export const ADMIN = { username: 'admin', password: 'korrekt hest batteri' };

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly text: string;
  /** The body as JSON; `undefined` where it is none. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test says what it expects of it
  readonly json: any;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  /** Sent as JSON unless it is text or bytes. */
  readonly body?: unknown;
  readonly token?: string;
}

/** A service on a port of its own with a data directory of its own, in the fast profile. */
export interface RunningBank {
  readonly service: RunningService;
  readonly url: string;
  readonly directory: string;
  /** Everything logged so far. */
  log(): string;
  /** Everything told to the terminal. */
  readonly told: readonly string[];
  ask(path: string, asking?: Asking): Promise<Answer>;
  /** A bearer token of the first administrator. */
  signIn(): Promise<string>;
  /** Stops the service; the data stays. */
  stop(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

export interface BankOptions {
  readonly clock?: Clock;
  readonly env?: Record<string, string>;
  /** A data directory that another bank left. */
  readonly directory?: string;
}

export async function startBank(options: BankOptions = {}): Promise<RunningBank> {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'certbank-'));
  const lines: string[] = [];
  const told: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const config = loadConfig({
    CERTBANK_DATA: directory,
    CERTBANK_PORT: '0',
    CERTBANK_PROFILE: 'p256',
    CERTBANK_ADMIN_PASSWORD: ADMIN.password,
    CERTBANK_REQUESTS_PER_MINUTE: '1000000',
    CERTBANK_FAILED_SECRETS_PER_MINUTE: '1000000',
    ...options.env,
  });
  const service = await start(config, {
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    log: createLog('info', sink),
    tell: (line) => told.push(line),
  });
  const ask = async (path: string, asking: Asking = {}): Promise<Answer> => {
    const { body, token } = asking;
    const isRaw = typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData;
    const response = await fetch(`${service.url}${path}`, {
      method: asking.method ?? (body === undefined ? 'GET' : 'POST'),
      redirect: 'manual',
      headers: {
        ...(body === undefined || isRaw ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...asking.headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? (body as BodyInit) : JSON.stringify(body) }),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const text = new TextDecoder().decode(bytes);
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
    return { status: response.status, headers: response.headers, bytes, text, json };
  };
  return {
    service,
    url: service.url,
    directory,
    told,
    log: () => lines.join(''),
    ask,
    async signIn() {
      const answer = await ask('/api/v1/sessions', { body: ADMIN });
      return answer.json.token;
    },
    stop: () => service.stop(),
    async remove() {
      await service.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
