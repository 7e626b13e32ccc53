import { expect } from 'chai';
import { concat } from '../../../src/base/bytes.ts';
import { parsePdf, type PdfFile } from '../../../src/formats/pdf/document.ts';
import {
  PdfReference,
  PdfStream,
  type PdfDictionary,
  type PdfObject,
} from '../../../src/formats/pdf/object.ts';
import { listPages } from '../../../src/formats/pdf/pages.ts';
import type { PdfUpdate } from '../../../src/formats/pdf/update.ts';
import { dictionary, name, text, withEntries } from '../../../src/formats/pdf/writing.ts';
import type { PadesOptions } from '../../../src/signatures/pades/pades-options.ts';
import type { SignatureReport } from '../../../src/signatures/report/report.ts';
import { asBytes, asText, onePage } from '../../support/pdf-text.ts';
import { samplePdf, signPdf, updated, verifyFirst } from '../../support/pdf.ts';

/** Documents that were prepared before they were signed, so that an update that looks harmless changes what is shown. */
describe('documents prepared for a later change', () => {
  function expectSuspicious(report: SignatureReport, kind: string): void {
    expect(report.laterChanges?.changes.map((change) => change.kind)).to.include(kind);
    expect(report.laterChanges?.verdict).to.equal('suspicious');
    expect(report.indication).to.equal('INDETERMINATE');
    expect(report.integrity.signature).to.equal(true);
  }

  const startOf = (bytes: Uint8Array): string => /startxref\n(\d+)\n%%EOF\n$/.exec(asText(bytes))![1]!;
  /** An update that defines nothing, and goes on from `previous`. */
  const emptyUpdate = (at: number, previous: string): string =>
    `xref\n0 0\ntrailer\n<< /Root 1 0 R /Size 100 /Prev ${previous} >>\nstartxref\n${at}\n%%EOF\n`;
  const page = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>';
  const content = (shown: string): string => `<< /Length 13 >>\nstream\n(${shown} kroner) \nendstream`;

  it('cross-references that wait in what was signed for somebody to lead to them', async () => {
    const other = `4 0 obj\n${content('999')}\nendobj\n`;
    const prepare = (previous: string): Uint8Array => {
      const with5 = (offset: number): Uint8Array =>
        onePage({
          3: page,
          4: content('100'),
          5: `(\n${other}xref\n4 1\n${String(offset).padStart(10, '0')} 00000 n \ntrailer\n<< /Root 1 0 R /Size 100 /Prev ${previous} >>\n)`,
        });
      return with5(asText(with5(0)).indexOf(other));
    };
    // Where the signer's own cross-references will stand can be told beforehand.
    const start = startOf(await signPdf(prepare('0000000000')));
    const signed = await signPdf(prepare(start.padStart(10, '0')));
    expect(startOf(signed)).to.equal(start);
    const waiting = asText(signed).indexOf('xref\n4 1\n');
    const attacked = concat(signed, asBytes(emptyUpdate(signed.length, String(waiting))));
    expect(asText(attacked)).to.include('999');
    expectSuspicious(await verifyFirst(attacked), 'pdf.revision');
  });

  it('a stream whose length leads behind the end of what was signed', async () => {
    const base = onePage({ 3: page, 4: content('100').replace('13', '60000') });
    const signed = await signPdf(base);
    expect((await verifyFirst(signed)).indication).to.equal('TOTAL-PASSED');
    const begins = asText(signed).indexOf('stream\n(100') + 'stream\n'.length;
    const padding = ' '.repeat(begins + 60_000 - signed.length - 20);
    const added = `${padding}BT (999 kroner) Tj ET`.slice(0, padding.length + 20);
    const grown = concat(signed, asBytes(`${added}\nendstream\nendobj\n`));
    const attacked = concat(grown, asBytes(emptyUpdate(grown.length, startOf(signed))));
    expectSuspicious(await verifyFirst(attacked), 'pdf.revision');
  });

  /** `base` signed and then changed. */
  async function changed(
    base: Uint8Array,
    change: (update: PdfUpdate, file: PdfFile) => void,
    pdf: PadesOptions = {},
  ): Promise<SignatureReport> {
    return verifyFirst(updated(await signPdf(base, pdf), change));
  }
  const object = (file: PdfFile, number: number): PdfDictionary =>
    file.view().dictionary(new PdfReference(number))!;

  it('a page that inherits from another parent', async () => {
    const base = onePage({
      2: '<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources << /Font << /F 5 0 R >> >> >>',
      3: page,
      4: content('100'),
      5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    });
    const report = await changed(base, (update, file) => {
      const font = dictionary({ Type: name('Font'), Subtype: name('Type1'), BaseFont: name('Symbol') });
      const resources = dictionary({ Font: dictionary({ F: update.add(font) }) });
      const parent = update.add(withEntries(object(file, 2), { Resources: resources }));
      update.set(new PdfReference(3), withEntries(object(file, 3), { Parent: parent }));
    });
    expectSuspicious(report, 'pdf.page');
  });

  it('a font that passes for a field, and a field of its name that takes its place', async () => {
    const base = onePage({
      1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R] >> >>',
      3: page.replace('/Contents', '/Resources << /Font << /P 7 0 R >> >> /Contents'),
      4: content('100'),
      7: '<< /Subtype /Type1 /BaseFont /Helvetica /T (x) /FT /Tx >>',
    });
    const report = await changed(base, (update, file) => {
      const field = update.add(object(file, 7));
      const form = file.view().dictionary(file.view().catalog.get('AcroForm'))!;
      const fields = file.view().array(form.get('Fields'))!;
      const renewed = fields.map((one) => (one instanceof PdfReference && one.number === 7 ? field : one));
      update.set(
        new PdfReference(1),
        withEntries(object(file, 1), { AcroForm: withEntries(form, { Fields: renewed }) }),
      );
      update.set(new PdfReference(7), withEntries(object(file, 7), { BaseFont: name('Symbol') }));
    });
    expectSuspicious(report, 'pdf.page');
  });

  const addField =
    (entries: Record<string, PdfObject>) =>
    (update: PdfUpdate, file: PdfFile): void => {
      const view = file.view();
      const [first] = listPages(view);
      const form = { Type: name('XObject'), Subtype: name('Form'), BBox: [0, 0, 595, 842] };
      const field = update.add(
        dictionary({
          FT: name('Sig'),
          T: text('More'),
          Type: name('Annot'),
          Subtype: name('Widget'),
          P: first!.reference,
          Rect: [0, 0, 10, 10],
          AP: dictionary({ N: update.add(new PdfStream(dictionary(form), asBytes('(999 kroner) Tj'))) }),
          ...entries,
        }),
      );
      const annotations = [...(view.array(first!.dictionary.get('Annots')) ?? []), field];
      update.set(first!.reference, withEntries(first!.dictionary, { Annots: annotations }));
      const known = view.dictionary(view.catalog.get('AcroForm'))!;
      const fields = [...view.array(known.get('Fields'))!, field];
      const place = view.catalog.get('AcroForm');
      const renewed = withEntries(known, { Fields: fields });
      if (place instanceof PdfReference) update.set(place, renewed);
      else {
        const root = view.trailer.get('Root') as PdfReference;
        update.set(root, withEntries(view.catalog, { AcroForm: renewed }));
      }
    };

  it('a new signature field whose rectangle some readers take for the whole page', async () => {
    for (const rectangle of [[0, 0, 595, 842, 0], [0, 0, 595, name('x')], text('x')]) {
      const report = await changed(await samplePdf(), addField({ Rect: rectangle }), {
        certify: 'no-changes',
      });
      expectSuspicious(report, 'pdf.signature-field-added');
      expectSuspicious(await changed(await samplePdf(), addField({ Rect: rectangle })), 'pdf.overlay');
    }
  });

  it('a page that seems so large that no new field hides much of it', async () => {
    const base = onePage({
      3: page.replace('/Contents', '/CropBox [0 0 9999 9999] /Contents'),
      4: content('100'),
    });
    expectSuspicious(await changed(base, addField({ Rect: [0, 0, 595, 842] })), 'pdf.overlay');
  });

  it('a new signature field that does something, or that is no widget', async () => {
    const action = dictionary({ S: name('JavaScript'), JS: text('app.alert(1)') });
    for (const entries of [{ A: action }, { AA: dictionary({ PO: action }) }]) {
      expectSuspicious(await changed(await samplePdf(), addField(entries)), 'pdf.field-added');
    }
    expectSuspicious(await changed(await samplePdf(), addField({ Subtype: name('Link') })), 'pdf.annotation');
  });

  it('a page whose entries stand there thousands of times', async () => {
    const signed = await signPdf(onePage({ 3: page, 4: content('100') }));
    const again = `3 0 obj\n${page.slice(0, -2)}${'/A 1 /B 1 '.repeat(100_000)}>>\nendobj\n`;
    const table = `xref\n3 1\n${String(signed.length).padStart(10, '0')} 00000 n \n`;
    const trailer = `trailer\n<< /Root 1 0 R /Size 100 /Prev ${startOf(signed)} >>\n`;
    const end = `${table}${trailer}startxref\n${signed.length + again.length}\n%%EOF\n`;
    expectSuspicious(await verifyFirst(concat(signed, asBytes(again + end))), 'pdf.page');
  });

  it('still lets a small signature field be added', async () => {
    const report = await changed(await samplePdf(), addField({}));
    expect(report.laterChanges?.verdict, JSON.stringify(report.laterChanges)).to.equal('allowed');
    expect(report.indication).to.equal('TOTAL-PASSED');
  });

  it('reads no object stream whose content hangs on objects that an update may redefine', () => {
    const objects = {
      4: '<< /Type /ObjStm /N 1 /First 6 0 R /Length 5 >>\nstream\n7 0 1\nendstream',
      6: '4',
    };
    const file = parsePdf(onePage(objects));
    const stream = file.view().get(4) as PdfStream;
    expect(() => file.contained(stream, file.view()))
      .to.throw()
      .with.property('code', 'structure.malformed');
  });
});
