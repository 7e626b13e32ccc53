import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemRandom } from '../../src/base/random.ts';
import { isCertBankError } from '../../src/base/errors.ts';
import { keepSecretFile, readSecretFile } from '../../src/service/secret-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'certbank-secret-'));

async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'taken',
    (error: unknown) => (isCertBankError(error) ? error.code : String(error)),
  );
}

describe('a secret file', () => {
  it('is refused when others may read it, when it is empty, and when it is a link', async () => {
    const open = join(directory, 'open');
    writeFileSync(open, 'hemmelig\n');
    chmodSync(open, 0o640);
    expect(await refusal(readSecretFile(open))).to.equal('key.unreadable');
    const empty = join(directory, 'empty');
    writeFileSync(empty, '', { mode: 0o600 });
    expect(await refusal(readSecretFile(empty))).to.equal('key.unreadable');
    const link = join(directory, 'link');
    symlinkSync(open, link);
    expect(await refusal(keepSecretFile(link, systemRandom))).to.equal('key.unreadable');
  });

  it('is made once, for its owner alone, and leaves nothing beside it', async () => {
    const inside = join(directory, 'new');
    const path = join(inside, 'secret');
    const made = await Promise.all([1, 2, 3].map(() => keepSecretFile(path, systemRandom)));
    const again = await keepSecretFile(path, systemRandom);
    expect(new Set([...made, again].map((secret) => secret.reveal())).size).to.equal(1);
    expect(readFileSync(path, 'utf8'))
      .to.equal(`${again.reveal()}\n`)
      .and.match(/^[0-9a-f]{64}\n$/);
    expect(statSync(path).mode & 0o777).to.equal(0o600);
    expect(statSync(inside).mode & 0o777).to.equal(0o700);
    expect(readdirSync(inside)).to.deep.equal(['secret']);
    expect(existsSync(`${path}.new`)).to.equal(false);
  });
});
