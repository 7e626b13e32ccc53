import { CertBankError } from '../../base/errors.ts';
import type { Ledger, Stores } from '../../authority/ports/ledger.ts';
import { AccountTable } from './accounts.ts';
import type { Access } from './access.ts';
import { AuditTable } from './audit.ts';
import { backUpSqlite } from './backup.ts';
import { CertificateTable } from './certificates.ts';
import { Committed } from './committed.ts';
import { CrlTable } from './crls.ts';
import type { Database } from './database.ts';
import { GroupCommit } from './group-commit.ts';
import { IssuerTable } from './issuers.ts';
import { migrate, readSchema } from './migrate.ts';
import { OrderTable } from './orders.ts';
import { openPostgres } from './postgres-database.ts';
import { type SessionTable, sessionTable } from './sessions.ts';
import { openPrivateSqlite, openSqlite } from './sqlite-database.ts';
import { TimestampTable } from './timestamps.ts';

export type LedgerConfig =
  | {
      readonly client: 'sqlite';
      /** `:memory:` for a database that is gone when it is closed. */
      readonly file: string;
    }
  | {
      readonly client: 'postgres';
      /** `postgres://user:password@host:port/database` */
      readonly url: string;
    };

export interface OpenLedger {
  readonly ledger: Ledger;
  readonly sessions: SessionTable;
  /** Brings the schema forward. Gives the names of the migrations applied now. */
  migrate(): Promise<readonly string[]>;
  /**
   * Writes a consistent copy of the database to `file`, which must not exist, while the bank is in use.
   *
   * @throws CertBankError `backup.invalid` where `file` exists, or for PostgreSQL, whose own `pg_dump` does this
   */
  backup(file: string): Promise<void>;
  /** Whether the database answers and has every migration. Never throws. */
  isReady(): Promise<boolean>;
  /** Ends the works that wait, then lets go of the database. Later works are refused. */
  close(): Promise<void>;
}

/**
 * Opens the bank's memory. Does not migrate: works are refused with `store.not-migrated` until `migrate` was called once.
 *
 * @throws CertBankError `store.newer` for a database that a newer version has migrated
 * @throws CertBankError `store.unavailable` for one that cannot be opened
 */
export async function openLedger(config: LedgerConfig): Promise<OpenLedger> {
  const database = await opened(config);
  const committed = new Committed(database);
  const group = new GroupCommit((use) => database.write(use));
  let isClosed = false;
  let pending: readonly string[];
  try {
    pending = (await database.read((connection) => readSchema(connection))).pending;
  } catch (error) {
    await database.close();
    throw error;
  }

  const atomically = async <T>(work: (access: Access) => Promise<T>): Promise<T> => {
    if (isClosed) throw new CertBankError('store.unavailable', { what: 'closed' }, 'the database is closed');
    if (pending.length > 0) {
      throw new CertBankError(
        'store.not-migrated',
        { migrations: [...pending] },
        'the database is to be migrated first',
      );
    }
    return group.submit(work);
  };

  return {
    ledger: { read: tables(committed), atomically: (work) => atomically((access) => work(tables(access))) },
    sessions: sessionTable(committed, atomically),
    async migrate() {
      const applied = await database.write((connection) => migrate(connection));
      pending = [];
      return applied;
    },
    async backup(file) {
      if (config.client !== 'sqlite' || config.file === ':memory:') {
        throw new CertBankError(
          'backup.invalid',
          { what: config.client },
          config.client === 'postgres'
            ? 'a PostgreSQL database is backed up with pg_dump'
            : 'a database in memory is not backed up',
        );
      }
      await backUpSqlite(config.file, file);
    },
    async isReady() {
      try {
        return (
          !isClosed && (await database.read((connection) => readSchema(connection))).pending.length === 0
        );
      } catch {
        return false;
      }
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await group.idle();
      await database.close();
    },
  };
}

async function opened(config: LedgerConfig): Promise<Database> {
  try {
    if (config.client === 'postgres') return await openPostgres(config.url);
    return await (config.file === ':memory:' ? openPrivateSqlite() : openSqlite(config.file));
  } catch (cause) {
    if (cause instanceof CertBankError) throw cause;
    throw new CertBankError('store.unavailable', { what: 'open' }, 'the database cannot be opened', {
      cause,
    });
  }
}

function tables(access: Access): Stores {
  return {
    issuers: new IssuerTable(access),
    certificates: new CertificateTable(access),
    orders: new OrderTable(access),
    crls: new CrlTable(access),
    timestamps: new TimestampTable(access),
    accounts: new AccountTable(access),
    audit: new AuditTable(access),
  };
}
