import { expect } from 'chai';
import { scryptHasher } from '../../../src/adapters/secrets/scrypt.ts';
import { isCertBankError } from '../../../src/base/errors.ts';

const hasher = scryptHasher();

describe('scryptHasher', () => {
  let hash: string;
  before(async () => {
    hash = await hasher.hash('smørrebrød');
  });

  it('refuses another password', async () => {
    for (const wrong of ['', 'smorrebrod', 'smørrebrød ', 'Smørrebrød', 'x'.repeat(100_000)]) {
      expect(await hasher.verify(wrong, hash), wrong.slice(0, 20)).to.equal(false);
    }
  });

  it('refuses to hash nothing, and passwords without end', async () => {
    for (const bad of ['', 'x'.repeat(1025)]) {
      const error: unknown = await hasher.hash(bad).catch((thrown: unknown) => thrown);
      expect(isCertBankError(error, 'account.invalid')).to.equal(true);
    }
  });

  it('takes no hash that is malformed or asks for endless work', async () => {
    const [, , , salt, key] = hash.split('$');
    for (const bad of [
      '',
      'smørrebrød',
      hash.slice(0, -1),
      `${hash}A`,
      hash.replace('scrypt', 'argon2id'),
      hash.replace('ln=15', 'ln=31'),
      hash.replace('ln=15', 'ln=0'),
      hash.replace('r=8', 'r=99'),
      hash.replace('p=3', 'p=99'),
      hash.replace('p=3', 'p=0'),
      `$scrypt$ln=15,r=8,p=3$$${key!}`,
      `$scrypt$ln=15,r=8,p=3$${salt!}$`,
    ]) {
      expect(await hasher.verify('smørrebrød', bad), bad).to.equal(false);
    }
  });

  it('knows the password, in either Unicode form and among many at once', async () => {
    expect(await hasher.verify('smørrebrød', hash)).to.equal(true);
    const ring = await hasher.hash('\u00e5');
    const answers = await Promise.all([
      hasher.verify('a\u030a', ring),
      hasher.verify('wrong', ring),
      hasher.verify('\u00e5', ring),
    ]);
    expect(answers).to.deep.equal([true, false, true]);
  });

  it('salts every hash and names its cost', async () => {
    expect(await hasher.hash('smørrebrød')).not.to.equal(hash);
    expect(hash).to.match(/^\$scrypt\$ln=15,r=8,p=3\$/);
  });
});
