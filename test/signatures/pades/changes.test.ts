import { expect } from 'chai';
import { concat } from '../../../src/base/bytes.ts';
import type { PdfFile, PdfView } from '../../../src/formats/pdf/document.ts';
import {
  PdfDictionary,
  PdfReference,
  PdfStream,
  PdfString,
  type PdfObject,
} from '../../../src/formats/pdf/object.ts';
import { listPages } from '../../../src/formats/pdf/pages.ts';
import type { PdfUpdate } from '../../../src/formats/pdf/update.ts';
import { dictionary, name, text, withEntries } from '../../../src/formats/pdf/writing.ts';
import type { PadesOptions } from '../../../src/signatures/pades/pades-options.ts';
import type { SignatureReport } from '../../../src/signatures/report/report.ts';
import { asBytes, asText, onePage, replaced } from '../../support/pdf-text.ts';
import { extendPdf, samplePdf, signPdf, updated, verifyFirst, verifyPdf } from '../../support/pdf.ts';

type Change = (update: PdfUpdate, file: PdfFile, view: PdfView) => void;

/** The report about a sample that was signed and then changed. */
async function changed(change: Change, pdf: PadesOptions = {}, base?: Uint8Array): Promise<SignatureReport> {
  const signed = await signPdf(
    base ?? (await samplePdf({ pages: 2, fields: { amount: '100', name: 'Ann' } })),
    pdf,
  );
  return verifyFirst(updated(signed, (update, file) => change(update, file, file.view())));
}

function expectSuspicious(report: SignatureReport, kind: string): void {
  expect(report.laterChanges?.verdict).to.equal('suspicious');
  expect(report.laterChanges?.changes.map((change) => change.kind)).to.include(kind);
  expect(report.indication).to.equal('INDETERMINATE');
  expect(report.subIndication).to.equal('SIG_CONSTRAINTS_FAILURE');
  expect(report.integrity.signature).to.equal(true);
}

const rootOf = (view: PdfView): PdfReference => view.trailer.get('Root') as PdfReference;
const field = (view: PdfView, partial: string): PdfReference => {
  const fields = view.array(view.dictionary(view.catalog.get('AcroForm'))!.get('Fields'))!;
  return fields.find((item) => {
    const title = view.resolve(view.dictionary(item)!.get('T'));
    return (
      title instanceof PdfString &&
      String.fromCharCode(...title.bytes)
        .replace(/[^ -~]/g, '')
        .endsWith(partial)
    );
  }) as PdfReference;
};
const stream = (content: string, entries: Record<string, PdfObject> = {}): PdfStream =>
  new PdfStream(dictionary(entries), asBytes(content));
const form = { Type: name('XObject'), Subtype: name('Form'), BBox: [0, 0, 200, 20] };
/** The widget of a text field made by the other library: the field itself or its only kid. */
const widget = (view: PdfView, partial: string): PdfReference => {
  const reference = field(view, partial);
  const kids = view.array(view.dictionary(reference)!.get('Kids'));
  return kids === undefined ? reference : (kids[0] as PdfReference);
};

const fill =
  (partial: string, value: string): Change =>
  (update, _file, view) => {
    const owner = field(view, partial);
    const shown = widget(view, partial);
    const appearance = { AP: dictionary({ N: update.add(stream(`BT (${value}) Tj ET`, form)) }) };
    if (owner === shown)
      update.set(owner, withEntries(view.dictionary(owner)!, { V: text(value), ...appearance }));
    else {
      update.set(owner, withEntries(view.dictionary(owner)!, { V: text(value) }));
      update.set(shown, withEntries(view.dictionary(shown)!, appearance));
    }
  };

