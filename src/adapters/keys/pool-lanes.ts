import { availableParallelism } from 'node:os';

/** Threads that libuv's pool has at least where nobody sets UV_THREADPOOL_SIZE, however many cores there are. */
const THREADS = 4;

/**
 * Works at once on a machine with so many cores: enough to keep every core busy. More would not be done sooner, but
 * would hold up the database: its driver runs its statements on the same pool, of which one thread is left to it.
 */
export const lanesFor = (cores: number): number => Math.min(cores, THREADS - 2) + 1;

let free = lanesFor(availableParallelism());
const waiting: (() => void)[] = [];

function leave(): void {
  const next = waiting.shift();
  if (next === undefined) free++;
  else next();
}

/**
 * Runs work of node:crypto on libuv's pool, in the order asked for, and never so much at once that nothing
 * else gets a thread.
 *
 * @param start hands the work to the pool
 */
export function inPool<T>(start: (done: (error: Error | null, value: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const enter = () => {
      try {
        start((error, value) => {
          leave();
          if (error === null) resolve(value);
          else reject(error);
        });
      } catch (error) {
        leave();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    if (free === 0) waiting.push(enter);
    else {
      free--;
      enter();
    }
  });
}
