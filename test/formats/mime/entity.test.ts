import { expect } from 'chai';
import { LIMITS } from '../../../src/base/limits.ts';
import { addressesIn } from '../../../src/formats/mime/address.ts';
import { encodeField, encodeMultipart } from '../../../src/formats/mime/compose.ts';
import { looksLikeMessage, parseMimeEntity } from '../../../src/formats/mime/entity.ts';
import { compareHeader, protectHeader } from '../../../src/formats/mime/header-protection.ts';
import { isSevenBit, withCanonicalLineEnds } from '../../../src/formats/mime/line-ends.ts';
import { encodeParameter, parseParameterised } from '../../../src/formats/mime/media-type.ts';
import { splitMultipart } from '../../../src/formats/mime/multipart.ts';
import { decodeTransfer, encodeBase64Lines } from '../../../src/formats/mime/transfer-encoding.ts';
import { asOctets, asText, LETTER, mail } from '../../support/mail.ts';
import { codeOf } from '../../support/thrown.ts';

const malformed = (text: string, read: () => unknown): void =>
  void expect(codeOf(read), JSON.stringify(text)).to.equal('structure.malformed');

const parameters = (text: string) => Object.fromEntries(parseParameterised(text).parameters);

describe('the header of a message', () => {
  it('refuses what programs read in different ways', () => {
    for (const text of [
      'From : a@example.dk\r\n\r\n',
      'no field\r\n\r\n',
      ': x\r\n\r\n',
      ' From: a\r\n\r\n',
      'From: a\rTo: b\r\n\r\n',
      'From: a\u0000\r\n\r\n',
      'From: a\r\n \r\n b\r\n\r\n',
      'From: a\r\nFROM: b\r\n\r\n',
      'Content-Type: text/plain\r\nContent-type: text/html\r\n\r\n',
      'Content-Type: text\r\n\r\n',
      'Content-Transfer-Encoding: x-uuencode\r\n\r\n',
      'Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: base64\r\n\r\n',
    ]) {
      malformed(text, () => parseMimeEntity(asOctets(text)));
    }
  });

  it('bounds its fields and its size', () => {
    const fields = 'X: y\r\n'.repeat(LIMITS.mimeFields + 1);
    const long = `X: ${'y'.repeat(LIMITS.mimeHeaderBytes)}\r\n`;
    for (const text of [fields, long]) {
      expect(codeOf(() => parseMimeEntity(asOctets(text)))).to.equal('limit.exceeded');
    }
  });

  it('unfolds fields and keeps their octets', () => {
    for (const end of ['\r\n', '\n']) {
      const text = `Subject: one${end}\ttwo${end}X-A:${end}${end}body`;
      const { header, body } = parseMimeEntity(asOctets(text));
      expect(header.find('subject')).to.equal('one\ttwo');
      expect(header.fields.map(({ octets }) => asText(octets)).join('')).to.equal(
        `Subject: one${end}\ttwo${end}X-A:${end}`,
      );
      expect(asText(body)).to.equal('body');
    }
  });

  it('is text/plain where nothing else is said, and may have no body', () => {
    const { mediaType, body, transferEncoding } = parseMimeEntity(mail('Subject: x'));
    expect([mediaType.value, transferEncoding, body.length]).to.deep.equal(['text/plain', '7bit', 0]);
  });

  it('is what a message begins with, where MIME is named in it', () => {
    expect(looksLikeMessage(LETTER)).to.equal(true);
    expect(looksLikeMessage(asOctets('\r\nMIME-Version: 1.0\r\n'))).to.equal(false);
    expect(looksLikeMessage(asOctets('Dear Anna:\n\nContent-Type: x\n'))).to.equal(false);
  });
});

describe('addresses', () => {
  it('are read without names, comments and groups; domains in lower case', () => {
    const read: [string, string[]][] = [
      ['anna@Example.DK', ['anna@example.dk']],
      ['"otto@example.dk" <anna@example.dk>', ['anna@example.dk']],
      ['Anna (otto@example.dk) <anna@example.dk>, b@c', ['anna@example.dk', 'b@c']],
      ['Group: a@b, c@d;', ['a@b', 'c@d']],
      ['otto@example.dk <anna@example.dk>', ['otto@example.dk', 'anna@example.dk']],
      ['"a b"@example.dk', []],
      ['Anna', []],
    ];
    for (const [field, addresses] of read) expect(addressesIn(field), field).to.deep.equal(addresses);
  });
});

describe('parameters', () => {
  it('are refused where they are given twice, in two forms, or in pieces that do not fit', () => {
    for (const text of [
      'a/b; x=1; X=2',
      'a/b; x',
      'a/b; x=',
      'a/b; =1',
      'a/b; x="1',
      'a/b x=1',
      'a/b; x=1 y',
      'a/b; x=(1',
      'a/b; boundary=1; boundary*0=2',
      'a/b; x*1=b',
      "a/b; x*=utf-8''%ZZ",
      'a/b; x*=plain',
      "a/b; x*=no-such-charset''a",
      `a/b${Array.from({ length: 65 }, (_, i) => `; x${i}=1`).join('')}`,
      `a/b; ${'('.repeat(9)}${')'.repeat(9)} x=1`,
    ]) {
      malformed(text, () => parseParameterised(text));
    }
  });

  it('are read in quotes, between comments, and by RFC 2231', () => {
    expect(parameters('A/B (x;y=z) ; a="b\\"c;" ; D=e;')).to.deep.equal({ a: 'b"c;', d: 'e' });
    expect(parameters("a/b; name*0*=utf-8''%C3%86; name*1=x; name=old")).to.deep.equal({ name: 'Æx' });
    expect(parseParameterised('Multipart/SIGNED').value).to.equal('multipart/signed');
  });

  it('are written so that they are read as they were', () => {
    for (const value of ['a', 'a b;"c\\', 'Ærø (1).pdf', '']) {
      expect(parameters(`a/b${encodeParameter('x', value)}`)).to.deep.equal({ x: value });
    }
    expect(() => encodeParameter('x', 'a\r\nBcc: b')).to.throw(RangeError);
    expect(() => encodeField({ name: 'X', value: 'a\r\nBcc: b' })).to.throw(RangeError);
  });
});

