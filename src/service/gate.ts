import { CertBankError } from '../base/errors.ts';

/** Lets a few pieces of heavy work run at a time. */
export interface Gate {
  /** @throws CertBankError `service.not-ready` when too many wait already */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** A gate for `width` works at once and `queue` waiting ones, in order of arrival. */
export function createGate(width: number, queue: number): Gate {
  let running = 0;
  const waiting: (() => void)[] = [];
  return {
    async run(work) {
      if (running >= width) {
        if (waiting.length >= queue) {
          throw new CertBankError(
            'service.not-ready',
            { what: 'verification' },
            'too much at once; try again',
          );
        }
        await new Promise<void>((resolve) => waiting.push(resolve));
      } else {
        running += 1;
      }
      try {
        return await work();
      } finally {
        // The place is handed over, so that nobody can slip in between.
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}
