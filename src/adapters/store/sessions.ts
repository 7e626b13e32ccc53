import type { Access } from './access.ts';
import { text } from './values.ts';

/**
 * Rows of text that end at an instant: browser sessions and bearer tokens. The
 * id is what the caller makes of the secret (a digest); the secret itself never comes here.
 */
export interface SessionTable {
  /** The text kept under `id`; `undefined` when there is none or it ended before `at`. */
  find(id: string, at: Date): Promise<string | undefined>;
  save(id: string, data: string, expiresAt: Date): Promise<void>;
  remove(id: string): Promise<void>;
  /** Removes what ended before `at`. Gives how many. */
  removeExpired(at: Date): Promise<number>;
}

/** Sessions in the database, written as everything else is. */
export function sessionTable(
  committed: Access,
  atomically: <T>(work: (access: Access) => Promise<T>) => Promise<T>,
): SessionTable {
  return {
    async find(id, at) {
      const [row] = await committed.all('select data from sessions where id = ? and expires_at > ?', [
        id,
        at.getTime(),
      ]);
      return row && text(row, 'data');
    },
    async save(id, data, expiresAt) {
      await atomically((access) =>
        access.run(
          `insert into sessions (id, data, expires_at) values (?, ?, ?)
           on conflict (id) do update set data = excluded.data, expires_at = excluded.expires_at`,
          [id, data, expiresAt.getTime()],
        ),
      );
    },
    async remove(id) {
      await atomically((access) => access.run('delete from sessions where id = ?', [id]));
    },
    async removeExpired(at) {
      return atomically((access) => access.run('delete from sessions where expires_at <= ?', [at.getTime()]));
    },
  };
}
