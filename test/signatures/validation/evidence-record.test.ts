import { expect } from 'chai';
import { concat, toUtf8 } from '../../../src/base/bytes.ts';
import { LIMITS } from '../../../src/base/limits.ts';
import type { HashName } from '../../../src/formats/algorithms.ts';
import { parseSignedData } from '../../../src/formats/cms/signed-data.ts';
import { encodeAttribute } from '../../../src/formats/cms/attribute-set.ts';
import { ATTRIBUTE } from '../../../src/formats/cms/oids.ts';
import { oid } from '../../../src/formats/asn1/der-writer.ts';
import { addUnsignedAttributes, rewriteSignedData } from '../../../src/formats/cms/signed-data-rewrite.ts';
import { signDocument, STRICT_POLICY, verifyDocument, type SignatureReport } from '../../../src/node.ts';
import {
  der,
  digestOf,
  evidenceRecord,
  TestRecord,
  withRecords,
  type TestRenewal,
} from '../../support/evidence-records.ts';
import { testPki } from '../../support/pki.ts';
import { refusalCode } from '../../support/refusal-code.ts';
import { crlSource } from '../../support/signers.ts';
import { testSigner } from '../../support/test-keys.ts';
import { testToken, timestampAuthority } from '../../support/timestamps.ts';

const pki = testPki({
  root: { ca: true, from: '2005-01-01T00:00:00Z', until: '2060-01-01T00:00:00Z' },
  anna: { issuer: 'root', from: '2010-01-01T00:00:00Z', until: '2013-01-01T00:00:00Z' },
  first: timestampAuthority('root', { from: '2010-01-01T00:00:00Z', until: '2016-01-01T00:00:00Z' }),
  second: timestampAuthority('root', { from: '2011-01-01T00:00:00Z', until: '2025-01-01T00:00:00Z' }),
  third: timestampAuthority('root', { from: '2020-01-01T00:00:00Z', until: '2050-01-01T00:00:00Z' }),
  stranger: timestampAuthority('other', { from: '2010-01-01T00:00:00Z', until: '2050-01-01T00:00:00Z' }),
  other: { ca: true, from: '2005-01-01T00:00:00Z', until: '2060-01-01T00:00:00Z' },
});
type Authority = 'first' | 'second' | 'third' | 'stranger';

const CONTENT = toUtf8('Agreed: 100 kroner.');
const SIGNED = '2011-06-01T12:00:00Z';
/** The record begins here. */
const START = '2011-06-02T00:00:00Z';

const daysAround = (text: string, revoked: Parameters<typeof pki.crl>[1] = {}) => {
  const at = new Date(text).getTime();
  const day = 24 * 3600_000;
  const thisUpdate = new Date(at - day).toISOString();
  const nextUpdate = new Date(at + day).toISOString();
  return pki.crl('root', { thisUpdate, nextUpdate, ...revoked });
};

/** A time-stamp with the CRLs that its validation wants later, put into it before it was renewed. */
const by = (authority: Authority, at: string, ...renewedAt: readonly string[]): TestRenewal => ({
  stamp: (hash, digest) => withCrls(testToken(pki, authority, hash, digest, { at }), [at, ...renewedAt]),
});
const among = (renewal: TestRenewal, ...siblings: Uint8Array[][]): TestRenewal => ({ ...renewal, siblings });
const withCrls = (cms: Uint8Array, times: readonly string[]): Uint8Array =>
  rewriteSignedData(parseSignedData(cms), { revocationChoices: times.map((time) => daysAround(time)) });

/** CAdES-B with the CRL of its day. */
async function signed(detached = false): Promise<Uint8Array> {
  const document = await signDocument(CONTENT, {
    format: 'cades',
    level: 'B',
    signer: testSigner(pki.key('anna')),
    certificates: [pki.der('anna')],
    at: new Date(SIGNED),
    detached,
  });
  return withCrls(document, [SIGNED]);
}

async function reportOf(
  document: Uint8Array,
  at: string,
  more: Partial<Parameters<typeof verifyDocument>[1]> = {},
): Promise<SignatureReport> {
  const report = await verifyDocument(document, {
    at: new Date(at),
    anchors: [pki.der('root')],
    evidence: crlSource(daysAround(at)),
    ...more,
  });
  return report.signatures[0]!;
}

