import knex from 'knex';
import pg from 'pg';
import { CertBankError } from '../../base/errors.ts';
import type { Database } from './database.ts';
import { acquire, QUIET, release } from './pool.ts';
import { PostgresConnection } from './postgres-connection.ts';

const CONNECTIONS = 8;

/** OID of `bigint`; the driver gives it as text unless told otherwise. */
const INT8 = 20;

/** Numbers of the store are instants, positions and counts, all far inside 2^53. */
const types = {
  getTypeParser: (oid: number, format: 'text' | 'binary' = 'text'): unknown =>
    oid === INT8 ? Number : (pg.types.getTypeParser as (oid: number, format: string) => unknown)(oid, format),
};

/**
 * Opens a PostgreSQL database by its URL. Durability is the server's: every
 * transaction asks for `synchronous_commit = on`, and `fsync` must not be off.
 */
export async function openPostgres(url: string): Promise<Database> {
  const pool = knex({
    client: 'pg',
    connection: { connectionString: url, types, application_name: 'certbank' } as object,
    pool: { min: 0, max: CONNECTIONS },
    acquireConnectionTimeout: 10_000,
    log: QUIET,
  });
  const lend = async <T>(use: (connection: PostgresConnection) => Promise<T>): Promise<T> => {
    const client = await acquire<pg.Client>(pool).catch((cause: unknown) => {
      throw new CertBankError('store.unavailable', { what: 'connect' }, 'the database cannot be reached', {
        cause,
      });
    });
    try {
      return await use(new PostgresConnection(client));
    } finally {
      // A connection that cannot be given back is gone; what it was used for is not.
      await release(pool, client).catch(() => undefined);
    }
  };
  return { dialect: 'postgres', write: lend, read: lend, close: () => pool.destroy() };
}
