import { CertBankError, isCertBankError } from '../../base/errors.ts';
import type { Access } from './access.ts';
import type { WriteConnection } from './connection.ts';
import { Transaction, Work } from './transaction.ts';

/** Works in one commit at most: bounds how long the first of them waits, and what one failure undoes. */
const WORKS_AT_ONCE = 64;

interface Job {
  readonly work: (access: Access) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

type Outcome =
  { readonly job: Job; readonly value: unknown } | { readonly job: Job; readonly refusal: unknown };

/**
 * Lends the one connection that writes.
 *
 * @throws CertBankError `store.unavailable` where it cannot; what `use` throws; nothing once `use` has ended well
 */
export type Writer = <T>(use: (connection: WriteConnection) => Promise<T>) => Promise<T>;

/**
 * Runs works one after another and commits those that wait at the same time
 * together: durability costs one disk flush a group, not one a work.
 *
 * A promise settles only after the group's commit. A work that throws leaves
 * nothing behind and does not disturb the others. Where a write that had waited
 * is refused at the end, nobody knows whose it was: the group is undone and
 * each of its works is run again in a transaction of its own. Where the
 * database fails, or the commit itself, all works of the group are rejected
 * with `store.unavailable` and nothing is run again.
 */
export class GroupCommit {
  readonly #writer: Writer;
  readonly #queue: Job[] = [];
  #draining: Promise<void> | undefined;

  constructor(writer: Writer) {
    this.#writer = writer;
  }

  submit<T>(work: (access: Access) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ work, resolve: resolve as (value: unknown) => void, reject });
      this.#draining ??= this.#drain();
    });
  }

  /** Resolves once no work waits or runs. */
  async idle(): Promise<void> {
    while (this.#draining !== undefined) await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const taken: Job[] = [];
      const next = () => {
        const job = taken.length < WORKS_AT_ONCE ? this.#queue.shift() : undefined;
        if (job !== undefined) taken.push(job);
        return job;
      };
      try {
        await this.#together(next);
      } catch (error) {
        // A database that could not even begin refuses whoever is waiting.
        if (taken.length === 0) while (next() !== undefined);
        if (taken.length > 1 && isRefusal(error)) for (const job of taken) await this.#alone(job);
        else for (const job of taken) job.reject(error);
      }
    }
    this.#draining = undefined;
  }

  async #alone(job: Job): Promise<void> {
    let waiting: Job | undefined = job;
    const next = () => {
      const taken = waiting;
      waiting = undefined;
      return taken;
    };
    await this.#together(next).catch((error: unknown) => job.reject(error));
  }

  /** Commits all works that `next` gives, and settles them. @throws when nothing was kept and nothing settled */
  async #together(next: () => Job | undefined): Promise<void> {
    await this.#writer(async (connection) => {
      await connection.begin();
      const outcomes: Outcome[] = [];
      try {
        const transaction = new Transaction(connection);
        for (let job = next(); job !== undefined; job = next())
          outcomes.push(await outcome(transaction, job));
        await transaction.flush();
      } catch (error) {
        await connection.rollback();
        throw error;
      }
      try {
        await connection.commit();
      } catch (cause) {
        await connection.rollback();
        throw new CertBankError('store.unavailable', { what: 'commit' }, 'the commit failed', { cause });
      }
      for (const settled of outcomes) {
        if ('refusal' in settled) settled.job.reject(settled.refusal);
        else settled.job.resolve(settled.value);
      }
    });
  }
}

/** @throws when the transaction as a whole is lost */
async function outcome(transaction: Transaction, job: Job): Promise<Outcome> {
  const work = new Work(transaction);
  try {
    const value = await job.work(work);
    await work.end();
    return { job, value };
  } catch (refusal) {
    await work.undo();
    if (transaction.fault !== undefined) throw transaction.fault;
    return { job, refusal };
  }
}

/** Whether running the works one by one can help. */
function isRefusal(error: unknown): boolean {
  return !isCertBankError(error, 'store.unavailable');
}
