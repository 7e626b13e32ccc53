import { createHash } from 'node:crypto';
import { type SessionData, Store } from 'express-session';
import type { Clock } from '../../base/clock.ts';

/** Where sessions and bearer tokens are kept: rows of text that end at an instant. */
export interface SessionTable {
  /** The text kept under `id`; `undefined` when there is none or it ended before `at`. */
  find(id: string, at: Date): Promise<string | undefined>;
  save(id: string, data: string, expiresAt: Date): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Key of a secret in the table. Who reads the table learns no session and no token. */
export function tableKey(kind: 'session' | 'token', secret: string): string {
  return `${kind}:${createHash('sha256').update(secret).digest('hex')}`;
}

/** express-session's store on our table and clock. */
export class TableSessionStore extends Store {
  readonly #table: SessionTable;
  readonly #clock: Clock;
  readonly #idleMs: number;

  constructor(table: SessionTable, clock: Clock, idleMs: number) {
    super();
    this.#table = table;
    this.#clock = clock;
    this.#idleMs = idleMs;
  }

  override get(id: string, callback: (error: unknown, session?: SessionData | null) => void): void {
    this.#table.find(tableKey('session', id), this.#clock.now()).then(
      (data) => callback(null, data === undefined ? null : (JSON.parse(data) as SessionData)),
      (error: unknown) => callback(error),
    );
  }

  override set(id: string, session: SessionData, callback?: (error?: unknown) => void): void {
    const expiresAt = new Date(this.#clock.now().getTime() + this.#idleMs);
    this.#table.save(tableKey('session', id), JSON.stringify(session), expiresAt).then(
      () => callback?.(),
      (error: unknown) => callback?.(error),
    );
  }

  override touch(id: string, session: SessionData, callback?: (error?: unknown) => void): void {
    this.set(id, session, callback);
  }

  override destroy(id: string, callback?: (error?: unknown) => void): void {
    this.#table.remove(tableKey('session', id)).then(
      () => callback?.(),
      (error: unknown) => callback?.(error),
    );
  }
}
