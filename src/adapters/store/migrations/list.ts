import { bank } from './0001-bank.ts';
import { timestamps } from './0002-timestamps.ts';
import { seal } from './0003-seal.ts';
import type { Migration } from './migration.ts';

/** Every migration, in order. New ones are added at the end. */
export const MIGRATIONS: readonly Migration[] = [bank, timestamps, seal];
