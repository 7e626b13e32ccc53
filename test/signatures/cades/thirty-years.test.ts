import { expect } from 'chai';
import { toUtf8 } from '../../../src/base/bytes.ts';
import { inOrder } from '../../../src/trust/evidence/in-order.ts';
import {
  aboutStamps,
  archive,
  archiveForThirtyYears,
  evidenceOf,
  renewalAt,
  signForArchive,
  SIGNED_AT,
  SIGNER_REVOKED,
  THIRTY_YEARS_LATER,
  verdictOn,
  verifyArchived,
} from '../../support/archive.ts';
import { refusalCode } from '../../support/refusal-code.ts';

const CONTENT = toUtf8('Agreed: 100 kroner.');
/** What the signer's authority left behind when it closed. */
const LAST_LIST = evidenceOf(new Date('2030-12-01T00:00:00Z'));

type Level = 'B' | 'T' | 'LT' | 'LTA' | 'renewed';

describe('a CAdES signature over thirty years', () => {
  const documents = new Map<Level, Uint8Array>();
  const verdict = async (level: Level, at: Date, evidence = evidenceOf(at)): Promise<string> => {
    const { indication, subIndication } = await verdictOn(documents.get(level)!, at, { evidence });
    return subIndication ?? indication;
  };

  before(async () => {
    let document = await signForArchive(CONTENT, 'cades');
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
    for (const at of [new Date('2027-06-01T00:00:00Z'), renewalAt('2029')]) {
      expect(await verdict('B', at)).to.equal('REVOKED_NO_POE');
      for (const level of ['T', 'LT', 'LTA'] as const) {
        expect(await verdict(level, at), level).to.equal('TOTAL-PASSED');
      }
    }
  });

  it('is indeterminate without proof once every certificate of its day has expired', async () => {
    for (const level of ['B', 'T', 'LT', 'LTA'] as const) {
      expect(await verdict(level, THIRTY_YEARS_LATER), level).to.equal('OUT_OF_BOUNDS_NO_POE');
      // The authority's last list is at hand: what it tells weighs more than that time went by.
      expect(await verdict(level, THIRTY_YEARS_LATER, LAST_LIST), level).to.equal('REVOKED_NO_POE');
    }
  });

  it('is NO_POE where its time-stamp is good and nothing proves the age of what it is judged by', async () => {
    // The time-stamp authority of the day still answers; the signer's own is closed.
    const at = new Date('2029-06-01T12:00:00Z');
    const withoutSigner = aboutStamps(evidenceOf(at));
    expect(await verdict('T', at, withoutSigner)).to.equal('NO_POE');
    expect(await verdict('LT', at, withoutSigner)).to.equal('NO_POE');
    expect(await verdict('LTA', at, withoutSigner)).to.equal('TOTAL-PASSED');
  });

  it('passes after thirty years where the archive renewed it, by the time it was first stamped', async () => {
    for (const evidence of [evidenceOf(THIRTY_YEARS_LATER), LAST_LIST]) {
      const both = inOrder(evidence, evidenceOf(THIRTY_YEARS_LATER));
      const report = await verdictOn(documents.get('renewed')!, THIRTY_YEARS_LATER, { evidence: both });
      expect(report.indication, JSON.stringify(report.reasons)).to.equal('TOTAL-PASSED');
      expect(report.level).to.equal('BASELINE-LTA');
      expect(report.bestSignatureTime).to.equal('2026-06-01T12:00:00Z');
      expect(report.timestamps.map(({ indication }) => indication)).to.deep.equal(Array(5).fill('PASSED'));
    }
  });

  it('is not saved by renewals that came too late, or of which one is missing', async () => {
    const late = archive(documents.get('LTA')!, 'LTA', '2039');
    expect(await refusalCode(late)).to.equal('evidence.missing');
    const renewed = await archive(documents.get('LTA')!, 'LTA', '2029');
    expect((await verdictOn(renewed, renewalAt('2039'))).indication).to.equal('TOTAL-PASSED');
    const { subIndication } = await verdictOn(renewed, THIRTY_YEARS_LATER);
    // The renewal took along the list in which the signer's certificate is blocked.
    expect(subIndication).to.equal('REVOKED_NO_POE');
  });

  it('fails after thirty years as on the first day where the content is another', async () => {
    const changed = documents.get('renewed')!.slice();
    const at = Buffer.from(changed).indexOf('100 kroner');
    changed[at] = '9'.charCodeAt(0);
    const { indication, subIndication } = await verdictOn(changed, THIRTY_YEARS_LATER);
    expect([indication, subIndication]).to.deep.equal(['TOTAL-FAILED', 'HASH_FAILURE']);
  });

  it('does not pass where it became known later that the certificate was blocked before it signed', async () => {
    const revoked = [{ ...SIGNER_REVOKED, revokedAt: new Date('2026-05-01T00:00:00Z') }];
    const at = new Date('2027-06-01T00:00:00Z');
    for (const level of ['T', 'LT', 'LTA'] as const) {
      const known = evidenceOf(at, { revoked });
      expect(await verdict(level, at, known), level).to.equal('REVOKED_NO_POE');
    }
    const again = archive(documents.get('LTA')!, 'LTA', '2029', { revoked });
    expect(await refusalCode(again)).to.equal('evidence.missing');
  });

  it('tells a co-signer whose certificate stood from one whose was blocked', async () => {
    const other = await signForArchive(CONTENT, 'cades', 'other');
    const { passedCount } = await verifyArchived(other, new Date('2027-06-01T00:00:00Z'));
    expect(passedCount).to.equal(1);
  });
});
