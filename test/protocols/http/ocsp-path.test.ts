import { expect } from 'chai';
import { isCertBankError } from '../../../src/base/errors.ts';
import { decodeOcspPath } from '../../../src/protocols/http/ocsp-path.ts';

/** Its base64 has `+`, `/` and `==` in it. */
const REQUEST = Uint8Array.from([0x30, 0x0b, 0xfb, 0xfb, 0xef, 0xbe, 0xff, 0xff, 0xff, 0x3f]);
const BASE64 = Buffer.from(REQUEST).toString('base64');

function codeOf(path: string): string {
  try {
    decodeOcspPath(path);
  } catch (error) {
    if (isCertBankError(error)) return error.code;
    throw error;
  }
  return 'taken';
}

describe('decodeOcspPath', () => {
  it('refuses what is no base64', () => {
    for (const path of [
      '',
      '/',
      '%',
      '%zz',
      'MFQ*',
      'M',
      'MFQ=MFQ=',
      'MF\u00e6Q',
      '....',
      '%00%00',
      'a===',
      '=',
    ]) {
      expect(codeOf(path), path).to.equal('text.malformed');
    }
  });

  it('refuses more than an OCSP request may have', () => {
    expect(codeOf('A'.repeat(30_000))).to.equal('limit.exceeded');
  });

  it('reads every way of writing one request', () => {
    expect(BASE64).to.match(/\+.*\/.*==$/);
    const url = BASE64.replaceAll('+', '-').replaceAll('/', '_');
    const ways = [
      BASE64,
      BASE64.replace(/=+$/, ''),
      BASE64.replace('==', '='),
      encodeURIComponent(BASE64),
      BASE64.replaceAll('/', '%2f'),
      BASE64.replaceAll('+', '%2B'),
      BASE64.replaceAll('=', '%3D'),
      url,
      url.replace(/=+$/, ''),
      BASE64.replaceAll('+', '%20'),
      `/${BASE64}`,
      `//${BASE64}`,
    ];
    for (const way of ways) expect(Buffer.from(decodeOcspPath(way)).toString('base64'), way).to.equal(BASE64);
  });

  it('keeps slashes that are data, one after another', () => {
    const bytes = Uint8Array.from([0x30, 0x03, 0xff, 0xff, 0xff, 0xff]);
    const path = Buffer.from(bytes).toString('base64');
    expect(path).to.contain('//');
    expect(Uint8Array.from(decodeOcspPath(path))).to.deep.equal(bytes);
  });
});
