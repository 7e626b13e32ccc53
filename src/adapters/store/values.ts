import type { Row } from './connection.ts';

/** Readers of columns. Instants are stored as whole milliseconds since 1970 UTC, truth as 0 or 1. */

export function text(row: Row, column: string): string {
  return row[column] as string;
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] as string | null;
}

export function integer(row: Row, column: string): number {
  return row[column] as number;
}

export function instant(row: Row, column: string): Date {
  return new Date(row[column] as number);
}

export function instantOrNull(row: Row, column: string): Date | null {
  const value = row[column] as number | null;
  return value === null ? null : new Date(value);
}

export function truth(row: Row, column: string): boolean {
  return row[column] === 1;
}

/** A plain array over the driver's bytes, which are a `Buffer`. */
export function bytes(row: Row, column: string): Uint8Array {
  const value = row[column] as Uint8Array;
  return new Uint8Array(value.buffer, value.byteOffset, value.length);
}

export function milliseconds(at: Date): number;
export function milliseconds(at: Date | null): number | null;
export function milliseconds(at: Date | null): number | null {
  return at === null ? null : at.getTime();
}
