import { expect } from 'chai';
import { nodeEngine } from '../../../src/adapters/keys/node-engine.ts';
import {
  hashCode,
  isCode,
  makeCode,
  makeReference,
  normaliseCode,
} from '../../../src/authority/access/code.ts';
import { seededRandom } from '../../support/authority.ts';

const engine = nodeEngine();

describe('one-time codes', () => {
  it('differ from every other code', async () => {
    const random = seededRandom('codes');
    const kept = await hashCode(engine, random, '7K2M-Q9XD-01TF-VW3H');
    for (const typed of ['', '7K2M', '7K2M-Q9XD-01TF-VW3J', '7K2M-Q9XD-01TF-VW3H-0', 'x'.repeat(10_000)]) {
      expect(await isCode(engine, typed, kept), typed.slice(0, 20)).to.equal(false);
    }
  });

  it('are known again however they are typed', async () => {
    const kept = await hashCode(engine, seededRandom('codes'), '7K2M-Q9XD-01TF-VW3H');
    for (const typed of [
      '7k2m-q9xd-01tf-vw3h',
      ' 7K2MQ9XD01TFVW3H ',
      '7K2M Q9XD OITF VW3H',
      '7k2m q9xd olTF vw3h',
    ]) {
      expect(await isCode(engine, typed, kept), typed).to.equal(true);
    }
  });

  it('are salted: the same code is kept differently each time', async () => {
    const random = seededRandom('codes');
    expect(await hashCode(engine, random, 'AAAA')).to.not.equal(await hashCode(engine, random, 'AAAA'));
  });

  it('use every symbol alike', () => {
    const random = seededRandom('codes');
    const counts = new Map<string, number>();
    for (let i = 0; i < 2000; i++) {
      for (const symbol of makeCode(random).replaceAll('-', ''))
        counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
    }
    expect(counts.size).to.equal(32);
    for (const count of counts.values()) expect(count).to.be.within(850, 1150);
  });

  it('are what they are after being normalised', () => {
    const random = seededRandom('codes');
    for (let i = 0; i < 50; i++) {
      const [code, reference] = [makeCode(random), makeReference(random)];
      expect([normaliseCode(code), normaliseCode(reference)]).to.deep.equal([code, reference]);
    }
  });
});
