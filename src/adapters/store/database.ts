import type { Connection, Dialect, WriteConnection } from './connection.ts';

/** An open database: one writer, and readers that it never keeps waiting. */
export interface Database {
  readonly dialect: Dialect;
  /** Lends the connection that writes; one borrower at a time. */
  write<T>(use: (connection: WriteConnection) => Promise<T>): Promise<T>;
  /** Lends a connection that sees what is committed, and nothing else. */
  read<T>(use: (connection: Connection) => Promise<T>): Promise<T>;
  /** Lets go of every connection. Nothing may be borrowed. */
  close(): Promise<void>;
}
