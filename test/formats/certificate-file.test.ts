import { expect } from 'chai';
import { concat, equal, toBase64, toUtf8 } from '../../src/base/bytes.ts';
import { element, integer, oid, sequence, setOf } from '../../src/formats/asn1/der-writer.ts';
import { contextConstructed } from '../../src/formats/asn1/tag.ts';
import { certificatesFrom } from '../../src/formats/certificate-file.ts';
import { CONTENT_TYPE } from '../../src/formats/cms/oids.ts';
import { encodePem } from '../../src/formats/pem.ts';
import { testPki } from '../support/pki.ts';
import { codeOf } from '../support/thrown.ts';

const pki = testPki({ root: { ca: true }, leaf: { issuer: 'root' } });
const leaf = pki.der('leaf');
const root = pki.der('root');

/** SignedData without content and signers (RFC 5652 section 5: "degenerate"). */
function bundle(...certificates: Uint8Array[]): Uint8Array {
  const signedData = sequence(
    integer(1),
    setOf(),
    sequence(oid(CONTENT_TYPE.data)),
    element(contextConstructed(0), ...certificates),
    setOf(),
  );
  return sequence(oid(CONTENT_TYPE.signedData), element(contextConstructed(0), signedData));
}

/** The same in BER: the two outermost elements with indefinite lengths. */
function berBundle(...certificates: Uint8Array[]): Uint8Array {
  const type = oid(CONTENT_TYPE.signedData);
  const wrapped = bundle(...certificates).subarray(4 + type.length + 4);
  const end = Uint8Array.of(0, 0);
  return concat(Uint8Array.of(0x30, 0x80), type, Uint8Array.of(0xa0, 0x80), wrapped, end, end);
}

describe('the certificates in a file', () => {
  it('are refused where there are none', () => {
    const files = [
      '',
      'hello',
      '{"a": 1}',
      toBase64(toUtf8('hello, this is no certificate')),
      encodePem('PRIVATE KEY', leaf),
      encodePem('PKCS7', leaf),
    ];
    for (const text of files)
      expect(
        codeOf(() => certificatesFrom(toUtf8(text))),
        text,
      ).to.equal('pem.malformed');
    expect(codeOf(() => certificatesFrom(bundle()))).to.equal('pem.malformed');
  });

  it('are refused where the file is cut short or goes on with something else', () => {
    expect(codeOf(() => certificatesFrom(leaf.subarray(0, leaf.length - 1)))).to.equal('der.malformed');
    expect(codeOf(() => certificatesFrom(concat(leaf, toUtf8('more'))))).to.equal('der.malformed');
  });

  it('are refused where there are too many', () => {
    const many = encodePem('CERTIFICATE', leaf).repeat(1025);
    expect(codeOf(() => certificatesFrom(toUtf8(many)))).to.equal('limit.exceeded');
  });

  const pem = `Subject: leaf\n${encodePem('CERTIFICATE', leaf)}${encodePem('PRIVATE KEY', root)}${encodePem('X509 CERTIFICATE', root)}`;
  const shapes: Record<string, Uint8Array> = {
    'DER, one after the other': concat(leaf, root),
    'PEM among other things': toUtf8(pem),
    'PKCS#7': bundle(leaf, root),
    'PKCS#7 in BER': berBundle(leaf, root),
    'PKCS#7 in PEM': toUtf8(encodePem('PKCS7', bundle(leaf, root))),
    'base64 alone': toUtf8(` ${toBase64(bundle(leaf, root)).replace(/(.{76})/g, '$1\r\n')}\n`),
  };
  for (const [name, bytes] of Object.entries(shapes)) {
    it(`are read from ${name}`, () => {
      const found = certificatesFrom(bytes);
      expect(found).to.have.length(2);
      for (const der of [leaf, root]) expect(found.some((one) => equal(one, der))).to.equal(true);
    });
  }

  it('is one in DER or in base64', () => {
    expect(certificatesFrom(leaf)).to.deep.equal([leaf]);
    expect(certificatesFrom(toUtf8(toBase64(leaf)))).to.deep.equal([leaf]);
  });
});
