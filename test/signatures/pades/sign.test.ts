import { expect } from 'chai';
import { parsePdf } from '../../../src/formats/pdf/document.ts';
import { listFields } from '../../../src/formats/pdf/form.ts';
import { listSignatures } from '../../../src/signatures/pades/placed.ts';
import { textOf } from '../../../src/formats/pdf/text.ts';
import { draftPades } from '../../../src/signatures/pades/sign.ts';
import { AT } from '../../support/pki.ts';
import { asText, onePage } from '../../support/pdf-text.ts';
import {
  engine,
  rootCertificate,
  samplePdf,
  signPdf,
  updated,
  verifyFirst,
  verifyPdf,
} from '../../support/pdf.ts';
import { refusal } from '../../support/refusal.ts';
import { refusalCode } from '../../support/refusal-code.ts';
import { dictionary, name, text, withEntries } from '../../../src/formats/pdf/writing.ts';
import type { PdfReference } from '../../../src/formats/pdf/object.ts';

/** 2 x 1 pixels, the second half transparent. */
const PNG = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAEElEQVR4nGP4z8DwHwQZAB7wA/9Ql3mQAAAAAElFTkSuQmCC'),
  (character) => character.charCodeAt(0),
);

/** A document with an empty signature field of some size. */
async function withField(partial: string): Promise<Uint8Array> {
  return updated(await samplePdf({ fields: { amount: '1' } }), (update, file) => {
    const view = file.view();
    const field = update.add(
      dictionary({ FT: name('Sig'), T: text(partial), Subtype: name('Widget'), Rect: [10, 10, 110, 60] }),
    );
    const form = view.dictionary(view.catalog.get('AcroForm'))!;
    update.set(
      view.catalog.get('AcroForm') as PdfReference,
      withEntries(form, { Fields: [...view.array(form.get('Fields'))!, field] }),
    );
  });
}

