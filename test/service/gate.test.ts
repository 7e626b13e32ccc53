import { expect } from 'chai';
import { createGate } from '../../src/service/gate.ts';
import { refusal } from '../support/refusal.ts';

/** A work that ends when it is told to. */
function held() {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { work: () => ended, end };
}

describe('createGate', () => {
  it('turns away what finds the queue full, and lets the waiting in by turn', async () => {
    const gate = createGate(1, 1);
    const order: string[] = [];
    const first = held();
    const running = gate.run(async () => {
      await first.work();
      order.push('first');
    });
    const waiting = gate.run(async () => order.push('second'));
    expect(await refusal(gate.run(async () => order.push('third')))).to.include({
      code: 'service.not-ready',
    });
    expect(order).to.deep.equal([]);
    first.end();
    await Promise.all([running, waiting]);
    expect(order).to.deep.equal(['first', 'second']);
  });

  it('gives the place on after a work that failed', async () => {
    const gate = createGate(1, 8);
    const outcomes = await Promise.allSettled(
      [1, 2, 3, 4].map((n) =>
        gate.run(async () => {
          if (n % 2 === 0) throw new Error('no');
          return n;
        }),
      ),
    );
    expect(outcomes.map(({ status }) => status)).to.deep.equal([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
    ]);
    expect(await gate.run(async () => 5)).to.equal(5);
  });

  it('never runs more at once than it is wide', async () => {
    const gate = createGate(3, 100);
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 50 }, () =>
        gate.run(async () => {
          most = Math.max(most, ++inside);
          await new Promise((resolve) => setImmediate(resolve));
          inside -= 1;
        }),
      ),
    );
    expect(most).to.equal(3);
  });
});
