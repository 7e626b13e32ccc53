import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex, toHex, toUtf8 } from '../../../src/base/bytes.ts';
import { element, oid, sequence, setOf } from '../../../src/formats/asn1/der-writer.ts';
import { TAG } from '../../../src/formats/asn1/tag.ts';
import { utf8String } from '../../../src/formats/asn1/text.ts';
import { ATTRIBUTE } from '../../../src/formats/x509/attribute-types.ts';
import { encodeName, Name, parseName, type NameAttributeDraft } from '../../../src/formats/x509/name.ts';
import { codeOf } from '../../support/thrown.ts';

type Short = keyof typeof ATTRIBUTE;

/** A name with one value of the given tag. */
const withValue = (tag: number, content: Uint8Array, type: Short = 'CN') =>
  new Name(sequence(setOf(sequence(oid(ATTRIBUTE[type]), element(tag, content)))));

const utf8 = (value: string, type: Short = 'CN') => withValue(TAG.utf8String, toUtf8(value), type);
const printable = (value: string, type: Short = 'CN') => withValue(TAG.printableString, toUtf8(value), type);
const ucs2 = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le').swap16());
const attribute = (type: Short, value: string): NameAttributeDraft => ({
  oid: ATTRIBUTE[type],
  value,
  as: 'utf8',
});