describe('signing PDF', () => {
  it('refuses an encrypted document, and what is no PDF', async () => {
    const encrypted = onePage({}, '/Encrypt << /Filter /Standard >>');
    expect(await refusalCode(signPdf(encrypted))).to.equal('document.unsupported');
    expect(await refusalCode(signPdf(new Uint8Array(10)))).to.equal('structure.malformed');
  });

  it('refuses what an earlier signature forbids', async () => {
    const certified = await signPdf(await samplePdf(), { certify: 'no-changes' });
    expect(await refusalCode(signPdf(certified))).to.equal('document.locked');
    const filling = await signPdf(await samplePdf(), { certify: 'form-filling' });
    expect(await refusalCode(signPdf(filling, { certify: 'annotations' }))).to.equal('document.locked');
    const appearance = { page: 1, rectangle: [0, 0, 10, 10] } as const;
    expect(await refusalCode(signPdf(filling, { appearance }))).to.equal('document.locked');
    const locked = await signPdf(await withField('Box'), { lock: { action: 'Include', fields: ['Box'] } });
    expect(await refusalCode(signPdf(locked, { field: 'Box' }))).to.equal('document.locked');
    const all = await signPdf(await samplePdf(), { lock: { action: 'All' } });
    expect(await refusalCode(signPdf(all))).to.equal('document.locked');
  });

  it('refuses a field that is signed or no signature field, a page that is not there, and too little room', async () => {
    const signed = await signPdf(await samplePdf({ fields: { amount: '1' } }), { field: 'Sign here' });
    expect(await refusalCode(signPdf(signed, { field: 'Sign here' }))).to.equal('document.locked');
    expect(await refusalCode(signPdf(signed, { field: 'amount' }))).to.equal('document.locked');
    const appearance = { page: 3, rectangle: [0, 0, 10, 10] } as const;
    expect(await refusal(signPdf(await samplePdf(), { appearance }))).to.be.instanceOf(RangeError);
    expect(await refusalCode(signPdf(await samplePdf(), { reservedBytes: 100 }))).to.equal('limit.exceeded');
  });

  it('refuses a picture that is neither PNG nor JPEG', async () => {
    const appearance = { rectangle: [0, 0, 10, 10], picture: new Uint8Array(20) } as const;
    expect(await refusalCode(signPdf(await samplePdf(), { appearance }))).to.equal('document.unsupported');
  });

  it('keeps every octet that was there', async () => {
    for (const hasObjectStreams of [false, true]) {
      let document = await samplePdf({ hasObjectStreams });
      for (const who of ['signer', 'other', 'signer'] as const) {
        const signed = await signPdf(document, {}, who);
        expect(signed.subarray(0, document.length)).to.deep.equal(document);
        document = signed;
      }
      const report = await verifyPdf(document);
      expect(report.passedCount).to.equal(3);
      expect(report.signatures.map(({ laterChanges }) => laterChanges?.verdict)).to.deep.equal([
        'allowed',
        'allowed',
        'none',
      ]);
    }
  });

  it('gives what is to be signed first, and takes a value made elsewhere', async () => {
    const options = {
      engine,
      scheme: { kind: 'ecdsa', hash: 'SHA-256' },
      certificates: [rootCertificate],
      at: AT,
    } as const;
    const draft = await draftPades(await samplePdf(), options);
    const again = await draftPades(await samplePdf(), options);
    expect(draft.toBeSigned).to.deep.equal(again.toBeSigned);
    const report = await verifyFirst(draft.complete(new Uint8Array(64)));
    expect(report.integrity).to.deep.equal({ signature: false, references: true, structure: true });
  });

  it('writes what the signer says in the dictionary, and no signing time in the CMS', async () => {
    const signed = await signPdf(await samplePdf(), { reason: 'Enig på dansk: æøå – ok', location: 'Århus' });
    const [entry] = listSignatures(parsePdf(signed), []);
    const { dictionary: entries, claimedTime, subFilter } = entry!.signature;
    expect(textOf(entries.get('Reason'))).to.equal('Enig på dansk: æøå – ok');
    expect(textOf(entries.get('Location'))).to.equal('Århus');
    expect(textOf(entries.get('Name'))).to.equal('Åse Ærø');
    expect(claimedTime).to.deep.equal(AT);
    expect(subFilter).to.equal('ETSI.CAdES.detached');
    expect((await verifyFirst(signed)).claimedSigningTime).to.equal('2026-06-01T12:00:00Z');
  });

  it('shows name, time and picture on the page asked for', async () => {
    const appearance = { page: 2, rectangle: [50, 50, 250, 110], picture: PNG } as const;
    const signed = await signPdf(await samplePdf({ pages: 2 }), { appearance });
    const shown = asText(signed);
    expect(shown).to.include('(\u00c5se \u00c6r\u00f8) Tj');
    expect(shown).to.include('(2026-06-01 12:00:00 UTC) Tj');
    expect(shown).to.include('/Picture Do');
    expect(shown).to.include('/SMask');
    expect((await verifyFirst(signed)).indication).to.equal('TOTAL-PASSED');
  });

  it('signs a field that is there, where it is', async () => {
    const signed = await signPdf(await withField('Sign here'), { field: 'Sign here', appearance: {} });
    const fields = listFields(parsePdf(signed).view()).filter(({ type }) => type === 'Sig');
    expect(fields.map((field) => field.name)).to.deep.equal(['Sign here']);
    expect(asText(signed)).to.include('/BBox [0 0 100 50]');
    expect((await verifyFirst(signed)).indication).to.equal('TOTAL-PASSED');
  });

  it('certifies a document and names the certification in its catalog', async () => {
    const signed = await signPdf(await samplePdf(), { certify: 'form-filling', lock: { action: 'All' } });
    const view = parsePdf(signed).view();
    expect(view.dictionary(view.catalog.get('Perms'))?.has('DocMDP')).to.equal(true);
    const [entry] = listSignatures(parsePdf(signed), []);
    expect(entry!.permissions.document).to.equal(2);
    expect(entry!.permissions.locks).to.deep.include({ action: 'All' });
  });
});
