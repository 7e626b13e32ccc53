import { expect } from 'chai';
import { signDocument, verifyDocument, type ValidationReport } from '../../../src/node.ts';
import { message as cmsMessage, signerInfo } from '../../support/cms-parts.ts';
import { ANNA, asOctets, asPart, asText, emailName, LETTER, mail, replaced } from '../../support/mail.ts';
import { refusalCode } from '../../support/refusal-code.ts';
import { AT, crlSource, TestAuthority, type SchemeName } from '../../support/signers.ts';

const root = new TestAuthority('Root');
const issuing = new TestAuthority('Issuing authority', root);
const signerOf = (scheme: SchemeName) => issuing.issue(scheme, { extensions: [emailName(ANNA)] });
const anna = signerOf('P-256');

const sign = (message: Uint8Array, detached?: boolean, by = anna): Promise<Uint8Array> =>
  signDocument(message, {
    format: 'smime',
    level: 'B',
    signer: by.signer,
    certificates: [by.certificate, issuing.certificate],
    at: AT,
    ...(detached !== undefined && { detached }),
  });

const verify = (message: Uint8Array): Promise<ValidationReport> =>
  verifyDocument(message, {
    at: AT,
    anchors: [root.certificate],
    evidence: crlSource(root.crl(), issuing.crl()),
  });

const told = ({ document, signatures, problems }: ValidationReport) => ({
  format: document.format,
  signatures: signatures.map(({ indication, scope }) => `${indication} ${scope[0]!.kind} ${scope[0]!.name}`),
  problems: problems.map(({ code }) => code),
});

const WHOLE = { format: 'smime', signatures: ['TOTAL-PASSED FULL message'], problems: [] };

describe('signing mail', () => {
  it('refuses what is no message, or cannot be carried as 7bit', async () => {
    for (const bytes of [
      asOctets('%PDF-1.7'),
      mail('Subject: Grød\r\nContent-Type: text/plain', '', 'x'),
      mail('Content-Type: text', '', 'x'),
      mail('Content-Type: multipart/mixed; boundary=b', '', 'ø'),
    ]) {
      expect(await refusalCode(sign(bytes))).to.equal('structure.malformed');
    }
  });

  it('leaves a signed part as it is, or refuses: to encode it anew would break it', async () => {
    const eightBit = mail(
      'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGrød',
      '--b',
      'Content-Type: application/pkcs7-signature\r\n\r\nx',
      '--b--',
    );
    expect(await refusalCode(sign(eightBit))).to.equal('structure.malformed');
  });

  for (const scheme of ['RSA-PKCS1', 'RSA-PSS', 'P-384', 'Ed25519'] as const) {
    it(`makes both forms, which pass as covering the whole: ${scheme}`, async () => {
      for (const detached of [undefined, true, false]) {
        const signed = await sign(LETTER, detached, signerOf(scheme));
        expect(told(await verify(signed))).to.deep.equal(WHOLE);
        const type =
          detached === false ? 'application/pkcs7-mime; smime-type=signed-data' : 'multipart/signed';
        expect(asText(signed)).to.include(`Content-Type: ${type}`);
      }
    });
  }

  it('names the hash function in micalg', async () => {
    expect(asText(await sign(LETTER))).to.include('micalg=sha-256');
    expect(asText(await sign(LETTER, true, signerOf('Ed25519')))).to.include('micalg=sha-512');
  });

  it('keeps every line short and every octet 7bit, whatever the parts are', async () => {
    const letter = mail(
      `From: ${ANNA}`,
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nRødgrød med fløde',
      '--b',
      `Content-Type: text/html\r\n\r\n${'x'.repeat(2000)}`,
      '--b',
      'Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nR=C3=B8d',
      '--b--',
    );
    for (const detached of [true, false]) {
      const signed = await sign(letter, detached);
      expect(told(await verify(signed))).to.deep.equal(WHOLE);
      const lines = asText(signed).split('\r\n');
      expect(Math.max(...lines.map((line) => line.length))).to.be.lessThan(100);
      expect(asText(signed)).to.match(/^[\r\n\t -~]*$/);
    }
    expect(asText(await sign(letter))).to.include('R=C3=B8d');
  });

  it('signs what is signed again, and a message without a header of its own', async () => {
    const twice = told(await verify(await sign(await sign(LETTER, false))));
    expect(twice.signatures).to.deep.equal([
      'TOTAL-PASSED FULL message',
      'TOTAL-PASSED PARTIAL message, part 1',
    ]);
    expect(told(await verify(await sign(mail('Content-Type: text/plain', '', 'x'))))).to.deep.equal(WHOLE);
  });
});

