import { expect } from 'chai';
import { createLog } from '../../src/adapters/telemetry/log.ts';
import { createJobs, type Job } from '../../src/service/jobs.ts';

const START = Date.parse('2026-03-01T08:00:00Z');

function stage() {
  const state = { at: START };
  const outcomes: string[] = [];
  const log = createLog('silent');
  const deps = {
    clock: { now: () => new Date(state.at) },
    log,
    observe: (job: string, outcome: string) => outcomes.push(`${job} ${outcome}`),
  };
  return { deps, outcomes, pass: (seconds: number) => (state.at += seconds * 1000) };
}

const job = (name: string, everySeconds: number, run: () => Promise<void> = async () => undefined): Job => ({
  name,
  everySeconds,
  run,
});

describe('createJobs', () => {
  it('goes on with the other jobs when one fails, and tries the failed one again soon', async () => {
    const { deps, outcomes, pass } = stage();
    let fails = true;
    const broken = job('broken', 3600, async () => {
      if (fails) throw new Error('not today');
    });
    const jobs = createJobs([broken, job('sound', 3600)], deps);
    await jobs.runDue();
    expect(outcomes).to.deep.equal(['broken failed', 'sound done']);
    fails = false;
    pass(59);
    await jobs.runDue();
    expect(outcomes).to.have.lengthOf(2);
    pass(1);
    await jobs.runDue();
    expect(outcomes.slice(2)).to.deep.equal(['broken done']);
  });

  it('never runs two jobs at once, nor one job twice', async () => {
    const { deps, outcomes } = stage();
    let inside = 0;
    let most = 0;
    const slow = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    const jobs = createJobs([job('a', 60, slow), job('b', 60, slow)], deps);
    await Promise.all([jobs.runDue(), jobs.runDue(), jobs.runDue()]);
    expect(most).to.equal(1);
    expect(outcomes).to.deep.equal(['a done', 'b done']);
  });

  it('runs a job at its period by the clock handed in', async () => {
    const { deps, outcomes, pass } = stage();
    const jobs = createJobs([job('a', 60)], deps);
    for (let minute = 0; minute < 3; minute++) {
      await jobs.runDue();
      await jobs.runDue();
      pass(60);
    }
    expect(outcomes).to.have.lengthOf(3);
  });

  it('waits for a running job when it is stopped, and begins no other', async () => {
    const { deps, outcomes } = stage();
    let finish = (): void => undefined;
    const held = job('held', 60, () => new Promise<void>((resolve) => (finish = resolve)));
    const jobs = createJobs([held, job('next', 60)], deps);
    const run = jobs.runDue();
    const stopped = jobs.stop();
    finish();
    await Promise.all([run, stopped]);
    expect(outcomes).to.deep.equal(['held done']);
  });
});