const other = (hash: HashName, text: string): Uint8Array => digestOf(hash, toUtf8(text));
const verdict = ({ evidenceRecords: [record] }: SignatureReport) => [
  record?.indication,
  record?.subIndication,
  record?.reasons[0]?.code,
];

let document: Uint8Array;
/** Renewed in time: SHA-1 gives way to SHA-256 in 2012, the second authority to the third in 2024. */
let renewed: TestRecord;
const T2 = '2012-05-01T00:00:00Z';
const T3 = '2024-05-01T00:00:00Z';
const LATER = '2040-01-01T00:00:00Z';

before(async () => {
  document = await signed();
  renewed = TestRecord.over('SHA-1', [document], among(by('first', START, T2), [other('SHA-1', 'a')]))
    .renewTree('SHA-256', [document], among(by('second', T2, T3), [], [other('SHA-256', 'b')]))
    .renewTime(by('third', T3));
});

describe('an evidence record', () => {
  it('that does not cover the document is refused, and so is the signature that it stands at', async () => {
    const foreign = TestRecord.over('SHA-256', [toUtf8('something else')], by('third', T3));
    const report = await reportOf(withRecords(document, 'internal', foreign.der), T3);
    expect(verdict(report)).to.deep.equal(['FAILED', 'HASH_FAILURE', 'evidence-record.changed']);
    expect(report.bestSignatureTime).to.equal(T3);
  });

  it('that is broken is not held against a signature where the policy ignores what is broken', async () => {
    const at = '2011-06-03T00:00:00Z';
    const foreign = TestRecord.over('SHA-256', [toUtf8('something else')], by('first', START));
    const policy = { ...STRICT_POLICY, brokenTimestamps: 'ignored' } as const;
    const damaged = withRecords(document, 'internal', foreign.der);
    const refused = await reportOf(damaged, at);
    expect(refused.indication).to.equal('INDETERMINATE');
    expect(refused.reasons[0]!.code).to.equal('evidence-record.broken');
    expect((await reportOf(damaged, at, { policy })).indication).to.equal('TOTAL-PASSED');
  });

  it('with the lists of its tree in another order is refused', async () => {
    const siblings = [[other('SHA-256', 'a')], [other('SHA-256', 'b')], [other('SHA-256', 'c')]];
    const good = TestRecord.over('SHA-256', [document], among(by('third', T3), ...siblings));
    const [archive] = good.chains[0]!;
    const [first, second, third] = archive!.lists!;
    expect(verdict(await reportOf(withRecords(document, 'internal', good.der), T3))[0]).to.equal('PASSED');
    for (const lists of [
      [first!, third!, second!],
      [second!, first!, third!],
      [first!, second!],
      [[...first!, ...second!], third!],
    ]) {
      const record = evidenceRecord([[{ ...archive!, lists }]]);
      const report = await reportOf(withRecords(document, 'internal', record), T3);
      expect(verdict(report).slice(0, 2)).to.deep.equal(['FAILED', 'HASH_FAILURE']);
    }
  });

  it('may hold the values of one list in any order', async () => {
    const siblings = [other('SHA-256', 'a'), other('SHA-256', 'b')];
    const good = TestRecord.over('SHA-256', [document], among(by('third', T3), siblings));
    const [archive] = good.chains[0]!;
    const lists = [[...archive!.lists![0]!].reverse()];
    const record = evidenceRecord([[{ ...archive!, lists }]]);
    expect(verdict(await reportOf(withRecords(document, 'internal', record), T3))[0]).to.equal('PASSED');
  });

  it('with hash values of another length than their function gives is refused', async () => {
    const good = TestRecord.over('SHA-256', [document], among(by('third', T3), [other('SHA-256', 'a')]));
    const [archive] = good.chains[0]!;
    const [own, sibling] = archive!.lists![0]!;
    const lists = [[own!, sibling!.subarray(0, 16), sibling!.subarray(16)]];
    const record = evidenceRecord([[{ ...archive!, lists }]]);
    const report = await reportOf(withRecords(document, 'internal', record), T3);
    expect(verdict(report)).to.deep.equal(['FAILED', 'FORMAT_FAILURE', 'evidence-record.form']);
  });

  it('with one octet changed anywhere in the document no longer covers it', async () => {
    const record = TestRecord.over('SHA-256', [document], by('third', T3));
    for (const at of [100, document.length >> 1, document.length - 1]) {
      const changed = document.slice();
      changed[at]! ^= 1;
      let report: SignatureReport;
      try {
        report = await reportOf(withRecords(changed, 'internal', record.der), T3);
      } catch {
        continue;
      }
      expect(verdict(report)[0]).to.equal('FAILED');
      expect(report.indication).not.to.equal('TOTAL-PASSED');
    }
  });

  it('that goes backwards in time is refused', async () => {
    const record = TestRecord.over('SHA-256', [document], by('second', T3, T3)).renewTime(by('second', T2));
    const report = await reportOf(withRecords(document, 'internal', record.der), T3);
    expect(verdict(report)).to.deep.equal([
      'INDETERMINATE',
      'TIMESTAMP_ORDER_FAILURE',
      'evidence-record.order',
    ]);
  });

  it('with a renewal of another time-stamp is refused', async () => {
    const start = by('second', START, T2);
    const stray = TestRecord.over('SHA-256', [toUtf8('another')], start).renewTime(by('third', T3));
    const honest = TestRecord.over('SHA-256', [document], start);
    const record = evidenceRecord([[honest.chains[0]![0]!, stray.chains[0]![1]!]]);
    const report = await reportOf(withRecords(document, 'internal', record), T3);
    expect(verdict(report).slice(0, 2)).to.deep.equal(['FAILED', 'HASH_FAILURE']);
  });

  it('with a hash-tree renewal that leaves out the chains before is refused', async () => {
    const record = TestRecord.over('SHA-256', [document], by('second', START, T2));
    const fresh = TestRecord.over('SHA-512', [document], among(by('third', T3), [other('SHA-512', 'a')]));
    const both = evidenceRecord([record.chains[0]!, fresh.chains[0]!]);
    const report = await reportOf(withRecords(document, 'internal', both), T3);
    expect(verdict(report)).to.deep.equal(['FAILED', 'HASH_FAILURE', 'evidence-record.changed']);
  });

  it('that mixes hash functions within a chain is refused', async () => {
    const record = TestRecord.over('SHA-256', [document], by('second', START, T2)).renewTime(
      by('third', T3),
      'SHA-512',
    );
    const report = await reportOf(withRecords(document, 'internal', record.der), T3);
    expect(verdict(report)).to.deep.equal(['FAILED', 'FORMAT_FAILURE', 'evidence-record.form']);
  });

  it('that names another hash function than its time-stamp has is refused', async () => {
    const [archive] = TestRecord.over('SHA-256', [document], by('third', T3)).chains[0]!;
    const record = evidenceRecord([[{ ...archive!, digestAlgorithm: 'SHA-512' }]]);
    const report = await reportOf(withRecords(document, 'internal', record), T3);
    expect(verdict(report)[1]).to.equal('FORMAT_FAILURE');
  });

  it('by an authority that is not trusted, or was revoked before it was renewed, proves nothing', async () => {
    const strange = TestRecord.over('SHA-256', [document], by('stranger', START));
    const untrusted = await reportOf(withRecords(document, 'internal', strange.der), LATER);
    expect(verdict(untrusted).slice(0, 2)).to.deep.equal(['INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND']);
    expect(untrusted.bestSignatureTime).to.equal(LATER);

    const revokedAt = new Date('2013-01-01T00:00:00Z');
    const entry = { serial: pki.serialOf('second'), revokedAt, reason: 'keyCompromise' } as const;
    const evidence = crlSource(daysAround(LATER, { revoked: [entry] }));
    const revoked = TestRecord.over('SHA-256', [document], by('second', START, T3)).renewTime(
      by('third', T3),
    );
    const report = await reportOf(withRecords(document, 'internal', revoked.der), LATER, { evidence });
    expect(verdict(report)[0]).to.equal('INDETERMINATE');
    expect(report.indication).to.equal('INDETERMINATE');
  });

  it('by an authority that was revoked after it was renewed still holds', async () => {
    const revokedAt = new Date('2024-06-01T00:00:00Z');
    const entry = { serial: pki.serialOf('second'), revokedAt, reason: 'cessationOfOperation' } as const;
    const evidence = crlSource(daysAround(LATER, { revoked: [entry] }));
    const report = await reportOf(withRecords(document, 'internal', renewed.der), LATER, { evidence });
    expect(verdict(report)[0]).to.equal('PASSED');
    expect(report.indication).to.equal('TOTAL-PASSED');
  });

  it('by a weak hash function proves nothing without a hash-tree renewal in time', async () => {
    const start = TestRecord.over('SHA-1', [document], by('first', START, T2));
    const at = '2014-01-01T00:00:00Z';
    const late = '2013-06-01T00:00:00Z';
    for (const [name, record] of [
      ['none', start],
      ['of the time-stamp alone', start.renewTime(by('second', T2))],
      ['too late', start.renewTree('SHA-256', [document], by('second', late))],
    ] as const) {
      const report = await reportOf(withRecords(document, 'internal', record.der), at);
      expect(verdict(report).slice(0, 2), name).to.deep.equal([
        'INDETERMINATE',
        'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
      ]);
      expect(report.bestSignatureTime, name).to.equal(at);
    }
    const inTime = start.renewTree('SHA-256', [document], by('second', T2));
    const report = await reportOf(withRecords(document, 'internal', inTime.der), at);
    expect(verdict(report)[0]).to.equal('PASSED');
    expect([report.indication, report.bestSignatureTime]).to.deep.equal(['TOTAL-PASSED', START]);
  });

  it('keeps a signature for decades, through renewals of both kinds', async () => {
    const bare = await reportOf(document, LATER);
    expect(bare.indication).to.equal('INDETERMINATE');
    const report = await reportOf(withRecords(document, 'internal', renewed.der), LATER);
    expect([report.indication, report.bestSignatureTime]).to.deep.equal(['TOTAL-PASSED', START]);
    const [record] = report.evidenceRecords;
    expect(record).to.deep.include({ time: START, indication: 'PASSED', subIndication: null, reasons: [] });
    expect(record!.timestamps.map(({ time, indication }) => [time, indication])).to.deep.equal([
      [START, 'PASSED'],
      [T2, 'PASSED'],
      [T3, 'PASSED'],
    ]);
  });

  it('may be renewed a hundred times, and no more often than the limit allows', async () => {
    const start = TestRecord.over('SHA-256', [document], by('third', T3, T3));
    const renewedTimes = (count: number): TestRecord => {
      let record = start;
      for (let made = 0; made < count; made++) record = record.renewTime(by('third', T3));
      return record;
    };
    const report = await reportOf(withRecords(document, 'internal', renewedTimes(100).der), T3);
    expect(verdict(report)[0]).to.equal('PASSED');
    const beyond = withRecords(document, 'internal', renewedTimes(LIMITS.archiveTimestamps).der);
    expect(await refusalCode(reportOf(beyond, T3))).to.equal('limit.exceeded');
  });

  it('without its newest renewal no longer does', async () => {
    const record = evidenceRecord([renewed.chains[0]!, renewed.chains[1]!.slice(0, 1)]);
    const report = await reportOf(withRecords(document, 'internal', record), LATER);
    expect(verdict(report)[0]).to.equal('INDETERMINATE');
    expect(report.indication).to.equal('INDETERMINATE');
  });

  it('covers what an older record left, and gives it its proof', async () => {
    const start = TestRecord.over('SHA-256', [document], by('second', START, T3));
    const once = withRecords(document, 'internal', start.der);
    const again = TestRecord.over('SHA-512', [once], by('third', T3));
    const report = await reportOf(withRecords(once, 'internal', again.der), LATER);
    expect(report.evidenceRecords.map(({ indication, time }) => [indication, time])).to.deep.equal([
      ['PASSED', START],
      ['PASSED', T3],
    ]);
    expect([report.indication, report.bestSignatureTime]).to.deep.equal(['TOTAL-PASSED', START]);
  });

  it('stands beside another in one attribute, neither covering the other', async () => {
    const one = TestRecord.over('SHA-256', [document], by('second', START));
    const two = TestRecord.over('SHA-512', [document], by('third', T3));
    const report = await reportOf(withRecords(document, 'internal', one.der, two.der), LATER);
    expect(report.evidenceRecords.map(({ indication }) => indication)).to.deep.equal([
      'INDETERMINATE',
      'PASSED',
    ]);
    expect(report.bestSignatureTime).to.equal(T3);
  });
});

