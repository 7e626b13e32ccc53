import { expect } from 'chai';
import {
  archive,
  archiveForThirtyYears,
  evidenceOf,
  renewalAt,
  signForArchive,
  SIGNED_AT,
  THIRTY_YEARS_LATER,
  verdictOn,
} from '../../support/archive.ts';
import { samplePdf } from '../../support/pdf.ts';

/** What the signer's authority left behind when it closed. */
const LAST_LIST = evidenceOf(new Date('2030-12-01T00:00:00Z'));

describe('a PDF signature over thirty years', () => {
  const documents = new Map<string, Uint8Array>();
  const verdict = async (level: string, at: Date, evidence = evidenceOf(at)): Promise<string> => {
    const { indication, subIndication } = await verdictOn(documents.get(level)!, at, { evidence });
    return subIndication ?? indication;
  };

  before(async () => {
    let document = await signForArchive(await samplePdf(), 'pades');
    documents.set('B', document);
    for (const level of ['T', 'LT', 'LTA'] as const) {
      document = await archive(document, level);
      documents.set(level, document);
    }
    documents.set('renewed', await archiveForThirtyYears(document));
  });

  it('passes at every level on the day it was made', async () => {
    for (const level of documents.keys())
      expect(await verdict(level, SIGNED_AT), level).to.equal('TOTAL-PASSED');
  });

  it('is REVOKED_NO_POE at B once its certificate is blocked, and passes where it is stamped', async () => {
    const at = renewalAt('2029');
    expect(await verdict('B', at)).to.equal('REVOKED_NO_POE');
    for (const level of ['T', 'LT', 'LTA']) expect(await verdict(level, at), level).to.equal('TOTAL-PASSED');
  });

  it('is indeterminate without proof once every certificate of its day has expired', async () => {
    for (const level of ['B', 'T', 'LT', 'LTA']) {
      expect(await verdict(level, THIRTY_YEARS_LATER), level).to.equal('OUT_OF_BOUNDS_NO_POE');
      expect(await verdict(level, THIRTY_YEARS_LATER, LAST_LIST), level).to.equal('REVOKED_NO_POE');
    }
  });

  it('passes after thirty years where the archive renewed it, by the time it was first stamped', async () => {
    const report = await verdictOn(documents.get('renewed')!, THIRTY_YEARS_LATER);
    expect(report.indication, JSON.stringify(report.reasons)).to.equal('TOTAL-PASSED');
    expect(report.level).to.equal('BASELINE-LTA');
    expect(report.bestSignatureTime).to.equal('2026-06-01T12:00:00Z');
    expect(report.laterChanges?.verdict).to.equal('allowed');
    expect(report.timestamps.map(({ indication }) => indication)).to.deep.equal(Array(5).fill('PASSED'));
  });
});
