import type { Knex } from 'knex';

/** knex would print what goes wrong; we are told of it by what we asked for. */
export const QUIET: Knex.Logger = { warn: () => undefined, error: () => undefined };

/** What we use of a knex client beyond its types: the pool's own way to lend a driver's connection. */
interface LendingClient {
  acquireConnection(): Promise<unknown>;
  releaseConnection(connection: unknown): Promise<void>;
}

/** A driver's connection out of knex's pool. */
export async function acquire<Driver>(pool: Knex): Promise<Driver> {
  return (await (pool.client as LendingClient).acquireConnection()) as Driver;
}

export async function release(pool: Knex, connection: unknown): Promise<void> {
  await (pool.client as LendingClient).releaseConnection(connection);
}
