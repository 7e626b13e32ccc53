import { expect } from 'chai';
import { toUtf8 } from '../../../src/base/bytes.ts';
import { LIMITS } from '../../../src/base/limits.ts';
import { isCertBankError } from '../../../src/base/errors.ts';
import { parseEvidenceRecord } from '../../../src/formats/ers/evidence-record.ts';
import { archiveTimestamp, der, digestOf, evidenceRecord } from '../../support/evidence-records.ts';
import { mutations } from '../../support/mutate.ts';
import { codeOf } from '../../support/thrown.ts';

/** Only its outer shape is read here. */
const token = der(0x30, der(0x06, Uint8Array.of(0x2a, 0x03)));
const hash = 'SHA-256';
const value = digestOf(hash, toUtf8('document'));
const archive = { hash, token, lists: [[value, value], [value]], digestAlgorithm: hash } as const;

describe('an evidence record', () => {
  for (const [what, record, code] of [
    ['of another version', evidenceRecord([[archive]], { version: 0 }), 'structure.malformed'],
    ['over encrypted data', evidenceRecord([[archive]], { fields: [der(0xa1)] }), 'document.unsupported'],
    ['without a chain', evidenceRecord([]), 'structure.malformed'],
    ['with an empty chain', evidenceRecord([[]]), 'structure.malformed'],
    ['with an empty tree', evidenceRecord([[{ ...archive, lists: [] }]]), 'structure.malformed'],
    ['with an empty list', evidenceRecord([[{ ...archive, lists: [[]] }]]), 'structure.malformed'],
    ['with something behind it', Uint8Array.of(...evidenceRecord([[archive]]), 0), 'der.malformed'],
    ['cut off', evidenceRecord([[archive]]).subarray(0, 60), 'der.malformed'],
    [
      'with too many time-stamps',
      evidenceRecord([Array.from({ length: LIMITS.archiveTimestamps + 1 }, () => archive)]),
      'limit.exceeded',
    ],
    [
      'with too many chains',
      evidenceRecord(Array.from({ length: LIMITS.evidenceRecordChains + 1 }, () => [archive])),
      'limit.exceeded',
    ],
    [
      'with too many hash values',
      evidenceRecord([
        [{ ...archive, lists: [Array.from({ length: LIMITS.hashtreeHashes + 1 }, () => value)] }],
      ]),
      'limit.exceeded',
    ],
  ] as const) {
    it(`${what} is refused`, () => {
      expect(codeOf(() => parseEvidenceRecord(record))).to.equal(code);
    });
  }

  it('damaged anywhere raises only our own errors', () => {
    for (const mutated of mutations(evidenceRecord([[archive, archive], [archive]]), 5000, 7)) {
      try {
        parseEvidenceRecord(mutated);
      } catch (error) {
        if (!isCertBankError(error)) throw error;
      }
    }
  });

  it('gives its chains, trees and time-stamps as they stand', () => {
    const plain = { hash, token } as const;
    const record = parseEvidenceRecord(evidenceRecord([[archive, plain], [plain]]));
    expect(record.chains.map(({ timestamps }) => timestamps.length)).to.deep.equal([2, 1]);
    const [[first, second]] = [record.chains[0]!.timestamps];
    expect(first!.hash).to.equal(hash);
    expect(first!.reducedHashtree).to.deep.equal([[value, value], [value]]);
    expect(first!.timestamp).to.deep.equal(token);
    expect([second!.hash, second!.reducedHashtree]).to.deep.equal([undefined, undefined]);
    expect(record.sequenceOf(1)).to.deep.equal(
      der(0x30, der(0x30, archiveTimestamp(archive), archiveTimestamp(plain))),
    );
  });
});