describe('an evidence record over a signature and its content', () => {
  const contents = [{ name: 'agreement.txt', bytes: CONTENT }];
  const start = among(by('third', T3), [], [other('SHA-256', 'a')]);
  let detached: Uint8Array;
  before(async () => {
    detached = await signed(true);
  });

  it('is refused where the content is missing, changed or not covered', async () => {
    const record = TestRecord.over('SHA-256', [detached, CONTENT], start);
    const cms = withRecords(detached, 'external', record.der);
    expect(verdict(await reportOf(cms, T3, { contents: [] }))[1]).to.equal('SIGNED_DATA_NOT_FOUND');
    const changed = [{ bytes: toUtf8('Agreed: 900 kroner.') }];
    expect(verdict(await reportOf(cms, T3, { contents: changed }))[1]).to.equal('HASH_FAILURE');
    const alone = TestRecord.over('SHA-256', [detached], start);
    const report = await reportOf(withRecords(detached, 'external', alone.der), T3, { contents });
    expect(verdict(report)[1]).to.equal('HASH_FAILURE');
  });

  it('is refused where the group has an object that does not belong to it', async () => {
    const record = TestRecord.over('SHA-256', [detached, CONTENT, toUtf8('stowaway')], start);
    const report = await reportOf(withRecords(detached, 'external', record.der), T3, { contents });
    expect(verdict(report)).to.deep.equal(['FAILED', 'HASH_FAILURE', 'evidence-record.changed']);
  });

  it('finds the content among several, streamed too, and holds through a hash-tree renewal', async () => {
    const record = TestRecord.over('SHA-256', [detached, CONTENT], by('second', START, T3)).renewTree(
      'SHA-512',
      [detached, CONTENT],
      by('third', T3),
    );
    const cms = withRecords(detached, 'external', record.der);
    const stream = async function* () {
      for (const octet of CONTENT) yield Uint8Array.of(octet);
    };
    const given = [{ bytes: toUtf8('no part of this') }, { name: 'agreement.txt', stream }];
    const report = await reportOf(cms, LATER, { contents: given });
    expect(verdict(report)[0]).to.equal('PASSED');
    expect([report.indication, report.bestSignatureTime]).to.deep.equal(['TOTAL-PASSED', START]);
  });
});

