import { expect } from 'chai';
import { TEXTS } from '../../src/portal/texts.ts';
import { translator } from '../../src/portal/translate.ts';

const placeholders = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe('the texts of the portal', () => {
  const keys = Object.keys(TEXTS.da) as (keyof typeof TEXTS.da)[];

  it('has every text in both languages', () => {
    expect(keys).to.have.length.greaterThan(300);
    expect(Object.keys(TEXTS.en).sort()).to.deep.equal([...keys].sort());
    for (const key of keys) {
      expect(TEXTS.da[key], key).to.match(/\S/);
      expect(TEXTS.en[key], key).to.match(/\S/);
    }
  });

  it('fills the same blanks in both languages', () => {
    for (const key of keys) {
      expect(placeholders(TEXTS.en[key]), key).to.deep.equal(placeholders(TEXTS.da[key]));
    }
  });

  it('fills a blank with text as it is, and never reads it as a blank again', () => {
    const t = translator('en');
    expect(t('search.none', { q: '<b>{{q}} $t(site.menu)' })).to.equal(
      'No certificate matches “<b>{{q}} $t(site.menu)”',
    );
  });

  it('chooses the plural by the count', () => {
    expect(translator('da')('verify.counts', { passed: 1, count: 1 })).to.equal(
      '1 af 1 underskrift er gyldig',
    );
    expect(translator('da')('verify.counts', { passed: 1, count: 2 })).to.equal(
      '1 af 2 underskrifter er gyldige',
    );
  });
});
