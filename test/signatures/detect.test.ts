import { expect } from 'chai';
import { fromHex, toUtf8 } from '../../src/base/bytes.ts';
import { encodePem } from '../../src/formats/pem.ts';
import { detectDocument } from '../../src/signatures/detect.ts';

/** ContentInfo with SignedData, definite and indefinite; what follows is for the parser. */
const DER = fromHex('300d06092a864886f70d010702a000');
const BER = fromHex('308006092a864886f70d010702a0800000');

const refuses = (bytes: Uint8Array, code: string): void =>
  void expect(() => detectDocument(bytes))
    .to.throw()
    .with.property('code', code);

describe('detectDocument', () => {
  it('refuses kinds in which there may be signatures that it cannot read', () => {
    refuses(toUtf8('PK\u0003\u0004...'), 'document.unsupported');
    refuses(
      toUtf8('<?xml version="1.0"?><a xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>'),
      'document.unsupported',
    );
    refuses(
      toUtf8('From agency\nMIME-Version: 1.0\nContent-Type: multipart/signed; boundary=x\n'),
      'document.unsupported',
    );
  });

  it('refuses PEM with more than one signature, or none that can be read', () => {
    const pem = encodePem('CMS', DER);
    refuses(toUtf8(pem + pem), 'pem.malformed');
    refuses(toUtf8('-----BEGIN CMS-----\n!\n-----END CMS-----\n'), 'pem.malformed');
    refuses(toUtf8('-----BEGIN CMS-----\n'), 'pem.malformed');
  });

  it('finds no signed document in anything else', () => {
    for (const text of [
      '',
      'A letter.',
      '<p>A page.</p>',
      '{"a":1}',
      'Subject: no MIME\n\nContent-Type: multipart/mixed\n',
      encodePem('CERTIFICATE', DER),
    ]) {
      expect(detectDocument(toUtf8(text)), text).to.equal(undefined);
    }
    for (const hex of ['30', '3000', '300506032a0304', '3080', '30ff', '310d06092a864886f70d010702a000']) {
      expect(detectDocument(fromHex(hex)), hex).to.equal(undefined);
    }
  });

  it('knows PDF, also behind a few other octets', () => {
    for (const text of ['%PDF-1.7\n', '\n%PDF-1.7\n']) {
      expect(detectDocument(toUtf8(text))?.format).to.equal('pades');
    }
  });

  it('knows mail by a MIME field in its header', () => {
    for (const text of ['Content-Type: text/plain\n', 'From: a@example.dk\r\nMIME-Version: 1.0\r\n\r\n']) {
      expect(detectDocument(toUtf8(text))?.format).to.equal('smime');
    }
  });

  it('knows SignedData in DER, in BER and in PEM', () => {
    for (const bytes of [DER, BER]) {
      expect(detectDocument(bytes)).to.deep.equal({ format: 'cades', bytes });
      for (const label of ['CMS', 'PKCS7']) {
        const pem = `Text before.\n${encodePem(label, bytes)}`;
        expect(detectDocument(toUtf8(pem))).to.deep.equal({ format: 'cades', bytes });
      }
    }
  });
});
