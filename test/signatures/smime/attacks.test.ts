import { expect } from 'chai';
import {
  signDocument,
  verifyDocument,
  type SignatureReport,
  type ValidationReport,
} from '../../../src/node.ts';
import { encodeBase64Lines } from '../../../src/formats/mime/transfer-encoding.ts';
import { SignedData } from '../../../src/formats/cms/signed-data.ts';
import { message as cmsMessage, signerInfo } from '../../support/cms-parts.ts';
import { ANNA, asOctets, asPart, asText, emailName, LETTER, mail, replaced } from '../../support/mail.ts';
import { refusalCode } from '../../support/refusal-code.ts';
import { AT, crlSource, TestAuthority } from '../../support/signers.ts';

const root = new TestAuthority('Root');
const issuing = new TestAuthority('Issuing authority', root);
const anna = issuing.issue('P-256', { commonName: 'Anna', extensions: [emailName(ANNA)] });
const MALLORY = 'mallory@example.org';
const mallory = issuing.issue('P-256', { commonName: 'Mallory', extensions: [emailName(MALLORY)] });

const sign = (message: Uint8Array, by = anna, detached = true): Promise<Uint8Array> =>
  signDocument(message, {
    format: 'smime',
    level: 'B',
    signer: by.signer,
    certificates: [by.certificate, issuing.certificate],
    at: AT,
    detached,
  });

const verify = (message: Uint8Array): Promise<ValidationReport> =>
  verifyDocument(message, {
    name: 'letter.eml',
    at: AT,
    anchors: [root.certificate],
    evidence: crlSource(root.crl(), issuing.crl()),
  });

const codes = ({ problems }: ValidationReport): string[] => problems.map(({ code }) => code);

function only(report: ValidationReport): SignatureReport {
  expect(report.signatures).to.have.lengthOf(1);
  return report.signatures[0]!;
}

const verdict = (report: ValidationReport): (string | null)[] => {
  const { indication, subIndication } = only(report);
  return [indication, subIndication];
};

