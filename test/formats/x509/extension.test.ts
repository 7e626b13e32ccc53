import { expect } from 'chai';
import { fromHex } from '../../../src/base/bytes.ts';
import { DerReader } from '../../../src/formats/asn1/der-reader.ts';
import { boolean, octetString, oid, sequence } from '../../../src/formats/asn1/der-writer.ts';
import { encodeExtensions, ExtensionSet, parseExtensions } from '../../../src/formats/x509/extension.ts';
import { codeOf } from '../../support/thrown.ts';

const read = (der: Uint8Array) => parseExtensions(new DerReader(der));
const extension = (...parts: Uint8Array[]) => sequence(oid('2.5.29.15'), ...parts);

describe('extensions', () => {
  it('are refused when there are none, or one occurs twice', () => {
    expect(codeOf(() => read(sequence()))).to.equal('der.malformed');
    const one = extension(octetString());
    expect(codeOf(() => read(sequence(one, one)))).to.equal('structure.malformed');
  });

  it('are refused with a FALSE written out, or anything after the value', () => {
    expect(codeOf(() => read(sequence(extension(boolean(false), octetString()))))).to.equal(
      'structure.malformed',
    );
    expect(codeOf(() => read(sequence(extension(fromHex('010101'), octetString()))))).to.equal(
      'der.malformed',
    );
    expect(codeOf(() => read(sequence(extension(octetString(), octetString()))))).to.equal('der.malformed');
    expect(codeOf(() => read(sequence(extension())))).to.equal('der.malformed');
  });

  it('are refused above 128', () => {
    const many = Array.from({ length: 129 }, (_, n) => ({
      oid: `1.2.${n}`,
      critical: false,
      value: fromHex(''),
    }));
    expect(codeOf(() => read(encodeExtensions(many)))).to.equal('limit.exceeded');
    expect(read(encodeExtensions(many.slice(1)))).to.have.lengthOf(128);
  });

  it('that are malformed are refused every time anew', () => {
    const der = sequence(extension(boolean(false), octetString()));
    const set = new ExtensionSet(der, 0, der.length);
    for (let i = 0; i < 3; i++) expect(codeOf(() => set.find('2.5.29.15'))).to.equal('structure.malformed');
  });

  it('are read once each', () => {
    const der = encodeExtensions([{ oid: '2.5.29.15', critical: true, value: fromHex('0500') }]);
    const set = new ExtensionSet(der, 0, der.length);
    let reads = 0;
    const parse = () => ({ reads: ++reads });
    expect(set.value('2.5.29.15', parse)).to.equal(set.value('2.5.29.15', parse));
    expect(reads).to.equal(1);
    expect(set.value('2.5.29.19', parse)).to.equal(undefined);
    expect(set.all).to.deep.equal([{ oid: '2.5.29.15', critical: true, value: fromHex('0500') }]);
  });
});