describe('verifying mail', () => {
  it('finds no signature in mail that has none, in certs-only messages, and in answers to them', async () => {
    const certsOnly = cmsMessage({ certificates: [issuing.certificate], signers: [], digests: [] });
    for (const message of [
      LETTER,
      mail(
        'Content-Type: application/pkcs7-mime; smime-type=certs-only\r\nContent-Transfer-Encoding: base64',
        '',
        Buffer.from(certsOnly).toString('base64'),
      ),
      mail('Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'x', '--b--'),
    ]) {
      expect(told(await verify(message))).to.deep.equal({ format: 'smime', signatures: [], problems: [] });
    }
  });

  it('refuses mail in which signatures cannot be seen', async () => {
    const field = 'Content-Transfer-Encoding: base64';
    const pgp = 'multipart/signed; protocol="application/pgp-signature"; boundary=b';
    for (const message of [
      mail('Content-Type: application/pkcs7-mime', field, '', 'MAsGCSqGSIb3DQEHAw=='),
      mail('Content-Type: application/pkcs7-mime; smime-type=compressed-data', field, '', 'MAA='),
      mail(
        `Content-Type: ${pgp}`,
        '',
        '--b',
        '',
        'x',
        '--b',
        'Content-Type: application/pgp-signature',
        '',
        'x',
        '--b--',
      ),
    ]) {
      expect(await refusalCode(verify(message))).to.equal('document.unsupported');
    }
    expect(
      await refusalCode(verify(mail('Content-Type: application/pkcs7-mime', field, '', 'eA=='))),
    ).to.equal('structure.malformed');
  });

  it('takes line ends as they were saved: LF alone stands for CR LF', async () => {
    for (const detached of [true, false]) {
      const signed = await sign(LETTER, detached);
      const saved = asOctets(asText(signed).replaceAll('\r\n', '\n'));
      expect(told(await verify(saved))).to.deep.equal(WHOLE);
    }
  });

  it('takes a content that was signed as it stands, without canonical line ends', async () => {
    const content = 'Content-Type: text/plain\n\nHello.\n';
    const cms = cmsMessage({
      certificates: [anna.certificate, issuing.certificate],
      signers: [await signerInfo({ signer: anna, content: asOctets(content) })],
    });
    const message = `Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b\n\n--b\n${content}\n--b\nContent-Type: application/pkcs7-signature\nContent-Transfer-Encoding: base64\n\n${Buffer.from(cms).toString('base64')}\n--b--\n`;
    expect(told(await verify(asOctets(message)))).to.deep.equal(WHOLE);
  });

  it('knows the older names of types, and a file by its name', async () => {
    const clear = await sign(LETTER);
    const opaque = await sign(LETTER, false);
    const older = asOctets(
      asText(clear).replaceAll('application/pkcs7-signature', 'application/x-pkcs7-signature'),
    );
    expect(told(await verify(older))).to.deep.equal(WHOLE);
    for (const type of ['application/x-pkcs7-mime', 'application/octet-stream; x=y']) {
      const message = replaced(opaque, 'application/pkcs7-mime; smime-type=signed-data', type);
      expect(told(await verify(message)), type).to.deep.equal(WHOLE);
    }
  });

  it('tells of each signature what part it covers', async () => {
    const clear = await sign(LETTER);
    const opaque = await sign(LETTER, false);
    const parts = [asPart(clear), `Content-Type: message/rfc822\r\n\r\n${asText(opaque)}`];
    const message = mail(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      ...parts.flatMap((part) => ['--b', part]),
      '--b--',
    );
    expect(told(await verify(message)).signatures).to.deep.equal([
      'TOTAL-PASSED PARTIAL message, part 1',
      'TOTAL-PASSED PARTIAL message, part 2',
    ]);
    const ids = (await verify(message)).signatures.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(2);
  });

  it('reads on where one part cannot be read, and tells it', async () => {
    const clear = await sign(LETTER);
    const broken = 'Content-Type: multipart/mixed\r\n\r\nx';
    const message = mail(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      broken,
      '--b',
      asPart(clear),
      '--b--',
    );
    expect(told(await verify(message))).to.deep.equal({
      format: 'smime',
      signatures: ['TOTAL-PASSED PARTIAL message, part 2'],
      problems: ['smime.part-unreadable'],
    });
  });
});
