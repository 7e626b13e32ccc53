import { expect } from 'chai';
import { zlibSync } from 'fflate';
import { parsePdf } from '../../../src/formats/pdf/document.ts';
import { listFields } from '../../../src/formats/pdf/form.ts';
import { isName, PdfDictionary, PdfReference, PdfStream } from '../../../src/formats/pdf/object.ts';
import { listPages } from '../../../src/formats/pdf/pages.ts';
import { readSecurityStore } from '../../../src/formats/pdf/security-store.ts';
import { asBytes, asText, handMade, onePage } from '../../support/pdf-text.ts';
import { samplePdf, updated } from '../../support/pdf.ts';
import { codeOf } from '../../support/thrown.ts';

const streamText = (entries: string, content: Uint8Array): string =>
  `<< ${entries} /Length ${content.length} >>\nstream\n${asText(content)}\nendstream`;

describe('parsePdf', () => {
  it('refuses what is no PDF or is cut short', () => {
    const whole = onePage();
    for (const bytes of [
      asBytes(''),
      asBytes('%PDF-1.7'),
      whole.slice(0, 100),
      whole.slice(0, whole.length - 30),
    ]) {
      expect(codeOf(() => parsePdf(bytes))).to.equal('structure.malformed');
    }
  });

  it('refuses cross-references that go in a circle or leave the file', () => {
    const text = asText(onePage());
    const start = /startxref\n(\d+)/.exec(text)![1]!;
    for (const previous of [start, '999999']) {
      const bytes = asBytes(text.replace('/Size 100', `/Size 100 /Prev ${previous}`));
      expect(
        codeOf(() => parsePdf(bytes)),
        previous,
      ).to.equal('structure.malformed');
    }
  });

  it('refuses an object that stands twice in one table, and a table that is none', () => {
    const twice = asText(onePage()).replace('xref\n1 1\n', 'xref\n1 1\n0000000009 00000 n \n1 1\n');
    expect(codeOf(() => parsePdf(asBytes(twice)))).to.equal('structure.malformed');
    const torn = asText(onePage()).replace('00000 n ', '00000 x ');
    expect(codeOf(() => parsePdf(asBytes(torn)))).to.equal('structure.malformed');
    const huge = asText(onePage()).replace('xref\n1 1\n', 'xref\n1 999999999\n');
    expect(codeOf(() => parsePdf(asBytes(huge)))).to.equal('limit.exceeded');
  });

  it('refuses an encrypted file in so many words', () => {
    const bytes = onePage({}, '/Encrypt << /Filter /Standard >>');
    expect(codeOf(() => parsePdf(bytes))).to.equal('document.unsupported');
  });

  it('refuses an object that is not where the cross-references say', () => {
    const file = parsePdf(asBytes(asText(onePage()).replace('3 0 obj', '7 0 obj')));
    expect(codeOf(() => file.view().get(3))).to.equal('structure.malformed');
  });

  it('refuses objects that lead to themselves', () => {
    const loops: Record<string, string> = {
      'a reference': '4 0 R',
      'a length': '<< /Length 4 0 R >>\nstream\n\nendstream',
    };
    for (const [what, object] of Object.entries(loops)) {
      const file = parsePdf(onePage({ 4: object }));
      expect(
        codeOf(() => file.view().resolve(file.view().get(4))),
        what,
      ).to.equal('structure.malformed');
    }
  });

  it('refuses page and field trees that go in circles', () => {
    const pages = parsePdf(onePage({ 2: '<< /Type /Pages /Kids [2 0 R] /Count 1 >>' }));
    expect(codeOf(() => listPages(pages.view()))).to.equal('structure.malformed');
    const fields = parsePdf(
      onePage({
        1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] >> >>',
        5: '<< /T (a) /Kids [6 0 R] >>',
        6: '<< /T (b) /Kids [5 0 R] >>',
      }),
    );
    expect(listFields(fields.view())).to.deep.equal([]);
  });

  it('refuses forms through which there are more ways than octets', () => {
    const deep: Record<number, string> = {
      1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields 10 0 R >> >>',
    };
    for (let level = 10; level < 50; level++) {
      deep[level] = `[<< /T (a) /Kids ${level + 1} 0 R >> << /T (b) /Kids ${level + 1} 0 R >>]`;
    }
    const many = ' << /T (a) /Kids 11 0 R >>'.repeat(5000);
    const wide = { ...deep, 10: `[${many}]`, 11: `[${'null '.repeat(5000)}]` };
    const pages: Record<number, string> = { 11: `[${'null '.repeat(5000)}]` };
    const kids = Array.from({ length: 500 }, (_, at) => at + 100);
    for (const kid of kids) pages[kid] = '<< /Type /Page /Annots 11 0 R >>';
    pages[2] = `<< /Type /Pages /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] /Count 500 >>`;
    for (const objects of [deep, wide, pages]) {
      const file = parsePdf(onePage(objects));
      expect(codeOf(() => listFields(file.view()))).to.equal('limit.exceeded');
    }
  });

  it('refuses objects that are nested without end', () => {
    for (const object of ['['.repeat(10_000), '<</A '.repeat(10_000)]) {
      const file = parsePdf(onePage({ 4: object }));
      expect(codeOf(() => file.view().get(4))).to.equal('limit.exceeded');
    }
  });

  it('refuses strings, names, numbers and dictionaries that are none', () => {
    for (const object of [
      '(x',
      '<12',
      '<1x>',
      '/A#zz'.repeat(1000),
      '1.2.3',
      '--1',
      '<< 1 2 >>',
      'nul',
      '[1 2',
      '1e5',
    ]) {
      const file = parsePdf(onePage({ 4: object }));
      expect(
        codeOf(() => file.view().get(4)),
        object,
      ).to.be.oneOf(['structure.malformed', 'limit.exceeded']);
    }
  });

  it('refuses a decompression bomb in an object stream', () => {
    const bomb = zlibSync(new Uint8Array(64 * 1024 * 1024), { level: 9 });
    const file = parsePdf(
      onePage({ 4: streamText('/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode', bomb) }),
    );
    const stream = file.view().get(4);
    expect(stream).to.be.instanceOf(PdfStream);
    expect(codeOf(() => file.view().decode(stream as PdfStream))).to.equal('limit.exceeded');
  });

  it('refuses a row of pixels that is longer than any stream, and numbers that make none', () => {
    const packed = zlibSync(new Uint8Array(100));
    // 256,999 x 8 x 2,089 bits and 7 are -1 as a number of 32 bits.
    for (const [colours, columns] of [
      [256_999, 2_089],
      [1_000_000, 1_000_000],
    ]) {
      const parameters = `<< /Predictor 12 /Colors ${colours} /BitsPerComponent 8 /Columns ${columns} >>`;
      const file = parsePdf(
        onePage({ 4: streamText(`/Filter /FlateDecode /DecodeParms ${parameters}`, packed) }),
      );
      expect(codeOf(() => file.view().decode(file.view().get(4) as PdfStream))).to.equal(
        'structure.malformed',
      );
    }
  });

  it('refuses a store of evidence through which there are more ways than octets', () => {
    const related = Array.from({ length: 1000 }, (_, at) => `/A${at} << /Cert 9 0 R >>`).join(' ');
    const file = parsePdf(
      onePage({
        1: `<< /Type /Catalog /Pages 2 0 R /DSS << /VRI << ${related} >> >> >>`,
        9: `[${'8 0 R '.repeat(1000)}]`,
      }),
    );
    expect(codeOf(() => readSecurityStore(file.view(), new Map()))).to.equal('limit.exceeded');
  });

  it('refuses thousands of objects that all end at the same place', () => {
    // Each of them is as long as the file: read one after another they would take its square.
    const objects = Object.fromEntries(
      Array.from({ length: 3000 }, (_, index) => [index + 10, `(${'('.repeat(100)}`]),
    );
    const file = parsePdf(onePage(objects));
    const codes = Object.keys(objects).map((number) => codeOf(() => file.view().get(Number(number))));
    expect(codes).to.include('limit.exceeded');
  });

  it('gives each revision its own view of every object', () => {
    const first = onePage({ 4: '(one)' });
    const second = updated(first, (update) => update.set(new PdfReference(4), 2));
    const third = updated(second, (update) => update.set(new PdfReference(4), 3));
    const file = parsePdf(third);
    expect(file.revisions).to.have.length(3);
    expect(file.view(1).get(4)).to.equal(2);
    expect(file.view(2).get(4)).to.equal(3);
    expect(file.view(0).resolve(file.view(0).get(4))).to.deep.include({ isHexadecimal: false });
    expect(file.revisions.map(({ end }) => end)).to.deep.equal([
      first.length - 1,
      second.length - 1,
      third.length - 1,
    ]);
  });

  it('sees nothing in a view that stands behind the end of its revision', () => {
    const base = onePage({ 4: 'null' });
    const offset = asText(base).indexOf('4 0 obj');
    const dangling = asText(base).replace(String(offset).padStart(10, '0'), '0000005000');
    const later = `${' '.repeat(5000 - dangling.length)}4 0 obj\n42\nendobj\n`;
    const start = /startxref\n(\d+)/.exec(dangling)![1]!;
    const table = dangling.length + later.length;
    const end = `xref\n0 0\ntrailer\n<< /Root 1 0 R /Prev ${start} >>\nstartxref\n${table}\n%%EOF\n`;
    const file = parsePdf(asBytes(dangling + later + end));
    expect(file.view(0).get(4)).to.equal(undefined);
    expect(file.view(1).get(4)).to.equal(42);
  });

  it('reads the same stream at another length when a later revision redefines its length', () => {
    const base = onePage({ 4: '<< /Length 5 0 R >>\nstream\nab\nendstream\nendobj\nendstream', 5: '2' });
    const file = parsePdf(updated(base, (update) => update.set(new PdfReference(5), 19)));
    expect((file.view(0).get(4) as PdfStream).encoded).to.have.length(2);
    expect((file.view(1).get(4) as PdfStream).encoded).to.have.length(19);
    expect((file.view(0).get(4) as PdfStream).encoded).to.have.length(2);
  });

  it('reads objects of every kind', () => {
    const file = parsePdf(
      onePage({
        4: '[ null true false -1.5 +2 .5 /A#20B (a\\(\\)\\101\\n(b)\\\n) <4a4> << /K [3 0 R] % comment\n >> ]',
      }),
    );
    const [nothing, yes, no, ...rest] = file.view().array(file.view().get(4))!;
    expect([nothing, yes, no]).to.deep.equal([null, true, false]);
    const [negative, positive, half, name, literal, hexadecimal, dictionary] = rest;
    expect([negative, positive, half]).to.deep.equal([-1.5, 2, 0.5]);
    expect(isName(name, 'A B')).to.equal(true);
    expect(asText((literal as { bytes: Uint8Array }).bytes)).to.equal('a()A\n(b)');
    expect(asText((hexadecimal as { bytes: Uint8Array }).bytes)).to.equal('J@');
    expect(dictionary).to.be.instanceOf(PdfDictionary);
  });

  it('notes keys that stand twice', () => {
    const file = parsePdf(onePage({ 4: '<< /A 1 /B 2 /A 3 >>' }));
    const dictionary = file.view().dictionary(file.view().get(4))!;
    expect(dictionary.repeated).to.deep.equal(['A']);
    expect(dictionary.get('A')).to.equal(3);
  });

  it('reads what another library writes, with and without object streams', async () => {
    for (const hasObjectStreams of [false, true]) {
      const file = parsePdf(await samplePdf({ pages: 3, hasObjectStreams, fields: { a: '1' } }));
      expect(listPages(file.view())).to.have.length(3);
      expect(listFields(file.view()).map(({ name, type }) => `${name} ${type}`)).to.deep.equal(['a Tx']);
      expect(file.hasTrailingOctets).to.equal(false);
    }
  });

  it('finds fields of pages that the form does not name', () => {
    const widget = '<< /Type /Annot /Subtype /Widget /FT /Sig /T (lost) /Rect [0 0 0 0] >>';
    const page = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Annots [4 0 R] >>';
    const [field] = listFields(parsePdf(handMadePage(page, widget)).view());
    expect(field).to.include({ name: 'lost', type: 'Sig', isInForm: false });
  });
});

const handMadePage = (page: string, widget: string): Uint8Array =>
  handMade(
    {
      1: '<< /Type /Catalog /Pages 2 0 R >>',
      2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      3: page,
      4: widget,
    },
    '<< /Root 1 0 R /Size 5 >>',
  );