const annotate =
  (subtype: string): Change =>
  (update, _file, view) => {
    const [page] = listPages(view);
    const annotation = update.add(
      dictionary({
        Type: name('Annot'),
        Subtype: name(subtype),
        Rect: [10, 10, 500, 800],
        Contents: text('!'),
      }),
    );
    const known = view.array(page!.dictionary.get('Annots')) ?? [];
    update.set(page!.reference, withEntries(page!.dictionary, { Annots: [...known, annotation] }));
  };

describe('ChangeHistory', () => {
  describe('names as suspicious', () => {
    it('content of a page that was replaced (shadow attack: replace)', async () => {
      const report = await changed((update, _file, view) => {
        const [page] = listPages(view);
        update.set(page!.reference, withEntries(page!.dictionary, { Contents: update.add(stream('q Q')) }));
      });
      expectSuspicious(report, 'pdf.page');
    });

    it('content of a page that was overwritten in its place', async () => {
      const report = await changed((update, _file, view) => {
        const contents = listPages(view)[0]!.dictionary.get('Contents');
        const target =
          contents instanceof PdfReference ? contents : (view.array(contents)![0] as PdfReference);
        update.set(target, stream('q Q'));
      });
      expectSuspicious(report, 'pdf.page');
    });

    it('content that was hidden in what was signed and is shown now (shadow attack: hide)', async () => {
      const hidden = updated(
        await samplePdf(),
        (update) => void update.add(stream('BT (1,000,000 kroner) Tj ET')),
      );
      const report = await changed(
        (update, file, view) => {
          const [page] = listPages(view);
          const shown = [...file.revisions[1]!.entries.keys()][0]!;
          update.set(page!.reference, withEntries(page!.dictionary, { Contents: new PdfReference(shown) }));
        },
        {},
        hidden,
      );
      expectSuspicious(report, 'pdf.page');
    });

    it('an old object to which a new cross-reference leads (shadow attack: hide and replace)', async () => {
      // Object 4 stands in the signed file twice; the update holds nothing but the other place.
      const shown = '4 0 obj\n<< /Length 13 >>\nstream\n(100 kroner) \nendstream\nendobj\n';
      const base = onePage({
        3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>',
        4: '<< /Length 13 >>\nstream\n(100 kroner) \nendstream',
        5: `(\n${shown.replace('100', '999')})`,
      });
      const signed = await signPdf(base);
      const other = asText(signed).indexOf('4 0 obj\n<< /Length 13 >>\nstream\n(999');
      const start = /startxref\n(\d+)\n%%EOF\n$/.exec(asText(signed))![1]!;
      const update = `xref\n4 1\n${String(other).padStart(10, '0')} 00000 n \ntrailer\n<< /Root 1 0 R /Size 100 /Prev ${start} >>\n`;
      const attacked = concat(signed, asBytes(`${update}startxref\n${signed.length}\n%%EOF\n`));
      expect(other).to.be.greaterThan(0);
      expectSuspicious(await verifyFirst(attacked), 'pdf.page');
    });

    it('an object that the signed revision refers to and that a later one provides', async () => {
      // The signed cross-references lead behind the signed octets, to whatever will stand there.
      const base = onePage({
        3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>',
        4: '<< /Length 0 >>\nstream\n\nendstream',
      });
      const offset = asText(base).indexOf('4 0 obj');
      const signed = await signPdf(
        replaced(base, `${String(offset).padStart(10, '0')} 00000 n`, '0000060000 00000 n'),
      );
      const start = /startxref\n(\d+)\n%%EOF\n$/.exec(asText(signed))![1]!;
      const provided = `${' '.repeat(60_000 - signed.length)}4 0 obj\n<< /Length 3 >>\nstream\nq Q\nendstream\nendobj\n`;
      const table = signed.length + provided.length;
      const update = `xref\n0 0\ntrailer\n<< /Root 1 0 R /Size 100 /Prev ${start} >>\nstartxref\n${table}\n%%EOF\n`;
      expectSuspicious(await verifyFirst(concat(signed, asBytes(provided + update))), 'pdf.page');
    });

    it('a font that was redefined (shadow attack: replace by font)', async () => {
      const report = await changed((update, _file, view) => {
        const fonts = view.dictionary(
          view.dictionary(listPages(view)[0]!.dictionary.get('Resources'))!.get('Font'),
        )!;
        const [font] = fonts.entries.values();
        update.set(font as PdfReference, withEntries(view.dictionary(font)!, { BaseFont: name('Symbol') }));
      });
      expectSuspicious(report, 'pdf.page');
    });

    it('a font of the form whose encoding was changed', async () => {
      let font: PdfReference | undefined;
      const base = updated(await samplePdf({ fields: { amount: '100' } }), (update, file) => {
        const view = file.view();
        font = update.add(
          dictionary({ Type: name('Font'), Subtype: name('Type1'), BaseFont: name('Helvetica') }),
        );
        const resources = dictionary({ Font: dictionary({ F: font }) });
        const acroForm = view.dictionary(view.catalog.get('AcroForm'))!;
        update.set(view.catalog.get('AcroForm') as PdfReference, withEntries(acroForm, { DR: resources }));
      });
      const report = await changed(
        (update, _file, view) => {
          const encoding = dictionary({ Differences: [0x31, name('nine')] });
          update.set(font!, withEntries(view.dictionary(font)!, { Encoding: encoding }));
        },
        {},
        base,
      );
      expectSuspicious(report, 'pdf.resources');
    });

    it('pages that were added, removed or put in another order', async () => {
      const orders: ((kids: PdfObject[]) => PdfObject[])[] = [
        (kids) => [...kids, kids[0]!],
        (kids) => kids.slice(1),
        (kids) => [...kids].reverse(),
      ];
      for (const order of orders) {
        const report = await changed((update, _file, view) => {
          const pages = view.dictionary(view.catalog.get('Pages'))!;
          const kids = order([...view.array(pages.get('Kids'))!]);
          update.set(view.catalog.get('Pages') as PdfReference, withEntries(pages, { Kids: kids }));
        });
        expectSuspicious(report, 'pdf.page-tree');
      }
    });

    it('an annotation laid over the page', async () => {
      for (const subtype of ['FreeText', 'Stamp', 'Square', 'Widget', 'Redact']) {
        expectSuspicious(await changed(annotate(subtype)), 'pdf.annotation');
      }
    });

    it('an annotation that draws what it likes, even where annotations are permitted (EAA)', async () => {
      for (const subtype of ['FreeText', 'Stamp', 'Redact']) {
        expectSuspicious(await changed(annotate(subtype), { certify: 'annotations' }), 'pdf.annotation');
      }
    });

    it('a visible signature field over a certified document (SSA)', async () => {
      const certified = await signPdf(await samplePdf({ fields: { amount: '100' } }), {
        certify: 'form-filling',
      });
      const report = await verifyFirst(
        updated(certified, (update, file) => {
          const view = file.view();
          const [page] = listPages(view);
          const added = update.add(
            dictionary({
              FT: name('Sig'),
              T: text('Evil'),
              Type: name('Annot'),
              Subtype: name('Widget'),
              Rect: [50, 650, 300, 720],
              P: page!.reference,
              AP: dictionary({ N: update.add(stream('(1,000,000 kroner)', form)) }),
            }),
          );
          const known = view.array(page!.dictionary.get('Annots')) ?? [];
          update.set(page!.reference, withEntries(page!.dictionary, { Annots: [...known, added] }));
          const acroForm = view.dictionary(view.catalog.get('AcroForm'))!;
          const fields = [...view.array(acroForm.get('Fields'))!, added];
          update.set(view.catalog.get('AcroForm') as PdfReference, withEntries(acroForm, { Fields: fields }));
        }),
      );
      expectSuspicious(report, 'pdf.signature-field-added');
    });

    it('a new signature field that hides much of its page', async () => {
      const signed = await signPdf(await samplePdf());
      const twice = await signPdf(signed, { appearance: { page: 1, rectangle: [0, 0, 595, 842] } });
      expectSuspicious(await verifyFirst(twice), 'pdf.overlay');
    });

    it('a field that looks different although its value is the same', async () => {
      const report = await changed((update, _file, view) => {
        const shown = widget(view, 'amount');
        const appearance = { AP: dictionary({ N: update.add(stream('BT (1,000,000) Tj ET', form)) }) };
        update.set(shown, withEntries(view.dictionary(shown)!, appearance));
      });
      expectSuspicious(report, 'pdf.field-appearance');
    });

    it('a field that was hidden', async () => {
      const report = await changed((update, _file, view) => {
        const shown = widget(view, 'amount');
        update.set(shown, withEntries(view.dictionary(shown)!, { F: 2 }));
      });
      expectSuspicious(report, 'pdf.field-appearance');
    });

    it('a field that was removed, added, renamed or made one of another type', async () => {
      const entries: Record<string, [Record<string, PdfObject>, string]> = {
        renamed: [{ T: text('sum') }, 'pdf.field-added'],
        retyped: [{ FT: name('Btn') }, 'pdf.field-changed'],
        moved: [{ Rect: [0, 0, 1, 1] }, 'pdf.field-changed'],
        armed: [{ AA: dictionary({ K: dictionary({ S: name('JavaScript') }) }) }, 'pdf.field-changed'],
      };
      for (const [what, [changes, kind]] of Object.entries(entries)) {
        const report = await changed((update, _file, view) => {
          const owner = field(view, 'amount');
          update.set(owner, withEntries(view.dictionary(owner)!, changes));
        });
        expect(
          report.laterChanges?.changes.map((change) => change.kind),
          what,
        ).to.include(kind);
        expect(report.laterChanges?.verdict, what).to.equal('suspicious');
      }
    });

    it('a catalog that runs a script when it is opened', async () => {
      const report = await changed((update, _file, view) => {
        const action = dictionary({ S: name('JavaScript'), JS: text('app.alert(1)') });
        update.set(rootOf(view), withEntries(view.catalog, { OpenAction: action }));
      });
      expectSuspicious(report, 'pdf.catalog');
    });

    it('a store of evidence that holds anything else', async () => {
      const stores: PdfObject[] = [
        text('Hi'),
        dictionary({ Certs: [text('x')] }),
        dictionary({ Other: 1 }),
        dictionary({ VRI: dictionary({ Strange: dictionary({}) }) }),
      ];
      for (const store of stores) {
        const report = await changed((update, _file, view) =>
          update.set(rootOf(view), withEntries(view.catalog, { DSS: store })),
        );
        expectSuspicious(report, 'pdf.evidence');
      }
    });

    it('evidence that was taken away, and metadata that are none', async () => {
      const extended = await extendPdf(await signPdf(await samplePdf()), 'LT');
      const without = updated(extended, (update, file) =>
        update.set(rootOf(file.view()), withEntries(file.view().catalog, { DSS: undefined })),
      );
      expectSuspicious(await verifyFirst(without), 'pdf.evidence');
      const report = await changed((update, _file, view) =>
        update.set(rootOf(view), withEntries(view.catalog, { Metadata: update.add(stream('<html/>')) })),
      );
      expectSuspicious(report, 'pdf.metadata');
    });

    it('a signature that was removed or changed', async () => {
      const signed = await signPdf(
        await signPdf(await samplePdf(), { field: 'One' }),
        { field: 'Two' },
        'other',
      );
      const removed = updated(signed, (update, file) => {
        const view = file.view();
        update.set(field(view, 'One'), withEntries(view.dictionary(field(view, 'One'))!, { V: undefined }));
      });
      const { signatures } = await verifyPdf(removed);
      expect(signatures).to.have.length(1);
      expectSuspicious(signatures[0]!, 'pdf.signature-changed');
    });
  });

  describe('holds to what a signature permits', () => {
    it('refuses to let a form be filled where nothing may be changed (DocMDP 1)', async () => {
      expectSuspicious(await changed(fill('amount', '7'), { certify: 'no-changes' }), 'pdf.field-filled');
    });

    it('refuses marks where only forms may be filled (DocMDP 2) and where nothing is said', async () => {
      expectSuspicious(await changed(annotate('Highlight'), { certify: 'form-filling' }), 'pdf.annotation');
      expectSuspicious(await changed(annotate('Highlight')), 'pdf.annotation');
    });

    it('refuses to let a locked field be filled (FieldMDP)', async () => {
      const locks = [
        { action: 'All' },
        { action: 'Include', fields: ['amount'] },
        { action: 'Exclude', fields: ['name'] },
      ] as const;
      for (const lock of locks)
        expectSuspicious(await changed(fill('amount', '7'), { lock }), 'pdf.field-filled');
    });

    it('lets other fields be filled beside locked ones', async () => {
      const locks = [
        { action: 'Include', fields: ['name'] },
        { action: 'Exclude', fields: ['amount'] },
      ] as const;
      for (const lock of locks) {
        expect((await changed(fill('amount', '7'), { lock })).laterChanges?.verdict).to.equal('allowed');
      }
    });

    it('lets marks be made where the certification says so (DocMDP 3)', async () => {
      for (const subtype of ['Highlight', 'Text', 'Underline']) {
        const report = await changed(annotate(subtype), { certify: 'annotations' });
        expect(report.laterChanges?.verdict, subtype).to.equal('allowed');
        expect(report.indication).to.equal('TOTAL-PASSED');
      }
    });
  });

  describe('allows', () => {
    it('a form to be filled, and names the field', async () => {
      for (const pdf of [{}, { certify: 'form-filling' } as const]) {
        const report = await changed(fill('amount', '7'), pdf);
        expect(report.indication).to.equal('TOTAL-PASSED');
        expect(report.laterChanges).to.deep.equal({
          verdict: 'allowed',
          changes: report.laterChanges!.changes,
        });
        expect(report.laterChanges!.changes[0]).to.deep.include({ kind: 'pdf.field-filled' });
        expect(report.laterChanges!.changes[0]!.what).to.include('amount');
      }
    });

    it('further signatures, evidence and time-stamps, also where nothing else may be changed', async () => {
      const certified = await signPdf(await samplePdf(), { certify: 'no-changes' });
      const report = await verifyFirst(await extendPdf(certified, 'LTA'));
      expect(report.laterChanges?.verdict).to.equal('allowed');
      expect(report.indication).to.equal('TOTAL-PASSED');
      const twice = await verifyPdf(await signPdf(await signPdf(await samplePdf()), {}, 'other'));
      expect(twice.passedCount).to.equal(2);
      expect(twice.signatures.map(({ laterChanges }) => laterChanges?.verdict)).to.deep.equal([
        'allowed',
        'none',
      ]);
    });

    it('an update without effect, objects that nothing leads to, and information about the document', async () => {
      expect((await changed(() => undefined)).laterChanges?.verdict).to.equal('allowed');
      const report = await changed((update, _file, view) => {
        update.add(stream('q Q'));
        const info = view.trailer.get('Info') as PdfReference;
        update.set(
          info,
          withEntries(view.dictionary(info) ?? new PdfDictionary(new Map()), { Title: text('New') }),
        );
      });
      expect(report.laterChanges).to.deep.equal({
        verdict: 'allowed',
        changes: [{ kind: 'pdf.information', what: 'the document information was updated' }],
      });
    });

    it('white space behind the end', async () => {
      const report = await verifyFirst(concat(await signPdf(await samplePdf()), asBytes('\n\n')));
      expect(report.indication).to.equal('TOTAL-PASSED');
    });
  });
});
