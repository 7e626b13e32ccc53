import type { Logger } from '../adapters/telemetry/log.ts';
import type { Clock } from '../base/clock.ts';

/** Something that has to be done now and then. */
export interface Job {
  readonly name: string;
  readonly everySeconds: number;
  run(at: Date): Promise<void>;
}

export interface JobDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly observe: (job: string, outcome: 'done' | 'failed', at: Date) => void;
}

export interface Jobs {
  /** Runs what is due, one after another; gives when all of it is done. Calls during a run wait for it. */
  runDue(): Promise<void>;
  /** Begins to look at the clock by itself. */
  begin(): void;
  /** Looks no more, and gives once a running job is done. */
  stop(): Promise<void>;
}

/** A failed job is tried again after this long, or after its own period when that is shorter. */
const RETRY_SECONDS = 60;
const LOOK_EVERY_MS = 5_000;

/**
 * The scheduled jobs. Each runs at once and then every `everySeconds` of the clock; a failure is
 * logged and counted, and stops neither the others nor the service.
 */
export function createJobs(jobs: readonly Job[], deps: JobDeps): Jobs {
  const dueAt = new Map<Job, number>();
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  const runOne = async (job: Job): Promise<void> => {
    const at = deps.clock.now();
    let seconds = job.everySeconds;
    try {
      await job.run(at);
      deps.observe(job.name, 'done', at);
    } catch (error) {
      seconds = Math.min(seconds, RETRY_SECONDS);
      deps.observe(job.name, 'failed', at);
      deps.log.error({ err: error, job: job.name }, 'a scheduled job failed');
    }
    dueAt.set(job, at.getTime() + seconds * 1000);
  };
  const runAll = async (): Promise<void> => {
    for (const job of jobs) {
      if (isStopped) return;
      if ((dueAt.get(job) ?? 0) <= deps.clock.now().getTime()) await runOne(job);
    }
  };
  const runDue = (): Promise<void> => {
    running ??= runAll().finally(() => (running = undefined));
    return running;
  };
  return {
    runDue,
    begin() {
      timer ??= setInterval(() => void runDue(), LOOK_EVERY_MS).unref();
    },
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
