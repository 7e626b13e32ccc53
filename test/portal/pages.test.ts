import { expect } from 'chai';
import { renderPage } from '../../src/portal/html/render.ts';
import { LANGUAGES } from '../../src/portal/language.ts';
import { certificatePage } from '../../src/portal/pages/certificate.tsx';
import { searchPage } from '../../src/portal/pages/search.tsx';
import { overallVerdict, verifiedPage } from '../../src/portal/pages/verified.tsx';
import { officeCertificatePage } from '../../src/portal/pages/admin/certificate.tsx';
import { SAMPLES } from './samples.ts';
import { sampleFacts, sampleRecord, sampleReport, sampleSignature, sampleView } from './sample-values.ts';

const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(1)>'&{{q}}`;

const hostileRecord = sampleRecord({
  commonName: HOSTILE,
  organisation: HOSTILE,
  email: HOSTILE,
  ocesId: HOSTILE,
  subject: HOSTILE,
});

const hostilePages = {
  certificate: certificatePage(sampleView('da', '/x'), sampleFacts(hostileRecord)),
  search: searchPage(sampleView('da', '/x'), {
    q: HOSTILE,
    errors: [],
    found: { rows: [hostileRecord], isFirst: false, nextCursor: HOSTILE },
  }),
  'office certificate': officeCertificatePage(sampleView('da', '/x'), {
    facts: sampleFacts(hostileRecord),
    mayAct: true,
    reasons: ['unspecified'],
    errors: [{ field: 'reason', message: HOSTILE }],
    done: undefined,
  }),
  verified: verifiedPage(
    sampleView('da', '/x'),
    sampleReport([
      sampleSignature({
        signedBy: HOSTILE,
        subject: HOSTILE,
        chain: [{ subject: `CN=${HOSTILE}`, issuer: HOSTILE, sha256: 'a', anchor: true }],
        reasons: [{ code: HOSTILE, block: HOSTILE, clause: HOSTILE, message: HOSTILE }],
      }),
    ]),
  ),
};

describe('the pages', () => {
  for (const [name, page] of Object.entries(hostilePages)) {
    it(`shows hostile names as text: ${name}`, () => {
      const html = renderPage(page);
      expect(html).to.contain('&lt;script>alert(1)');
      expect(html).not.to.match(/<script(?! type="module" src="\/assets\/)/);
      expect(html).not.to.match(/<[^>]*\sonerror=/);
    });
  }

  for (const sample of SAMPLES) {
    for (const language of LANGUAGES) {
      const html = renderPage(sample.render(sampleView(language, sample.path, sample.account)));

      describe(`${sample.name}, ${language}`, () => {
        it('carries no script or style of its own and loads nothing from elsewhere', () => {
          expect(html).not.to.match(/<style|\sstyle=|\son[a-z]+=|javascript:/i);
          for (const [, attributes, content] of html.matchAll(/<script([^>]*)>([^<]*)<\/script>/g)) {
            expect(attributes).to.match(/^ type="module" src="\/assets\/[^"]+"$/);
            expect(content).to.equal('');
          }
          for (const [, url] of html.matchAll(/\s(?:src|href|action|formaction)="([^"]*)"/g)) {
            expect(url).to.match(/^(\/(?!\/)|#)/);
          }
        });

        it('carries the token in every form that is posted, and in no other', () => {
          for (const [, attributes, content] of html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)) {
            const isPosted = /\smethod="post"/.test(attributes!);
            expect(content!.includes('name="_csrf" value="token-of-this-session"')).to.equal(isPosted);
          }
        });

        it('says its language, has one heading of the first rank and a title', () => {
          expect(html).to.match(new RegExp(`^<!doctype html>\\n<html lang="${language}">`));
          expect(html.match(/<h1[\s>]/g)).to.have.length(1);
          expect(html).to.match(/<title>[^<]+ – certbank<\/title>/);
          expect(html).to.contain('<a class="skipnav" href="#main-content">');
        });

        it('leaves no text untranslated', () => {
          // Codes are for looking up; they are the same in every language.
          const words = html.replace(/<code[^>]*>[^<]*<\/code>/g, '');
          expect(words).not.to.match(/>[a-z][A-Za-z]*\.[a-z][A-Za-z.-]+</);
          expect(html).not.to.contain('{{');
        });
      });
    }
  }
});

describe('overallVerdict', () => {
  const passed = sampleSignature();
  const failed = sampleSignature({ indication: 'TOTAL-FAILED' });
  const open = sampleSignature({ indication: 'INDETERMINATE' });

  it('is the worst that is said of any signature', () => {
    expect(overallVerdict(sampleReport([passed, open, failed]))).to.equal('TOTAL-FAILED');
    expect(overallVerdict(sampleReport([passed, open]))).to.equal('INDETERMINATE');
    expect(overallVerdict(sampleReport([passed, passed]))).to.equal('TOTAL-PASSED');
  });

  it('is never good for a file without a signature', () => {
    expect(overallVerdict(sampleReport([]))).to.equal('none');
  });
});
