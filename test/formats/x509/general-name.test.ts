import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex } from '../../../src/base/bytes.ts';
import { DerReader } from '../../../src/formats/asn1/der-reader.ts';
import { element, sequence } from '../../../src/formats/asn1/der-writer.ts';
import { utf8String } from '../../../src/formats/asn1/text.ts';
import {
  encodeGeneralName,
  parseGeneralName,
  parseGeneralNames,
  type GeneralName,
} from '../../../src/formats/x509/general-name.ts';
import { encodeName, Name } from '../../../src/formats/x509/name.ts';
import { codeOf } from '../../support/thrown.ts';

const read = (der: Uint8Array, isConstraint = false) => {
  const reader = new DerReader(der);
  const name = parseGeneralName(reader, isConstraint);
  reader.finish();
  return name;
};
const ip = (hex: string) => element(0x87, fromHex(hex));

describe('general names', () => {
  it('are refused when they are of no known form', () => {
    expect(codeOf(() => read(fromHex('8900')))).to.equal('structure.malformed');
    expect(codeOf(() => read(fromHex('0c0141')))).to.equal('structure.malformed');
    expect(codeOf(() => read(fromHex('a200')))).to.equal('structure.malformed');
  });

  it('are refused when a DNS name, address or URI is not ASCII', () => {
    for (const tag of [0x81, 0x82, 0x86]) {
      expect(codeOf(() => read(element(tag, fromHex('c3a6'))))).to.equal('structure.malformed');
    }
  });

  it('are refused when an IP address has neither four nor sixteen octets', () => {
    for (const hex of ['', '0a0000', '0a00000100', '0a000000ff000000']) {
      expect(
        codeOf(() => read(ip(hex))),
        hex,
      ).to.equal('structure.malformed');
    }
  });

  it('are refused when a constraint on addresses has no mask, or one with holes', () => {
    for (const hex of [
      '0a000000',
      '0a000000ff00ff00',
      '0a000000fd000000',
      '0a000000000000ff',
      `${'00'.repeat(31)}01`,
    ]) {
      expect(
        codeOf(() => read(ip(hex), true)),
        hex,
      ).to.equal('structure.malformed');
    }
    for (const hex of [
      '0a000000ff000000',
      '0000000000000000',
      '0a000000fffffffe',
      '00'.repeat(16) + 'ff'.repeat(16),
    ]) {
      expect(read(ip(hex), true), hex).to.deep.equal({ kind: 'ip', bytes: fromHex(hex) });
    }
  });

  it('are refused when an other name has no type or more than one value', () => {
    expect(codeOf(() => read(fromHex('a000')))).to.equal('der.malformed');
    expect(codeOf(() => read(fromHex('a00406022a03')))).to.equal('der.malformed');
    expect(codeOf(() => read(fromHex('a00a06022a03a00405000500')))).to.equal('der.malformed');
  });

  it('are refused when there are none', () => {
    expect(codeOf(() => parseGeneralNames(new DerReader(sequence()).enter()))).to.equal('der.malformed');
  });

  it('keep addresses and parties of forms that nobody uses whole', () => {
    expect(read(fromHex('a3020500'))).to.deep.equal({ kind: 'x400', der: fromHex('a3020500') });
    expect(read(fromHex('a5020500'))).to.deep.equal({ kind: 'ediParty', der: fromHex('a5020500') });
  });

  it('come back as they were written', () => {
    const ascii = fc.string({ unit: 'binary-ascii', maxLength: 40 });
    const names: fc.Arbitrary<GeneralName> = fc.oneof(
      fc.record({ kind: fc.constantFrom('dns' as const, 'email' as const, 'uri' as const), value: ascii }),
      fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => ({ kind: 'ip' as const, bytes })),
      fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => ({ kind: 'ip' as const, bytes })),
      fc.constant({ kind: 'registeredId' as const, oid: '1.2.208.169' }),
      fc
        .string()
        .map((text) => ({ kind: 'other' as const, oid: '1.3.6.1.5.5.7.8.9', value: utf8String(text) })),
    );
    fc.assert(
      fc.property(names, (name) => {
        expect(read(encodeGeneralName(name))).to.deep.equal(name);
      }),
    );
    const directory = {
      kind: 'directory',
      name: new Name(encodeName([[{ oid: '2.5.4.3', value: 'a', as: 'utf8' }]])),
    } as const;
    const back = read(encodeGeneralName(directory));
    expect(back.kind === 'directory' && back.name.equals(directory.name)).to.equal(true);
  });
});
