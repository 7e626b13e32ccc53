import { expect } from 'chai';
import { concat } from '../../../src/base/bytes.ts';
import { PdfReference } from '../../../src/formats/pdf/object.ts';
import { listSignatures } from '../../../src/signatures/pades/placed.ts';
import type { SignatureReport } from '../../../src/signatures/report/report.ts';
import { asBytes, asText, overwritten, replaced } from '../../support/pdf-text.ts';
import { samplePdf, signPdf, updated, verifyFirst, verifyPdf } from '../../support/pdf.ts';

describe('forged PDF signatures', () => {
  let signed: Uint8Array;
  /** The ByteRange as it stands there. */
  let byteRange: string;

  before(async () => {
    signed = await signPdf(await samplePdf());
    byteRange = /\/ByteRange \[[^\]]*\]/.exec(asText(signed))![0];
  });

  const expectFinding = (report: SignatureReport, code: string): void => {
    expect(report.indication).to.equal('TOTAL-FAILED');
    expect(report.integrity.structure).to.equal(false);
    expect(report.reasons.map((reason) => reason.code)).to.include(code);
  };

  describe('universal forgery (USF)', () => {
    const variants: Record<string, [string, string]> = {
      'ByteRange missing': ['', 'pdf.byte-range-missing'],
      'ByteRange null': ['/ByteRange null', 'pdf.byte-range-missing'],
      'ByteRange of no numbers': ['/ByteRange []', 'pdf.byte-range-malformed'],
      'ByteRange of two numbers': ['/ByteRange [0 100]', 'pdf.byte-range-malformed'],
      'ByteRange of six numbers': ['/ByteRange [0 1 2 3 4 5]', 'pdf.byte-range-malformed'],
      'ByteRange with a negative length': ['/ByteRange [0 -1 2 3]', 'pdf.byte-range-malformed'],
      'ByteRange with a fraction': ['/ByteRange [0 1.5 2 3]', 'pdf.byte-range-malformed'],
      'ByteRange of names': ['/ByteRange [/a /b /c /d]', 'pdf.byte-range-missing'],
      'ByteRange over nothing': ['/ByteRange [0 0 0 0]', 'pdf.byte-range-malformed'],
      'ByteRange beyond the file': ['/ByteRange [0 10 20 99999999]', 'pdf.byte-range-malformed'],
    };
    for (const [name, [entry, code]] of Object.entries(variants)) {
      it(`refuses a signature with ${name}`, async () => {
        expectFinding(await verifyFirst(overwritten(signed, byteRange, entry)), code);
      });
    }

    it('refuses a signature whose Contents are missing, null or empty', async () => {
      const contents = /\/Contents <[0-9a-f]*>/.exec(asText(signed))![0];
      for (const entry of ['', '/Contents null', '/Contents <>', '/Contents (x)']) {
        const report = await verifyFirst(overwritten(signed, contents, entry));
        expectFinding(report, 'pdf.byte-range-gap');
        expect(report.integrity.signature, entry).to.equal(false);
      }
    });

    it('refuses a signature dictionary with an entry twice', async () => {
      const twice = replaced(
        signed,
        byteRange,
        byteRange.replace('/ByteRange', '/ByteRange [0 1 2 3] /ByteRange'),
      );
      const report = await verifyFirst(twice).catch(() => undefined);
      expect(report?.indication).not.to.equal('TOTAL-PASSED');
    });
  });

  describe('signature wrapping (SWA)', () => {
    const ranges = (): [number, number, number] => {
      const [, first, second, last] = [...byteRange.matchAll(/\d+/g)].map(Number);
      return [first!, second!, last!];
    };
    const withRanges = (values: readonly number[]): Uint8Array =>
      overwritten(signed, byteRange, `/ByteRange [${values.join(' ')}]`);

    it('refuses a gap wider than the value, in which something could stand', async () => {
      const [first, second, last] = ranges();
      expectFinding(await verifyFirst(withRanges([0, first - 5, second, last])), 'pdf.byte-range-gap');
      expectFinding(await verifyFirst(withRanges([0, first, second + 5, last - 5])), 'pdf.byte-range-gap');
    });

    it('refuses ranges that overlap, or that do not begin with the file', async () => {
      const [first, second, last] = ranges();
      expectFinding(await verifyFirst(withRanges([0, second, first, last])), 'pdf.byte-range-malformed');
      expectFinding(await verifyFirst(withRanges([1, first, second, last])), 'pdf.byte-range-malformed');
    });

    it('refuses a range that ends before its revision does', async () => {
      const [first, second, last] = ranges();
      expectFinding(await verifyFirst(withRanges([0, first, second, last - 10])), 'pdf.coverage');
    });

    it('refuses the second range moved behind content that was put between', async () => {
      // All that was signed is still there, and its digest is right; the file that a reader sees is another.
      const [first, second, last] = ranges();
      const evil = asBytes('>>\nendobj\n4 0 obj\n<< /Length 3 >>\nstream\nq Q\nendstream\nendobj\n');
      const start = /startxref\n(\d+)\n%%EOF\n$/.exec(asText(signed))![1]!;
      const moved = overwritten(
        signed,
        byteRange,
        `/ByteRange [${[0, first, second + evil.length, last].join(' ')}]`,
      );
      const wrapped = replaced(
        concat(moved.subarray(0, second), evil, moved.subarray(second)),
        `startxref\n${start}`,
        `startxref\n${Number(start) + evil.length}`,
      );
      const reports = (await verifyPdf(wrapped)).signatures;
      expect(reports).to.have.length(1);
      expectFinding(reports[0]!, 'pdf.byte-range-gap');
    });

    it('refuses a signature dictionary that was written anew with the old value', async () => {
      const redefined = updated(signed, (update, file) => {
        const [entry] = listSignatures(file, []);
        const number = /(\d+) 0 obj\n<<\n\/Type \/Sig\n/.exec(asText(signed))![1];
        update.set(new PdfReference(Number(number)), entry!.signature.dictionary);
      });
      expectFinding(await verifyFirst(redefined), 'pdf.signature-redefined');
    });
  });

  describe('incremental saving (ISA)', () => {
    const evil = '4 0 obj\n<< /Length 3 >>\nstream\nq Q\nendstream\nendobj\n';

    it('names what stands behind the end without a cross-reference', async () => {
      const report = await verifyFirst(concat(signed, asBytes(evil)));
      expect(report.indication).not.to.equal('TOTAL-PASSED');
    });

    it('names what stands behind the end with a trailer that leads nowhere', async () => {
      const start = /startxref\n(\d+)\n%%EOF\n$/.exec(asText(signed))![1];
      for (const end of [
        `startxref\n${start}\n%%EOF\n`,
        `trailer\n<< /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`,
      ]) {
        const report = await verifyFirst(concat(signed, asBytes(evil + end)));
        expect(report.indication).to.equal('INDETERMINATE');
        expect(report.subIndication).to.equal('SIG_CONSTRAINTS_FAILURE');
        expect(report.laterChanges?.changes.map(({ kind }) => kind)).to.include('pdf.trailing-octets');
      }
    });

    it('names a page that an update replaced', async () => {
      const report = await verifyFirst(
        updated(signed, (update, file) => {
          const page = file
            .view()
            .array(file.view().dictionary(file.view().catalog.get('Pages'))!.get('Kids'))![0]!;
          update.set(page as PdfReference, file.view().dictionary(file.view().catalog.get('Pages'))!);
        }),
      );
      expect(report.laterChanges?.verdict).to.equal('suspicious');
      expect(report.indication).to.equal('INDETERMINATE');
    });
  });

  it('tells of a flipped octet anywhere in what is covered', async () => {
    const text = asText(signed);
    for (const at of [20, text.indexOf('/Type /Page'), text.indexOf('ByteRange'), signed.length - 12]) {
      const flipped = signed.slice();
      flipped[at]! ^= 0x01;
      const reports = await verifyPdf(flipped).then(
        ({ signatures }) => signatures,
        () => [],
      );
      for (const { indication } of reports) expect(indication, String(at)).not.to.equal('TOTAL-PASSED');
    }
  });

  it('takes the signature as it is, and what it covers as the whole file', async () => {
    const report = await verifyFirst(signed);
    expect(report.indication).to.equal('TOTAL-PASSED');
    expect(report.level).to.equal('BASELINE-B');
    expect(report.integrity).to.deep.equal({ signature: true, references: true, structure: true });
    expect(report.scope).to.deep.equal([{ name: 'contract.pdf', kind: 'FULL' }]);
    expect(report.laterChanges).to.deep.equal({ verdict: 'none', changes: [] });
  });
});
