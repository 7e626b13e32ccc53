import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { openContent, openDetached, ReadProgress } from '../../src/cli/content.ts';
import { digestPieces } from '../../src/signatures/ades/pieces.ts';
import { refusalCode } from '../support/refusal-code.ts';
import { digest } from '../support/test-keys.ts';

describe('a file that is not held in memory', () => {
  const directory = mkdtempSync(join(tmpdir(), 'certbank-content-'));
  const file = join(directory, 'large.bin');
  /** More than two pieces, and not a whole number of them. */
  const octets = Uint8Array.from({ length: 600_001 }, (_, at) => (at * 31) & 0xff);
  const engine = nodeEngine();

  before(() => writeFileSync(file, octets));
  after(() => rmSync(directory, { recursive: true }));

  it('is refused where it is missing, or goes away before it is read', async () => {
    expect(await refusalCode(openContent(join(directory, 'none'), new ReadProgress()))).to.equal(
      'input.invalid',
    );
    const passing = join(directory, 'passing.bin');
    writeFileSync(passing, octets);
    const content = await openContent(passing, new ReadProgress(), 1000);
    rmSync(passing);
    expect(await refusalCode(digestPieces(engine, 'SHA-256', [content]))).to.equal('input.invalid');
  });

  it('is hashed piece by piece, as often as it is asked for, and tells how far it is', async () => {
    const progress = new ReadProgress();
    expect(String(progress)).to.equal('');
    const content = await openContent(file, progress, 1000);
    expect(content).not.to.be.instanceOf(Uint8Array);
    for (const hash of ['SHA-256', 'SHA-512'] as const) {
      expect(await digestPieces(engine, hash, [content])).to.deep.equal(digest(hash, octets));
      expect(String(progress)).to.equal('100 % of 1 MiB');
    }
    const told: string[] = [];
    if (content instanceof Uint8Array || !('stream' in content)) throw new Error('held');
    for await (const piece of content.stream()) {
      expect(piece.length).to.be.greaterThan(0);
      told.push(String(progress));
    }
    expect(told[0]).to.equal('43 % of 1 MiB');
    expect(told.length).to.equal(3);
  });

  it('is held where it is small, under its own name', async () => {
    const small = join(directory, 'small.txt');
    writeFileSync(small, 'Agreed.');
    expect(await openDetached(small, new ReadProgress())).to.deep.equal({
      name: 'small.txt',
      bytes: Buffer.from('Agreed.'),
    });
  });
});
