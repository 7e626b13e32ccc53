import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { PDFDocument } from '@cantoo/pdf-lib';
import { printPdf } from '../../../src/formats/pdf/printed-page.ts';
import { pdfReport } from '../../../src/signatures/report/pdf.ts';
import { samplePdf, signPdf, validatePdf, verifyPdf } from '../../support/pdf.ts';
import { requireTool } from '../../support/tools.ts';

/** The words on the pages, as another program reads them. */
function wordsOf(pdf: Uint8Array): string {
  const directory = mkdtempSync(join(tmpdir(), 'certbank-pdf-'));
  try {
    const file = join(directory, 'report.pdf');
    writeFileSync(file, pdf);
    return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe('pdfReport', () => {
  it('tells a failed signature with its technical reasons', async function () {
    requireTool(this, 'pdftotext');
    const { report } = await validatePdf(await signPdf(await samplePdf()), { anchors: [] });
    const words = wordsOf(await pdfReport(report, 'en'));
    expect(words).to.contain('The signature cannot be confirmed.');
    expect(words).to.contain('path.no-anchor');
    expect(words).to.contain(report.document.sha256);
  });

  it('is in Danish, letters and all', async function () {
    requireTool(this, 'pdftotext');
    const { report } = await validatePdf(await signPdf(await samplePdf()));
    const words = wordsOf(await pdfReport(report, 'da'));
    expect(words).to.contain('Underskriften er gyldig.');
    expect(words).to.contain('Åse Ærø');
    expect(words).to.match(/1 ?\/ ?1/);
  });

  it('gives the same octets for the same report, a document that can be signed and verified', async () => {
    const { report } = await validatePdf(await signPdf(await samplePdf()));
    const pdf = await pdfReport(report, 'da');
    expect(await pdfReport(report, 'da')).to.deep.equal(pdf);
    const sealed = await verifyPdf(await signPdf(pdf));
    expect(sealed.signatures[0]).to.include({ indication: 'TOTAL-PASSED', level: 'BASELINE-B' });
  });
});

describe('pdfReport of a document made to be long', () => {
  it('stays short, whatever names and lists are in it', async () => {
    const { report } = await validatePdf(await signPdf(await samplePdf()));
    const signature = {
      ...report.signatures[0]!,
      signedBy: 'y'.repeat(200_000),
      scope: Array.from({ length: 2000 }, (_, index) => ({ name: `${index}`, kind: 'FULL' as const })),
    };
    const long = { ...report, signatures: Array.from({ length: 100 }, () => signature) };
    const pdf = await PDFDocument.load(await pdfReport(long, 'da'));
    expect(pdf.getPageCount()).to.be.lessThan(300);
  });
});

describe('printPdf', () => {
  const OPTIONS = { title: 'T', language: 'en', footer: 'F', at: new Date('2026-06-01T12:00:00Z') };

  it('writes what its font lacks as code points, and goes on over pages', async function () {
    const text = 'Łódź '.repeat(2000);
    const pdf = await printPdf([{ kind: 'paragraph', text }], OPTIONS);
    expect((await PDFDocument.load(pdf)).getPageCount()).to.be.greaterThan(1);
    requireTool(this, 'pdftotext');
    expect(wordsOf(pdf)).to.contain('<U+0141>ód<U+017A>');
  });

  it('breaks a word that is longer than a line, and bears lone surrogates and controls', async () => {
    const rows = [{ label: 'x'.repeat(300), lines: ['y'.repeat(3000), '\ud800\u0000\u202e'] }];
    const pdf = await printPdf([{ kind: 'facts', rows }], OPTIONS);
    expect((await PDFDocument.load(pdf)).getPageCount()).to.be.greaterThan(0);
  });
});
