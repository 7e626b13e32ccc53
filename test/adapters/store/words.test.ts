import { expect } from 'chai';
import { indexWords, queryWords, wordBlock } from '../../../src/adapters/store/words.ts';

describe('the words of a search', () => {
  it('are none where there is no letter or digit', () => {
    expect(queryWords(' -- "*%" ')).to.deep.equal([]);
    expect(indexWords([' – ', null], null)).to.deep.equal([]);
  });

  it('are bounded in number and length, and never cut a character in two', () => {
    const many = Array.from({ length: 100 }, (_, i) => `w${i}`).join(' ');
    expect(indexWords([many], 'a@b.dk'))
      .to.have.length(32)
      .and.include('a@b.dk');
    expect(queryWords(many)).to.have.length(32);
    const [long] = indexWords(['𝔞'.repeat(100)], null);
    expect(long).to.equal('a'.repeat(64));
    const [deseret] = indexWords(['\u{10428}'.repeat(100)], null);
    expect(deseret).to.equal('\u{10428}'.repeat(64));
  });

  it('are those of the names, whole and in parts, and the e-mail address as one', () => {
    expect(indexWords(['Jens-Peter  ØST', 'Ø & Å (Holding) A/S'], 'J.P@Example.DK')).to.have.members([
      'jens-peter',
      'jens',
      'peter',
      'øst',
      'ø',
      'å',
      'holding',
      'a/s',
      'a',
      's',
      'j.p@example.dk',
    ]);
  });

  it('are asked for longest first', () => {
    expect(queryWords('Bo Nielsen (Ås)')).to.deep.equal(['nielsen', 'bo', 'ås']);
  });

  it('lie in blocks of certificates that were issued one after another', () => {
    expect([1, 8191, 8192, 16_384].map(wordBlock)).to.deep.equal([0, 0, 1, 2]);
  });
});
