import { expect } from 'chai';
import { chooseLanguage } from '../../src/portal/language.ts';

const none = { query: undefined, cookies: undefined, accepted: undefined };

describe('chooseLanguage', () => {
  it('is Danish when nothing is asked for', () => {
    expect(chooseLanguage(none)).to.equal('da');
  });

  it('ignores languages that the portal does not speak', () => {
    expect(chooseLanguage({ query: 'fr', cookies: 'lang=de', accepted: 'sv, de;q=0.8' })).to.equal('da');
  });

  it('follows the address before the cookie, and the cookie before the browser', () => {
    expect(chooseLanguage({ query: 'en', cookies: 'lang=da', accepted: 'da' })).to.equal('en');
    expect(chooseLanguage({ ...none, cookies: 'a=b; lang=en', accepted: 'da' })).to.equal('en');
    expect(chooseLanguage({ ...none, accepted: 'en-GB' })).to.equal('en');
  });

  it('takes the language of greatest weight, and none of weight 0', () => {
    expect(chooseLanguage({ ...none, accepted: 'en;q=0.3, da;q=0.9' })).to.equal('da');
    expect(chooseLanguage({ ...none, accepted: 'en;q=0, *;q=0.5' })).to.equal('da');
    expect(chooseLanguage({ ...none, accepted: 'sv, en;q=0.5, da;q=0.4' })).to.equal('en');
  });

  it('is not led astray by a cookie of another name or a repeated parameter', () => {
    expect(chooseLanguage({ ...none, cookies: 'xlang=en' })).to.equal('da');
    expect(chooseLanguage({ ...none, query: ['en', 'da'] })).to.equal('da');
  });
});
