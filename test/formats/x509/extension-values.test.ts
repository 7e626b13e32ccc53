import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex, toUtf8 } from '../../../src/base/bytes.ts';
import {
  boolean,
  element,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
} from '../../../src/formats/asn1/der-writer.ts';
import * as encoders from '../../../src/formats/x509/extension-encoders.ts';
import * as values from '../../../src/formats/x509/extension-values.ts';
import * as policies from '../../../src/formats/x509/policies.ts';
import {
  parseQcStatements,
  QC_STATEMENT,
  semanticsStatement,
} from '../../../src/formats/x509/qc-statements.ts';
import type { GeneralName } from '../../../src/formats/x509/general-name.ts';
import { codeOf } from '../../support/thrown.ts';

const dns = (value: string): GeneralName => ({ kind: 'dns', value });
const encodedDns = element(0x82, toUtf8('a'));

describe('extension values', () => {
  const refused: [string, 'der.malformed' | 'structure.malformed', () => unknown][] = [
    [
      'basic constraints with a negative path length',
      'der.malformed',
      () => values.parseBasicConstraints(sequence(boolean(true), fromHex('0201ff'))),
    ],
    [
      'basic constraints with something more',
      'der.malformed',
      () => values.parseBasicConstraints(sequence(boolean(true), integer(0), integer(0))),
    ],
    [
      'bytes behind basic constraints',
      'der.malformed',
      () => values.parseBasicConstraints(fromHex('300000')),
    ],
    ['key usage without a bit', 'structure.malformed', () => values.parseKeyUsage(fromHex('030100'))],
    ['no extended key usage', 'der.malformed', () => values.parseExtendedKeyUsage(sequence())],
    ['no alternative name', 'der.malformed', () => values.parseAlternativeName(sequence())],
    ['no access description', 'der.malformed', () => values.parseInfoAccess(sequence())],
    [
      'a key identifier with more behind it',
      'der.malformed',
      () => values.parseKeyIdentifier(fromHex('040100ff')),
    ],
    [
      'an authority key identifier with unknown fields',
      'der.malformed',
      () => values.parseAuthorityKeyIdentifier(fromHex('3002 8300'.replace(' ', ''))),
    ],
    ['name constraints without names', 'structure.malformed', () => values.parseNameConstraints(sequence())],
    [
      'name constraints with an empty list',
      'der.malformed',
      () => values.parseNameConstraints(sequence(element(0xa0))),
    ],
    [
      'a subtree with a minimum',
      'structure.malformed',
      () => values.parseNameConstraints(sequence(element(0xa0, sequence(encodedDns, fromHex('800101'))))),
    ],
    [
      'a subtree with a maximum',
      'structure.malformed',
      () => values.parseNameConstraints(sequence(element(0xa1, sequence(encodedDns, fromHex('810101'))))),
    ],
    ['nocheck that is not NULL', 'der.malformed', () => values.parseOcspNoCheck(octetString())],
    ['no policy', 'der.malformed', () => policies.parseCertificatePolicies(sequence())],
    [
      'the same policy twice',
      'structure.malformed',
      () => policies.parseCertificatePolicies(sequence(sequence(oid('1.2.3')), sequence(oid('1.2.3')))),
    ],
    [
      'an empty list of qualifiers',
      'der.malformed',
      () => policies.parseCertificatePolicies(sequence(sequence(oid('1.2.3'), sequence()))),
    ],
    [
      'a mapping of three',
      'der.malformed',
      () => policies.parsePolicyMappings(sequence(sequence(oid('1.2.3'), oid('1.2.4'), oid('1.2.5')))),
    ],
    ['empty policy constraints', 'structure.malformed', () => policies.parsePolicyConstraints(sequence())],
    [
      'policy constraints in the wrong order',
      'der.malformed',
      () => policies.parsePolicyConstraints(fromHex('3006 810100 800100'.replaceAll(' ', ''))),
    ],
    ['a negative inhibitAnyPolicy', 'der.malformed', () => policies.parseInhibitAnyPolicy(fromHex('0201ff'))],
    [
      'a statement of three',
      'der.malformed',
      () => parseQcStatements(sequence(sequence(oid('1.2.3'), nullValue(), nullValue()))),
    ],
  ];
  for (const [what, code, read] of refused) {
    it(`are refused: ${what}`, () => {
      expect(codeOf(read)).to.equal(code);
    });
  }

  it('that say the same in more octets than DER are read: many certificates in use have them', () => {
    expect(values.parseBasicConstraints(sequence(boolean(false)))).to.deep.equal({ ca: false });
    const both = values.KEY_USAGE.keyCertSign | values.KEY_USAGE.crlSign;
    expect(values.parseKeyUsage(fromHex('03020006'))).to.equal(both);
  });

  it('are not written against their rules', () => {
    expect(() => encoders.encodeBasicConstraints({ ca: false, pathLength: 0 })).to.throw(RangeError);
    for (const bits of [0, 0x200, 1.5, -1]) expect(() => encoders.encodeKeyUsage(bits)).to.throw(RangeError);
    expect(() => encoders.userNoticeQualifier('x'.repeat(201))).to.throw(RangeError);
  });

  it('come back as they were written', () => {
    for (const constraints of [
      { ca: false },
      { ca: true },
      { ca: true, pathLength: 0 },
      { ca: true, pathLength: 300 },
    ]) {
      expect(values.parseBasicConstraints(encoders.encodeBasicConstraints(constraints).value)).to.deep.equal(
        constraints,
      );
    }
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0x1ff }), (bits) => {
        expect(values.parseKeyUsage(encoders.encodeKeyUsage(bits).value)).to.equal(bits);
      }),
    );
    const purposes = [values.KEY_PURPOSE.ocspSigning, '1.2.3'];
    expect(values.parseExtendedKeyUsage(encoders.encodeExtendedKeyUsage(purposes).value)).to.deep.equal(
      purposes,
    );
    const identifier = fromHex('00112233');
    expect(values.parseKeyIdentifier(encoders.encodeSubjectKeyIdentifier(identifier).value)).to.deep.equal(
      identifier,
    );
    const authority = { keyIdentifier: identifier, issuer: [dns('a')], serialNumber: fromHex('0080') };
    for (const fields of [authority, { keyIdentifier: identifier }, {}]) {
      expect(
        values.parseAuthorityKeyIdentifier(encoders.encodeAuthorityKeyIdentifier(fields).value),
      ).to.deep.equal(fields);
    }
    const names = [dns('example.dk'), { kind: 'email', value: 'a@example.dk' } as const];
    expect(values.parseAlternativeName(encoders.encodeSubjectAlternativeName(names).value)).to.deep.equal(
      names,
    );
    const access = [
      { method: values.ACCESS_METHOD.ocsp, location: { kind: 'uri', value: 'http://o' } as const },
    ];
    expect(values.parseInfoAccess(encoders.encodeAuthorityInfoAccess(access).value)).to.deep.equal(access);
    const constraints = {
      permitted: [dns('a')],
      excluded: [dns('b'), { kind: 'ip', bytes: fromHex('0a000000ff000000') } as const],
    };
    expect(values.parseNameConstraints(encoders.encodeNameConstraints(constraints).value)).to.deep.equal(
      constraints,
    );
    expect(
      values.parseNameConstraints(encoders.encodeNameConstraints({ ...constraints, excluded: [] }).value)
        .excluded,
    ).to.deep.equal([]);
    expect(values.parseOcspNoCheck(encoders.encodeOcspNoCheck().value)).to.equal(true);
  });

  it('of policies come back as they were written', () => {
    const list = [
      {
        oid: '1.2.208.169.1.1.1.3.7',
        qualifiers: [encoders.cpsQualifier('https://example.dk/cps'), encoders.userNoticeQualifier('Læs')],
      },
      { oid: policies.ANY_POLICY, qualifiers: [] },
    ];
    expect(policies.parseCertificatePolicies(encoders.encodeCertificatePolicies(list).value)).to.deep.equal(
      list,
    );
    const bare = encoders.encodeCertificatePolicies(['1.2.3']);
    expect(policies.parseCertificatePolicies(bare.value)).to.deep.equal([{ oid: '1.2.3', qualifiers: [] }]);
    const mappings = [{ issuerDomain: '1.2.3', subjectDomain: '1.2.4' }];
    expect(policies.parsePolicyMappings(encoders.encodePolicyMappings(mappings).value)).to.deep.equal(
      mappings,
    );
    for (const constraints of [
      { requireExplicit: 0 },
      { inhibitMapping: 5 },
      { requireExplicit: 1, inhibitMapping: 200 },
    ]) {
      expect(
        policies.parsePolicyConstraints(encoders.encodePolicyConstraints(constraints).value),
      ).to.deep.equal(constraints);
    }
    expect(policies.parseInhibitAnyPolicy(encoders.encodeInhibitAnyPolicy(3).value)).to.equal(3);
  });

  it('of qualified statements name the semantics and the register, as OCES3 has it', () => {
    const statement = semanticsStatement(QC_STATEMENT.legalPersonSemantics, 'https://uid.gov.dk');
    const { value } = encoders.encodeQcStatements([
      statement,
      { oid: QC_STATEMENT.compliance, info: undefined },
    ]);
    expect(parseQcStatements(value)).to.deep.equal([
      statement,
      { oid: QC_STATEMENT.compliance, info: undefined },
    ]);
  });
});