describe('a multipart', () => {
  const split = (body: string, boundary = 'b') => splitMultipart(asOctets(body), boundary);

  it('is refused where programs cut it in different places', () => {
    for (const body of [
      '',
      'text',
      '--b--\r\n',
      '--b\r\nx',
      '--b\r\nx\r\n--bc\r\ny\r\n--b--',
      '--b\r\nx\r\n--b- -\r\n',
      '--b\r\nx\r--b\r\ny\r\n--b--',
      '--b\r\nx\r\n--b--\r\n--b\r\ny\r\n--b--',
    ]) {
      malformed(body, () => split(body));
    }
    for (const boundary of ['', ' ', 'x ', 'ø', 'x'.repeat(71)])
      malformed(boundary, () => split('--b\r\n', boundary));
    malformed('none', () => splitMultipart(asOctets('--b\r\n'), undefined));
  });

  it('gives the exact octets of its parts: the line end before a boundary is not theirs', () => {
    const { parts, preamble, epilogue } = split('pre\r\n--b \t\r\none\r\n\r\n--b\r\n\r\n--b\r\n--b--\r\nepi');
    expect(parts.map(asText)).to.deep.equal(['one\r\n', '', '']);
    expect([preamble, epilogue].map(asText)).to.deep.equal(['pre', 'epi']);
    expect(split('--b\none\n\n--b--').parts.map(asText)).to.deep.equal(['one\n']);
  });

  it('comes back as it was written', () => {
    const written = [asOctets('one\r\n'), asOctets(''), asOctets('\r\n\u00ff')];
    expect(splitMultipart(encodeMultipart('b', written), 'b').parts.map(asText)).to.deep.equal(
      written.map(asText),
    );
  });
});

describe('transfer encodings', () => {
  const decode = (encoding: 'base64' | 'quoted-printable', text: string): string =>
    asText(decodeTransfer(encoding, asOctets(text)));

  it('refuse what is not theirs', () => {
    for (const text of ['A', 'AA', 'AA=', 'AAA', 'AAAA=', 'AA==AAAA', 'AB==', 'A*==', '====']) {
      malformed(text, () => decode('base64', text));
    }
    for (const text of ['=', '=4', '=G1', 'a\u0000', 'a\u00e6', 'a\rb']) {
      malformed(text, () => decode('quoted-printable', text));
    }
  });

  it('are undone', () => {
    expect(decode('base64', 'aGVs\r\nbG8=\r\n')).to.equal('hello');
    expect(decode('quoted-printable', 'R=C3=B8d \t\r\ngr=\r\n=3D \n')).to.equal('R\u00c3\u00b8d\r\ngr=\n');
    const octets = Uint8Array.from({ length: 300 }, (_, i) => i & 0xff);
    expect(decodeTransfer('base64', encodeBase64Lines(octets))).to.deep.equal(octets);
  });
});

describe('line ends', () => {
  it('become CR LF, and nothing else changes', () => {
    const canonical = (text: string): string => asText(withCanonicalLineEnds(asOctets(text)));
    expect(canonical('\na\r\nb\n\nc\rd')).to.equal('\r\na\r\nb\r\n\r\nc\rd');
    expect(withCanonicalLineEnds(LETTER)).to.equal(LETTER);
  });

  it('tell 7bit from what gateways touch', () => {
    for (const text of ['a\r\nb', `${'x'.repeat(998)}\r\n`])
      expect(isSevenBit(asOctets(text))).to.equal(true);
    for (const text of ['\u0000', '\u0080', 'a\rb', 'x'.repeat(1000)]) {
      expect(isSevenBit(asOctets(text))).to.equal(false);
    }
  });
});

describe('header protection (RFC 9788)', () => {
  const message = parseMimeEntity(LETTER);

  it('repeats what is shown inside, and hides the subject outside of what is encrypted', () => {
    const clear = protectHeader(message, 'clear');
    expect(compareHeader(message, clear.inner)).to.deep.equal({ unprotected: [], different: [] });
    const cipher = protectHeader(message, 'cipher');
    expect(cipher.outer.map(asText)).to.include('Subject: [...]\r\n');
    expect(cipher.inner.header.find('subject')).to.equal('Agreement');
    expect(cipher.inner.header.find('content-type')).to.include('hp="cipher"');
  });

  it('counts copies only where the content says that they are meant so', () => {
    const { inner } = protectHeader(message, 'clear');
    const unmarked = parseMimeEntity(asOctets(asText(inner.octets).replace(/;\r\n hp="clear"/, '')));
    expect(compareHeader(message, unmarked).unprotected).to.include.members([
      'from',
      'to',
      'subject',
      'date',
    ]);
    expect(compareHeader(message, undefined).unprotected).to.include('from');
  });

  it('tells fields that were changed or taken off outside; new folding is no change', () => {
    const { inner } = protectHeader(message, 'clear');
    const changed = (from: string, to: string): readonly string[] =>
      compareHeader(parseMimeEntity(asOctets(asText(LETTER).replace(from, to))), inner).different;
    expect(changed('Subject: Agreement', 'Subject: Other')).to.deep.equal(['subject']);
    expect(changed('Subject: Agreement\r\n', '')).to.deep.equal(['subject']);
    expect(changed('1 Jun', '1\r\n Jun')).to.deep.equal([]);
  });
});
