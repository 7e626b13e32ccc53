import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex } from '../../../src/base/bytes.ts';
import { element, oid, sequence } from '../../../src/formats/asn1/der-writer.ts';
import { utf8String } from '../../../src/formats/asn1/text.ts';
import {
  ALL_REASONS,
  encodeDistributionPoints,
  encodeIssuingDistributionPoint,
  parseDistributionPoints,
  parseIssuingDistributionPoint,
} from '../../../src/formats/crl/distribution-point.ts';
import { codeOf } from '../../support/thrown.ts';

const bytes = (hex: string) => fromHex(hex.replaceAll(' ', ''));

describe('distribution points', () => {
  it('are refused when empty, of an unknown form, or with an empty name', () => {
    for (const [hex, code] of [
      ['3000', 'der.malformed'],
      ['3002 3000', 'structure.malformed'],
      ['3006 3004 a002 a200', 'structure.malformed'],
      ['3006 3004 a002 a100', 'structure.malformed'],
      ['3006 3004 a002 a000', 'der.malformed'],
      ['3004 3002 a200', 'der.malformed'],
    ] as const) {
      expect(
        codeOf(() => parseDistributionPoints(bytes(hex))),
        hex,
      ).to.equal(code);
    }
  });

  it('that say what a CRL covers are refused when they say nothing, FALSE, or two things that exclude each other', () => {
    for (const hex of ['3000', '3003 810100', '3006 8101ff 8201ff', '3006 8201ff 8501ff']) {
      expect(
        codeOf(() => parseIssuingDistributionPoint(bytes(hex))),
        hex,
      ).to.equal('structure.malformed');
    }
    for (const hex of ['3006 8201ff 8101ff', '3003 810101', '3003 8601ff']) {
      expect(
        codeOf(() => parseIssuingDistributionPoint(bytes(hex))),
        hex,
      ).to.equal('der.malformed');
    }
  });

  it('come back as they were written', () => {
    const uri = fc.webUrl().map((value) => [{ kind: 'uri' as const, value }]);
    const relativeName = fc
      .string({ maxLength: 20 })
      .map((value) => sequence(oid('2.5.4.3'), utf8String(value)));
    const name = fc.oneof(
      uri.map((fullName) => ({ fullName })),
      relativeName.map((der) => ({ relativeName: der })),
    );
    const reasons = fc.nat({ max: ALL_REASONS / 2 }).map((bits) => bits * 2);
    const rest = fc.record({ reasons, crlIssuer: uri }, { requiredKeys: [] });
    const points = fc.array(
      fc.tuple(name, rest).map(([a, b]) => ({ ...a, ...b })),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(points, (list) => {
        expect(parseDistributionPoints(encodeDistributionPoints(list))).to.deep.equal(list);
      }),
    );
    const scope = {
      fullName: [{ kind: 'uri' as const, value: 'http://a' }],
      onlyUserCertificates: false,
      onlyCaCertificates: true,
      onlyAttributeCertificates: false,
      isIndirect: true,
      onlySomeReasons: 6,
    };
    expect(parseIssuingDistributionPoint(encodeIssuingDistributionPoint(scope))).to.deep.equal(scope);
    expect(element(0x30)).to.deep.equal(encodeIssuingDistributionPoint({}));
  });
});
