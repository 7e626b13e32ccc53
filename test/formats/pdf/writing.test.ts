import { PDFDocument } from '@cantoo/pdf-lib';
import { expect } from 'chai';
import { parsePdf } from '../../../src/formats/pdf/document.ts';
import {
  PdfName,
  PdfReference,
  PdfStream,
  PdfString,
  type PdfObject,
} from '../../../src/formats/pdf/object.ts';
import { dateOf, encodeDate, textOf } from '../../../src/formats/pdf/text.ts';
import { dictionary, name, Output, text, withEntries } from '../../../src/formats/pdf/writing.ts';
import { asBytes, asText, onePage } from '../../support/pdf-text.ts';
import { samplePdf, updated } from '../../support/pdf.ts';

const written = (object: PdfObject): string => {
  const output = new Output(0);
  output.object(object);
  return asText(output.take());
};

describe('writing PDF', () => {
  it('refuses what is no object', () => {
    expect(() => written('text' as unknown as PdfObject)).to.throw(TypeError);
  });

  it('writes what reads the same', () => {
    const objects: PdfObject[] = [
      null,
      true,
      0,
      -1.5,
      1e-7,
      123_456_789,
      new PdfName('A B#(/'),
      new PdfString(asBytes('(\\)\u0000\u00ff')),
      new PdfReference(3, 0),
      [1, [name('x')], text('\u00e6\u00f8\u00e5 \u2013 \u4e2d')],
      dictionary({ 'Odd key': 1, D: dictionary({}) }),
    ];
    for (const object of objects) {
      const view = parsePdf(onePage({ 4: `[ ${written(object)} ]` })).view();
      expect(written(view.array(view.get(4))![0]!)).to.equal(written(object));
    }
  });

  it('adds objects that another library finds, in either kind of file', async () => {
    for (const hasObjectStreams of [false, true]) {
      const bytes = updated(await samplePdf({ hasObjectStreams }), (update, file) => {
        const view = file.view();
        const added = update.add(new PdfStream(dictionary({ Kind: name('Note') }), asBytes('hello')));
        update.set(view.trailer.get('Root') as PdfReference, withEntries(view.catalog, { Note: added }));
      });
      const document = await PDFDocument.load(bytes, { updateMetadata: false });
      expect(document.getPageCount()).to.equal(1);
      expect(document.catalog.toString()).to.match(/\/Note \d+ 0 R/);
      expect(parsePdf(bytes).revisions).to.have.length(2);
    }
  });

  it('reads dates with every part left out that may be, and none that is no date', () => {
    const dates: Record<string, string | undefined> = {
      'D:20260601120000Z': '2026-06-01T12:00:00.000Z',
      "D:20260601120000+02'00'": '2026-06-01T10:00:00.000Z',
      "20260601120000-05'30": '2026-06-01T17:30:00.000Z',
      'D:2026': '2026-01-01T00:00:00.000Z',
      'D:202606011200': '2026-06-01T12:00:00.000Z',
      yesterday: undefined,
      'D:20': undefined,
    };
    for (const [value, wanted] of Object.entries(dates)) {
      expect(dateOf(text(value))?.toISOString(), value).to.equal(wanted);
    }
    expect(encodeDate(new Date('2026-06-01T12:34:56Z'))).to.equal('D:20260601123456Z');
  });

  it('reads text in every encoding', () => {
    for (const value of ['plain', 'æøå', '中 😀']) expect(textOf(text(value))).to.equal(value);
    expect(textOf(new PdfString(Uint8Array.of(0xef, 0xbb, 0xbf, 0xc3, 0xa6)))).to.equal('æ');
    expect(textOf(new PdfString(Uint8Array.of(0xe6)))).to.equal('æ');
    expect(textOf(null)).to.equal(undefined);
  });
});