describe('names', () => {
  it('are refused when they are no sequence of sets of type and value', () => {
    for (const hex of [
      '',
      '3100',
      '3004 3102 3000',
      '3006 3104 3002 0600',
      '300a 3108 3006 0603550403 00',
      '3000 00',
      '300d 310b 3009 0603550403 0c0141 00',
    ]) {
      expect(
        codeOf(() => parseName(fromHex(hex.replaceAll(' ', '')))),
        hex,
      ).to.equal('der.malformed');
    }
  });

  it('are refused with an empty RDN', () => {
    expect(codeOf(() => parseName(fromHex('30023100')))).to.equal('structure.malformed');
  });

  it('are refused with more than 256 attributes', () => {
    const one = setOf(sequence(oid(ATTRIBUTE.CN), utf8String('a')));
    expect(codeOf(() => parseName(sequence(...Array<Uint8Array>(257).fill(one))))).to.equal('limit.exceeded');
    expect(parseName(sequence(...Array<Uint8Array>(256).fill(one))).rdns).to.have.lengthOf(256);
  });

  it('with octets that are no text stay readable, comparable and printable', () => {
    const broken = withValue(TAG.utf8String, fromHex('c080'));
    expect(broken.rdns[0]![0]).to.include({ isText: false, value: '#0c02c080' });
    expect(broken.toString()).to.equal('CN=#0c02c080');
    expect(broken.equals(withValue(TAG.utf8String, fromHex('c080')))).to.equal(true);
    expect(broken.equals(withValue(TAG.utf8String, fromHex('c081')))).to.equal(false);
    expect(withValue(TAG.octetString, fromHex('41')).find(ATTRIBUTE.CN)).to.equal('#040141');
  });

  it('are not written with an empty RDN or a value that the type cannot hold', () => {
    expect(() => encodeName([[]])).to.throw(RangeError);
    expect(() => encodeName([[{ oid: ATTRIBUTE.C, value: 'Æ', as: 'printable' }]])).to.throw(RangeError);
    expect(() => encodeName([[{ oid: ATTRIBUTE.DC, value: 'Æ', as: 'ia5' }]])).to.throw(RangeError);
  });

  describe('in text (RFC 4514)', () => {
    const cases: [string, NameAttributeDraft[][]][] = [
      ['', []],
      ['CN=b,O=a', [[attribute('O', 'a')], [attribute('CN', 'b')]]],
      [
        'OU=Sales+CN=J.  Smith,DC=example,DC=net',
        [
          [{ ...attribute('DC', 'net'), as: 'ia5' }],
          [{ ...attribute('DC', 'example'), as: 'ia5' }],
          [attribute('CN', 'J.  Smith'), attribute('OU', 'Sales')],
        ],
      ],
      ['CN=James \\"Jim\\" Smith\\, III', [[attribute('CN', 'James "Jim" Smith, III')]]],
      ['CN=Before\\0DAfter', [[attribute('CN', 'Before\rAfter')]]],
      ['CN=\\#x\\ ', [[attribute('CN', '#x ')]]],
      ['CN=\\ ', [[attribute('CN', ' ')]]],
      ['CN=\\ x\\ ', [[attribute('CN', ' x ')]]],
      ['CN=a\\+b\\;c\\<d\\>e\\\\f=g', [[attribute('CN', 'a+b;c<d>e\\f=g')]]],
      ['CN=a\\00b', [[attribute('CN', 'a\u0000b')]]],
      ['CN=a\\E2\\80\\AEb', [[attribute('CN', 'a\u202eb')]]],
      ['CN=Lučić', [[attribute('CN', 'Lučić')]]],
    ];
    for (const [text, rdns] of cases) {
      it(text || '(empty)', () => {
        expect(parseName(encodeName(rdns)).toString()).to.equal(text);
      });
    }

    it('types without a short name have their value in hexadecimal', () => {
      const der = encodeName([[{ oid: '1.3.6.1.4.1.1466.0', value: 'Hi', as: 'utf8' }]]);
      expect(parseName(der).toString()).to.equal('1.3.6.1.4.1.1466.0=#0c024869');
    });
  });

  describe('match (RFC 5280 section 7.1)', () => {
    const same: [string, Name, Name][] = [
      ['whatever their case', utf8('Den Danske Stat'), utf8('DEN danske STAT')],
      ['whatever their inner and outer space', utf8('  a   b '), utf8('a b')],
      ['across PrintableString and UTF8String', printable('Test CA'), utf8('test ca')],
      ['across BMPString and UTF8String', withValue(TAG.bmpString, ucs2('Ærø CA')), utf8('ærø ca')],
      ['across TeletexString and UTF8String', withValue(TAG.teletexString, fromHex('c672f8')), utf8('ærø')],
      ['composed and decomposed', utf8('Århus'), utf8('A\u030arhus')],
      ['compatibility forms', utf8('ﬁrma'), utf8('FIRMA')],
      ['sharp s and double s', utf8('Straße'), utf8('STRASSE')],
      ['all sigmas', utf8('ΟΔΟΣ'), utf8('οδος')],
      ['without invisible characters', utf8('cert\u00adbank\u200b'), utf8('certbank')],
      ['with every kind of space', utf8('a\u00a0b\u2003c'), utf8('a b c')],
      [
        'domain components in any case',
        withValue(TAG.ia5String, toUtf8('EXAMPLE'), 'DC'),
        withValue(TAG.ia5String, toUtf8('example'), 'DC'),
      ],
    ];
    for (const [what, a, b] of same) {
      it(what, () => {
        expect(a.equals(b)).to.equal(true);
        expect(b.equals(a)).to.equal(true);
        expect(a.matchingKey).to.equal(b.matchingKey);
      });
    }

    const different: [string, Name, Name][] = [
      ['another letter', utf8('a'), utf8('b')],
      ['another type', utf8('a', 'CN'), utf8('a', 'O')],
      ['a look-alike of another script', utf8('Bank'), utf8('B\u0430nk')],
      ['the dotless i', utf8('ı'), utf8('i')],
      ['private use characters in another case', utf8('a\ue000'), utf8('A\ue000')],
      ['space inside a word', utf8('ab'), utf8('a b')],
      ['more RDNs', new Name(encodeName([[attribute('CN', 'a')], [attribute('CN', 'a')]])), utf8('a')],
      [
        'two attributes in one RDN or in two',
        new Name(encodeName([[attribute('CN', 'a'), attribute('O', 'b')]])),
        new Name(encodeName([[attribute('CN', 'a')], [attribute('O', 'b')]])),
      ],
      [
        'RDNs in another order',
        new Name(encodeName([[attribute('CN', 'a')], [attribute('O', 'b')]])),
        new Name(encodeName([[attribute('O', 'b')], [attribute('CN', 'a')]])),
      ],
      [
        'text that spells the hexadecimal of octets',
        utf8('#040141'),
        withValue(TAG.octetString, fromHex('41')),
      ],
      ['an empty value', utf8(''), new Name(encodeName([]))],
    ];
    for (const [what, a, b] of different) {
      it(`not with ${what}`, () => {
        expect(a.equals(b)).to.equal(false);
        expect(a.matchingKey).not.to.equal(b.matchingKey);
      });
    }

    it('attributes of one RDN in any order', () => {
      const [cn, serial] = [attribute('CN', 'A'), attribute('serialNumber', 'PID:1')].map(
        ({ oid: type, value }) => sequence(oid(type), utf8String(value)),
      );
      const forwards = new Name(sequence(element(TAG.set, cn!, serial!)));
      const backwards = new Name(sequence(element(TAG.set, serial!, cn!)));
      expect(forwards.equals(backwards)).to.equal(true);
    });

    it('equality is an equivalence that keeps to equal keys', () => {
      const value = fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 8 }),
        fc.constantFrom('a', ' A', 'ß', 'SS', '\u0000'),
      );
      fc.assert(
        fc.property(value, value, (a, b) => {
          const [x, y] = [utf8(a), utf8(b)];
          expect(x.equals(y)).to.equal(x.matchingKey === y.matchingKey);
          expect(x.equals(utf8(a))).to.equal(true);
        }),
      );
    });
  });

  it('stand within a base when they begin with its RDNs', () => {
    const base = new Name(encodeName([[attribute('C', 'DK')], [attribute('O', 'A')]]));
    const below = new Name(
      encodeName([[attribute('C', 'dk')], [attribute('O', 'a')], [attribute('CN', 'b')]]),
    );
    expect(below.isWithin(base)).to.equal(true);
    expect(base.isWithin(base)).to.equal(true);
    expect(base.isWithin(new Name(encodeName([])))).to.equal(true);
    expect(base.isWithin(below)).to.equal(false);
    expect(utf8('DK', 'C').isWithin(utf8('D', 'C'))).to.equal(false);
  });

  it('take one more RDN for a name relative to a CRL issuer', () => {
    const issuer = new Name(encodeName([[attribute('O', 'A')]]));
    const relative = sequence(oid(ATTRIBUTE.CN), utf8String('CRL1'));
    expect(issuer.withRelative(relative).toString()).to.equal('CN=CRL1,O=A');
  });

  it('come back as they were written', () => {
    const types = Object.values(ATTRIBUTE);
    const attributes = fc.record({
      oid: fc.constantFrom(...types),
      value: fc.string({ unit: 'grapheme', maxLength: 30 }),
      as: fc.constant('utf8' as const),
    });
    fc.assert(
      fc.property(
        fc.array(fc.array(attributes, { minLength: 1, maxLength: 3 }), { maxLength: 6 }),
        (rdns) => {
          const der = encodeName(rdns);
          const name = parseName(der);
          expect(name.rdns.map((rdn) => rdn.length)).to.deep.equal(rdns.map((rdn) => rdn.length));
          const flat = (all: { oid: string; value: string }[]) =>
            all.map(({ oid: type, value }) => `${type}=${value}`).sort();
          expect(flat([...name.attributes])).to.deep.equal(flat(rdns.flat()));
          expect(name.isEmpty).to.equal(rdns.length === 0);
        },
      ),
    );
  });

  it('keep the octets they were read from', () => {
    const der = encodeName([[attribute('CN', 'x')]]);
    expect(parseName(der).der).to.equal(der);
    expect(toHex(parseName(der).rdns[0]![0]!.valueDer)).to.equal('0c0178');
  });
});
