import { expect } from 'chai';
import fc from 'fast-check';
import { fromHex, toUtf8 } from '../../src/base/bytes.ts';
import { derFrom, encodePem, parsePem } from '../../src/formats/pem.ts';
import { codeOf } from '../support/thrown.ts';

const der = fromHex('3003020105');
const block = (label: string, body = 'MAMCAQU=') =>
  `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;

describe('PEM', () => {
  it('is refused where a block is not closed, closed by another label, or has headers', () => {
    for (const text of [
      '-----BEGIN CERTIFICATE',
      '-----BEGIN CERTIFICATE-----\nMAMCAQU=\n',
      '-----BEGIN CERTIFICATE-----\nMAMCAQU=\n-----END CRL-----',
      '-----BEGIN certificate-----\nMAMCAQU=\n-----END certificate-----',
      block('X', 'Proc-Type: 4,ENCRYPTED\n\nMAMCAQU='),
      block('X', 'MAMCAQU'),
      block('X', 'MAMC\u00a0AQU='),
    ]) {
      expect(
        codeOf(() => parsePem(text)),
        text,
      ).to.equal('pem.malformed');
    }
  });

  it('is refused where no wanted block is found', () => {
    for (const text of ['', 'hello', block('PRIVATE KEY')]) {
      expect(
        codeOf(() => derFrom(toUtf8(text), 'CERTIFICATE')),
        text,
      ).to.equal('pem.malformed');
    }
  });

  it('is read with text around it, several blocks, and any white space', () => {
    const text = `subject=CN = a\n${block('A')}between\r\n${block('B', ' MAMC\r\n\tAQU= ')}`;
    expect(parsePem(text)).to.deep.equal([
      { label: 'A', der },
      { label: 'B', der },
    ]);
    expect(derFrom(toUtf8(text), 'B')).to.deep.equal([der]);
  });

  it('is not needed where the bytes are DER', () => {
    expect(derFrom(der, 'CERTIFICATE')).to.deep.equal([der]);
  });

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        expect(parsePem(encodePem('X509 CRL', bytes))).to.deep.equal([{ label: 'X509 CRL', der: bytes }]);
      }),
    );
  });
});
