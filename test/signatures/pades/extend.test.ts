import { expect } from 'chai';
import { extendDocument } from '../../../src/signatures/extend-document.ts';
import { AT } from '../../support/pki.ts';
import { asText } from '../../support/pdf-text.ts';
import {
  engine,
  extendPdf,
  samplePdf,
  signPdf,
  timestamper,
  verifyFirst,
  verifyPdf,
} from '../../support/pdf.ts';
import { refusalCode } from '../../support/refusal-code.ts';

describe('extending PDF signatures', () => {
  it('refuses a document without a signature, and LT without evidence', async () => {
    expect(await refusalCode(extendPdf(await samplePdf(), 'T'))).to.equal('document.no-signature');
    const signed = await signPdf(await samplePdf());
    const options = { engine, level: 'LT', timestamper, at: AT } as const;
    expect(await refusalCode(extendDocument(signed, options))).to.equal('evidence.missing');
  });

  for (const hasObjectStreams of [false, true]) {
    it(`raises a signature from B to LTA and again, ${hasObjectStreams ? 'with' : 'without'} object streams`, async () => {
      let document = await signPdf(await samplePdf({ hasObjectStreams }));
      for (const level of ['T', 'LT', 'LTA', 'LTA'] as const) {
        const extended = await extendPdf(document, level);
        const report = await verifyFirst(extended);
        expect(report.level).to.equal(`BASELINE-${level}`);
        expect(report.indication, level).to.equal('TOTAL-PASSED');
        expect(report.timestamps.every(({ integrity }) => integrity)).to.equal(true);
        if (level !== 'T') expect(extended.subarray(0, document.length)).to.deep.equal(document);
        document = extended;
      }
      const stamps = (await verifyFirst(document)).timestamps.map(({ type }) => type);
      expect(stamps).to.deep.equal(['signature', 'document', 'document']);
    });
  }

  it('puts the time-stamp into the room of the signature, so that nothing grows', async () => {
    const signed = await signPdf(await samplePdf());
    const stamped = await extendPdf(signed, 'T');
    expect(stamped.length).to.equal(signed.length);
    expect((await verifyFirst(stamped)).timestamps.map(({ type }) => type)).to.deep.equal(['signature']);
  });

  it('takes a document time-stamp where the room is too small or another signature stands behind', async () => {
    const tight = await extendPdf(await signPdf(await samplePdf(), { reservedBytes: 1600 }), 'T');
    expect((await verifyFirst(tight)).timestamps.map(({ type }) => type)).to.deep.equal(['document']);
    const two = await extendPdf(await signPdf(await signPdf(await samplePdf()), {}, 'other'), 'T');
    const { signatures, passedCount } = await verifyPdf(two);
    expect(passedCount).to.equal(2);
    expect(signatures.map(({ level }) => level)).to.deep.equal(['BASELINE-T', 'BASELINE-T']);
    expect(signatures.map(({ timestamps }) => timestamps.map(({ type }) => type))).to.deep.equal([
      ['document'],
      ['document'],
    ]);
  });

  it('stores evidence once, and what concerns a signature under its name', async () => {
    const extended = asText(await extendPdf(await signPdf(await samplePdf()), 'LT'));
    expect(extended).to.match(/\/VRI <<\n\/[0-9A-F]{40} <</);
    expect(extended).to.match(/\/CRLs \[\d+ 0 R\]/);
  });
});