const mixed = (...parts: readonly string[]): Uint8Array =>
  mail(
    `From: ${ANNA}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=outer',
    '',
    ...parts.flatMap((part) => ['--outer', part]),
    '--outer--',
  );

const text = (words: string): string => `Content-Type: text/plain\r\n\r\n${words}`;

/** A clear-signed message of parts at will. */
const clearSigned = (content: string, cms: Uint8Array, parameters = ''): Uint8Array =>
  mail(
    `Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b${parameters}`,
    '',
    '--b',
    content,
    '--b',
    'Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n',
    `${asText(encodeBase64Lines(cms))}--b--`,
  );

const cmsOver = async (content: Uint8Array, inside?: Uint8Array, more = {}): Promise<Uint8Array> =>
  cmsMessage({
    ...(inside && { content: inside }),
    certificates: [anna.certificate, issuing.certificate],
    signers: [await signerInfo({ signer: anna, content, ...more })],
  });

describe('attacks on signed mail', () => {
  let clear: Uint8Array;
  let opaque: Uint8Array;
  before(async () => {
    clear = await sign(LETTER);
    opaque = await sign(LETTER, anna, false);
  });

  it('content replaced in a clear-signed message', async () => {
    const report = await verify(replaced(clear, '100 kroner', '900 kroner'));
    expect(verdict(report)).to.deep.equal(['TOTAL-FAILED', 'HASH_FAILURE']);
  });

  it('signature taken off, another put on: the message is from somebody else', async () => {
    const report = await verify(await sign(LETTER, mallory));
    expect(only(report).signedBy).to.equal('Mallory');
    expect(codes(report)).to.deep.equal(['smime.sender-mismatch']);
    expect(report.problems[0]!.message).to.include(ANNA).and.to.include(MALLORY);
  });

  describe('sender spoofing (Müller et al. 2019, "Johnny, you are fired")', () => {
    const senders: Record<string, readonly string[]> = {
      'From another than the signer': [`From: ${ANNA}`],
      'the signer in Sender': [`From: ${ANNA}`, `Sender: ${MALLORY}`],
      'the signer as a second author': [`From: ${ANNA}, ${MALLORY}`],
      'the signer in a comment': [`From: ${ANNA} (${MALLORY})`],
      'the signer as display name': [`From: "${MALLORY}" <${ANNA}>`],
      'the victim as display name, not quoted': [`From: ${ANNA} <${MALLORY}>`],
      'an address that nobody can read': ['From: Anna Jensen'],
    };
    for (const [name, fields] of Object.entries(senders)) {
      it(name, async () => {
        const letter = mail(...fields, 'Content-Type: text/plain', '', 'You are fired.');
        expect(codes(await verify(await sign(letter, mallory)))).to.deep.equal(['smime.sender-mismatch']);
      });
    }

    it('a second From', async () => {
      const twice = replaced(clear, 'From:', `From: boss@example.dk\r\nFrom:`);
      expect(await refusalCode(verify(twice))).to.equal('structure.malformed');
    });

    it('a certificate without an address says nothing of the sender, and that is told', async () => {
      const report = await verify(await sign(LETTER, issuing.issue('P-256')));
      expect(codes(report)).to.deep.equal(['smime.sender-not-in-certificate']);
    });
  });

  it('header changed after signing, added, or taken off', async () => {
    const changes: [string, string, string][] = [
      ['Subject: Agreement', 'Subject: Fired!', 'smime.header-changed'],
      [`From: Anna Jensen <${ANNA}>`, `From: Anna <${ANNA}>`, 'smime.header-changed'],
      ['Subject: Agreement\r\n', '', 'smime.header-changed'],
      ['Subject: Agreement', 'Subject: Agreement\r\nReply-To: mallory@example.org', 'smime.header-unsigned'],
    ];
    for (const message of [clear, opaque]) {
      for (const [from, to, code] of changes) {
        const report = await verify(replaced(message, from, to));
        expect(codes(report)).to.deep.equal([code]);
        expect(only(report).scope).to.deep.equal([{ name: 'letter.eml, body', kind: 'PARTIAL' }]);
      }
    }
  });

  it('a header that is not under the signature is never said to be covered', async () => {
    const bare = mail(
      `From: ${ANNA}`,
      asText(clearSigned(text('Hello.'), await cmsOver(mail(text('Hello.')).slice(0, -2)))),
    );
    const report = await verify(bare);
    expect(verdict(report)).to.deep.equal(['TOTAL-PASSED', null]);
    expect(codes(report)).to.deep.equal(['smime.header-unsigned']);
    expect(only(report).scope[0]!.kind).to.equal('PARTIAL');
  });

  it('signature wrapping: the signed message as one part beside another', async () => {
    for (const message of [clear, opaque]) {
      for (const parts of [
        [text('Pay 900 kroner.'), asPart(message)],
        [asPart(message), text('Pay 900 kroner.')],
      ]) {
        const report = await verify(mixed(...parts));
        expect(verdict(report)).to.deep.equal(['TOTAL-PASSED', null]);
        expect(only(report).scope[0]).to.deep.include({ kind: 'PARTIAL' });
        expect(only(report).scope[0]!.name).to.match(/^letter\.eml, part [12]$/);
      }
    }
  });

  it('signature wrapping: the signed message attached to a message of another', async () => {
    const attached = mixed(text('I, Mallory, ask:'), `Content-Type: message/rfc822\r\n\r\n${asText(clear)}`);
    expect(only(await verify(attached)).scope).to.deep.equal([
      { name: 'letter.eml, part 2', kind: 'PARTIAL' },
    ]);
  });

  it('text before the first and behind the last boundary', async () => {
    const boundary = /boundary="([^"]+)"/.exec(asText(clear))![1]!;
    const before = replaced(clear, `\r\n\r\n--${boundary}`, `\r\n\r\nPay 900 kroner.\r\n--${boundary}`);
    const after = asOctets(`${asText(clear)}Pay 900 kroner.\r\n`);
    for (const message of [before, after]) {
      const report = await verify(message);
      expect(codes(report)).to.deep.equal(['smime.text-outside']);
      expect(only(report).scope[0]!.kind).to.equal('PARTIAL');
    }
  });

  it('a third part in multipart/signed', async () => {
    const boundary = /boundary="([^"]+)"/.exec(asText(clear))![1]!;
    const third = replaced(clear, `--${boundary}--`, `--${boundary}\r\n${text('Pay.')}\r\n--${boundary}--`);
    expect(await refusalCode(verify(third))).to.equal('structure.malformed');
  });

  it('boundary smuggling: lines that programs cut in different places', async () => {
    const boundary = /boundary="([^"]+)"/.exec(asText(clear))![1]!;
    for (const line of [`--${boundary}x`, `\r--${boundary}`, `--${boundary}-- x`]) {
      const smuggled = replaced(clear, 'Agreed: 100 kroner.', `Agreed:\r\n${line}\r\n100 kroner.`);
      expect(await refusalCode(verify(smuggled)), line).to.equal('structure.malformed');
    }
    const twoBoundaries = replaced(clear, ' boundary=', ' boundary=other; boundary=');
    expect(await refusalCode(verify(twoBoundaries))).to.equal('structure.malformed');
  });

  it('content hidden in the signature of a clear-signed message: what is verified is not what is shown', async () => {
    const shown = mail(text('Pay 900 kroner.')).slice(0, -2);
    const hidden = mail(text('Hello.')).slice(0, -2);
    const report = await verify(clearSigned(asText(shown), await cmsOver(hidden, hidden)));
    expect(verdict(report)[0]).to.equal('TOTAL-FAILED');
    expect(only(report).integrity.structure).to.equal(false);
    expect(only(report).reasons.map(({ code }) => code)).to.include('smime.content-inside');
  });

  it('CMS EUF-CMA: signed attributes replayed as the content', async () => {
    const signer = new SignedData(await cmsOver(mail('Hello.'))).signers[0]!;
    const replay = signer.signedAttributes!.toBeSigned;
    const cms = cmsMessage({
      certificates: [anna.certificate, issuing.certificate],
      signers: [await signerInfo({ signer: anna, content: replay, isBare: true })],
    });
    const frame = mail(
      'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b',
      '',
      '--b',
    );
    const rest = mail('', '--b', 'Content-Type: application/pkcs7-signature', '');
    const parts = [frame, replay, rest, cms, mail('', '--b--')];
    const report = await verify(asOctets(parts.map(asText).join('')));
    expect(report.passedCount).to.equal(0);
    expect(only(report).reasons.map(({ code }) => code)).to.include('cms.attributes-replayed');
  });

  it('protocol and micalg that do not tell the truth', async () => {
    const protocol = replaced(
      clear,
      'protocol="application/pkcs7-signature"',
      'protocol="application/x-other"',
    );
    expect(await refusalCode(verify(protocol))).to.equal('document.unsupported');
    const noProtocol = replaced(clear, ' protocol="application/pkcs7-signature";', '');
    expect(verdict(await verify(noProtocol))).to.deep.equal(['TOTAL-FAILED', 'FORMAT_FAILURE']);
    const micalg = replaced(clear, 'micalg=sha-256', 'micalg=sha-512');
    expect(verdict(await verify(micalg))).to.deep.equal(['TOTAL-FAILED', 'FORMAT_FAILURE']);
  });

  it('an encrypted part beside a signed one is told: what is in it was not seen', async () => {
    const closed =
      'Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\nMAsGCSqGSIb3DQEHAw==';
    const report = await verify(mixed(asPart(clear), closed));
    expect(codes(report)).to.include('smime.part-closed');
    expect(only(report).scope[0]!.kind).to.equal('PARTIAL');
  });

  it('multipart bombs: depth, parts, fields and header of a message are bounded', async () => {
    let deep = text('x');
    for (let i = 0; i < 40; i++)
      deep = `Content-Type: multipart/mixed; boundary=b${i}x\r\n\r\n--b${i}x\r\n${deep}\r\n--b${i}x--\r\n`;
    const wide = mixed(...Array.from({ length: 1001 }, () => text('x')));
    const fields = mail('MIME-Version: 1.0', ...Array.from({ length: 1001 }, (_, i) => `X-${i}: x`), '', 'x');
    const long = mail('MIME-Version: 1.0', `X: ${'x'.repeat(300_000)}`, '', 'x');
    for (const message of [asOctets(deep), wide, fields, long]) {
      expect(await refusalCode(verify(message))).to.equal('limit.exceeded');
    }
  });
});
