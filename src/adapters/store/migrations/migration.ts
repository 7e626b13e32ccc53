import type { Dialect } from '../connection.ts';

/** Words of the schema that differ between databases. */
export interface SchemaWords {
  readonly dialect: Dialect;
  /** A type for bytes. */
  readonly blob: string;
  /** A type for text that is compared and sorted by its UTF-8 bytes. */
  readonly text: string;
  /** A type for whole numbers of 64 bits. */
  readonly integer: string;
  /** Ends a table whose columns hold nothing but their own type. */
  readonly strict: string;
  /** Ends such a table that is stored in its primary key. */
  readonly strictInKey: string;
  /** The instant, in milliseconds since 1970. */
  readonly now: string;
}

/** One step forward; there is none back. A migration that has been published is never edited. */
export interface Migration {
  /** Ordered by name. */
  readonly name: string;
  /** Statements, run in one transaction with everything else that is due. */
  statements(words: SchemaWords): readonly string[];
}
