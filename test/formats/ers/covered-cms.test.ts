import { expect } from 'chai';
import { concat, toUtf8 } from '../../../src/base/bytes.ts';
import { DerReader } from '../../../src/formats/asn1/der-reader.ts';
import { element, octetString, oid, sequence } from '../../../src/formats/asn1/der-writer.ts';
import { encodeAttribute } from '../../../src/formats/cms/attribute-set.ts';
import { parseSignedData } from '../../../src/formats/cms/signed-data.ts';
import { cmsBefore } from '../../../src/formats/ers/covered-cms.ts';
import { message, signerInfo } from '../../support/cms-parts.ts';
import { TestAuthority } from '../../support/signers.ts';

const content = toUtf8('Agreed: 100 kroner.');
const authority = new TestAuthority('Root');
const anna = authority.issue('P-256');
const erik = authority.issue('P-384');
const attribute = (text: string): Uint8Array => encodeAttribute(oid('1.2.3'), octetString(toUtf8(text)));

/** The same elements with indefinite lengths around the signed data. */
function indefinite(der: Uint8Array): Uint8Array {
  const header = (at: number): number => (der[at + 1]! < 0x80 ? 2 : 2 + (der[at + 1]! & 0x7f));
  const type = header(0);
  const explicit = type + 2 + der[type + 1]!;
  const inside = explicit + header(explicit);
  const ends = new Uint8Array(6);
  return concat(
    Uint8Array.of(der[0]!, 0x80),
    der.subarray(type, explicit),
    Uint8Array.of(der[explicit]!, 0x80),
    Uint8Array.of(der[inside]!, 0x80),
    der.subarray(inside + header(inside)),
    ends,
  );
}

const remove = (bytes: Uint8Array, ...removed: readonly string[]): readonly Uint8Array[] =>
  cmsBefore(parseSignedData(bytes), ({ signer, attribute: at }) => removed.includes(`${signer}/${at}`));

describe('a CMS object before its evidence records', () => {
  it('is the object itself where it has none', async () => {
    const der = message({ content, signers: [await signerInfo({ signer: anna, content })] });
    expect(remove(der, '0/0', '1/7')).to.deep.equal([der]);
  });

  it('keeps what was there, to the octet, and loses an empty set', async () => {
    const bare = await signerInfo({ signer: anna, content });
    const document = (...attributes: Uint8Array[]): Uint8Array =>
      message({ content, signers: [grown(bare, ...attributes)] });
    const [one, two] = [attribute('one'), attribute('two')];
    expect(remove(document(one, two), '0/0')).to.deep.equal([document(two)]);
    expect(remove(document(one, two), '0/1')).to.deep.equal([document(one)]);
    expect(remove(document(one, two), '0/0', '0/1')).to.deep.equal([document()]);
    expect(remove(indefinite(document(one, two)), '0/1')).to.deep.equal([indefinite(document(one))]);
    expect(remove(indefinite(document(one)), '0/0')).to.deep.equal([indefinite(document())]);
  });

  it('may have had its signers in another order, since the one with the record has grown', async () => {
    const short = grown(await signerInfo({ signer: anna, content }));
    const long = grown(await signerInfo({ signer: erik, content }));
    const large = grown(short, attribute('a'.repeat(2000)));
    // `message` sorts the signers.
    const honest = message({ content, signers: [short, long] });
    const [asItStands, sorted, ...none] = remove(message({ content, signers: [large, long] }), '1/0');
    expect(asItStands).not.to.deep.equal(honest);
    expect(sorted).to.deep.equal(honest);
    expect(none).to.deep.equal([]);
  });
});

/** A SignerInfo with unsigned attributes behind the same signature; ECDSA never gives the same twice. */
function grown(signer: Uint8Array, ...attributes: Uint8Array[]): Uint8Array {
  const content = new DerReader(signer).next().content;
  return sequence(content, ...(attributes.length > 0 ? [element(0xa1, ...attributes)] : []));
}