describe('an evidence record beside a document', () => {
  it('is refused where it is over another document, and cannot be read where it is none', async () => {
    const foreign = TestRecord.over('SHA-256', [concat(document, toUtf8(' '))], by('third', T3));
    const report = await reportOf(document, T3, { evidenceRecords: [foreign.der] });
    expect(verdict(report)).to.deep.equal(['FAILED', 'HASH_FAILURE', 'evidence-record.changed']);
    for (const [record, subIndication] of [
      [toUtf8('no record'), 'FORMAT_FAILURE'],
      [evidenceRecord(foreign.chains, { version: 2 }), 'FORMAT_FAILURE'],
      [evidenceRecord(foreign.chains, { fields: [der(0xa1)] }), 'SIG_CONSTRAINTS_FAILURE'],
      [evidenceRecord([[]]), 'FORMAT_FAILURE'],
    ] as const) {
      expect(verdict(await reportOf(document, T3, { evidenceRecords: [record] }))[1]).to.equal(subIndication);
    }
  });

  it('proves it with all that is in it', async () => {
    const report = await reportOf(document, LATER, { evidenceRecords: [renewed.der] });
    expect([report.indication, report.bestSignatureTime]).to.deep.equal(['TOTAL-PASSED', START]);
  });

  it('proves nothing where it says that it is older than a time-stamp in the document', async () => {
    const signedData = parseSignedData(document);
    const token = testToken(pki, 'third', 'SHA-256', digestOf('SHA-256', signedData.signers[0]!.signature), {
      at: T3,
    });
    const attribute = encodeAttribute(oid(ATTRIBUTE.signatureTimestamp), token);
    const signer = addUnsignedAttributes(signedData.signers[0]!, [attribute], 'sorted');
    const stamped = rewriteSignedData(signedData, { signers: [signer] });
    const record = TestRecord.over('SHA-256', [stamped], by('second', START));
    const report = await reportOf(stamped, T3, { evidenceRecords: [record.der] });
    expect(verdict(report)).to.deep.equal([
      'INDETERMINATE',
      'TIMESTAMP_ORDER_FAILURE',
      'evidence-record.order',
    ]);
    expect(report.bestSignatureTime).to.equal(T3);
  });

  it('proves the records in it', async () => {
    const inside = TestRecord.over('SHA-256', [document], by('second', START, T3));
    const whole = withRecords(document, 'internal', inside.der);
    const beside = TestRecord.over('SHA-256', [whole], by('third', T3));
    const report = await reportOf(whole, LATER, { evidenceRecords: [beside.der] });
    expect([report.indication, report.bestSignatureTime]).to.deep.equal(['TOTAL-PASSED', START]);
  });
});
