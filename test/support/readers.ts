import { webcrypto } from 'node:crypto';
import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { nodeRecipientKey } from '../../src/adapters/keys/node-recipient-key.ts';
import { nodeSigner } from '../../src/adapters/keys/node-signer.ts';
import { toUtf8 } from '../../src/base/bytes.ts';
import { CertBankError } from '../../src/base/errors.ts';
import { decryptKey } from '../../src/crypto/key-file.ts';
import { encryptMessage, decryptMessage } from '../../src/crypto/message-encryption.ts';
import { signatureScheme } from '../../src/formats/algorithms.ts';
import { parseEnvelope } from '../../src/formats/cms/enveloped-data.ts';
import { parseSignedData } from '../../src/formats/cms/signed-data.ts';
import { Crl } from '../../src/formats/crl/crl.ts';
import { describeStructure, parseStructures } from '../../src/formats/description/structure.ts';
import { parseEvidenceRecord } from '../../src/formats/ers/evidence-record.ts';
import { addressesIn } from '../../src/formats/mime/address.ts';
import { parseMimeEntity } from '../../src/formats/mime/entity.ts';
import { parseOcspRequest } from '../../src/formats/ocsp/request.ts';
import { parsePdf } from '../../src/formats/pdf/document.ts';
import { listFields } from '../../src/formats/pdf/form.ts';
import { listPages } from '../../src/formats/pdf/pages.ts';
import { derFrom, encodePem, parsePem } from '../../src/formats/pem.ts';
import { encodeEncryptedPrivateKeyInfo, parsePrivateKeyInfo } from '../../src/formats/pkcs/pkcs8.ts';
import { readPkcs12 } from '../../src/formats/pkcs/pkcs12.ts';
import { encodeTimestampRequest, parseTimestampRequest } from '../../src/formats/tsp/request.ts';
import {
  encodeTimestampRejection,
  encodeTimestampResponse,
  parseTimestampResponse,
} from '../../src/formats/tsp/response.ts';
import { parseTimestampToken } from '../../src/formats/tsp/token.ts';
import { Certificate } from '../../src/formats/x509/certificate.ts';
import { enterOnly } from '../../src/formats/x509/extension-values.ts';
import { encodeGeneralNames, parseGeneralNames } from '../../src/formats/x509/general-name.ts';
import { displayName, parseName } from '../../src/formats/x509/name.ts';
import { readCades } from '../../src/signatures/cades/read.ts';
import { extendDocument } from '../../src/signatures/extend-document.ts';
import { readPades } from '../../src/signatures/pades/read.ts';
import { signDocument } from '../../src/signatures/sign-document.ts';
import { readSmime } from '../../src/signatures/smime/read.ts';
import { verifyDocument } from '../../src/signatures/verify-document.ts';
import { examineCertificate } from '../../src/trust/lint/examine-certificate.ts';
import { evidenceRecord } from './evidence-records.ts';
import { decodeLatin1, encodeLatin1 } from './latin1.ts';
import { extendPdf, samplePdf, signPdf, timestamper } from './pdf.ts';
import { AT, testPki } from './pki.ts';
import * as samples from './sample-structures.ts';
import { samplePkcs12 } from './sample-pkcs12.ts';
import { touchEverything } from './touch.ts';

/** Something of ours that reads hostile octets. */
export interface Reader {
  /** What it reads in full, from which damaged inputs are made. */
  readonly samples: () => Promise<readonly Uint8Array[]>;
  /** Reads all that there is to read; throws nothing but a CertBankError. */
  readonly read: (octets: Uint8Array) => unknown;
  /** How its inputs are damaged besides octet by octet. */
  readonly grammar: 'der' | 'text';
  /** Milliseconds of processor time that one input may take, where that is not a second. */
  readonly milliseconds?: number;
}

const engine = nodeEngine();
const PASSWORD = 'changeit';
const RSA = '1.2.840.113549.1.1.1';
const subtle = webcrypto.subtle as unknown as SubtleCrypto;
const webCrypto = webcrypto as unknown as Crypto;
const platform = {
  subtle,
  random: { bytes: (length: number) => webcrypto.getRandomValues(new Uint8Array(length)) },
};

const pki = testPki({
  root: { ca: true },
  signer: { issuer: 'root', subject: 'CN=Åse Ærø' },
  other: { issuer: 'root', key: 'rsa2048' },
  box: { issuer: 'root', key: 'rsa2048', keyUsage: 4 },
  curve: { issuer: 'root', keyUsage: 16 },
});
const evidence = { issuers: async () => [], crls: async () => [pki.crl('root')], ocsp: async () => [] };
const CONTENT = toUtf8('Agreed: 100 kroner.\r\n');

const signed = (who: 'signer' | 'other', detached = false): Promise<Uint8Array> =>
  signDocument(CONTENT, {
    engine,
    format: 'cades',
    level: 'B',
    signer: nodeSigner(pki.key(who).privateKey, pki.key(who).scheme),
    certificates: [pki.der(who), pki.der('root')],
    at: AT,
    detached,
  });

const archived = async (): Promise<Uint8Array> =>
  extendDocument(await signed('signer'), {
    engine,
    level: 'LTA',
    timestamper,
    evidence,
    anchors: [pki.der('root')],
    at: AT,
  });

const token = (): Promise<Uint8Array> => timestamper.timestamp('SHA-256', new Uint8Array(32));

const lines = (octets: Uint8Array): string =>
  (
    Buffer.from(octets)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  ).join('\r\n');

const message = (type: string, body: string): Uint8Array =>
  encodeLatin1(
    'From: "A (b)" <a@example.dk>, =?utf-8?Q?=C3=86?= <b@example.dk>\r\nTo: c@example.dk\r\nSubject: x\r\n' +
      `MIME-Version: 1.0\r\nContent-Type: ${type}\r\n${body}`,
  );

async function messages(): Promise<Uint8Array[]> {
  const part = 'Content-Type: text/plain; charset=utf-8\r\n\r\nAgreed: 100 kroner.\r\n';
  const file = 'Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n';
  const mixed = `--m\r\n${part}\r\n--m\r\n${file}\r\n--m--\r\n`;
  const signature =
    'Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\n' +
    lines(await signed('signer', true));
  return [
    message(
      'multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="s"',
      `\r\n--s\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n${mixed}\r\n--s\r\n${signature}\r\n--s--\r\n`,
    ),
    message(
      'application/pkcs7-mime; smime-type=signed-data; name*0="smi"; name*1*=me.p7m',
      `Content-Transfer-Encoding: base64\r\n\r\n${lines(await signed('signer'))}\r\n`,
    ),
    message(
      'message/rfc822',
      `\r\n${decodeLatin1(message('text/plain', 'Content-Transfer-Encoding: quoted-printable\r\n\r\n=C3=86=\r\n'))}`,
    ),
  ];
}

const envelopes = (): Promise<Uint8Array[]> =>
  Promise.all(
    (['box', 'curve'] as const).map((who) =>
      encryptMessage(platform, CONTENT, { recipients: [pki.der(who)], at: AT, form: 'cms' }),
    ),
  );

/** @throws CertBankError for what neither key opens */
async function openEnvelope(octets: Uint8Array): Promise<void> {
  touchEverything(parseEnvelope(octets));
  const open = (who: 'box' | 'curve') =>
    decryptMessage(platform, octets, {
      certificate: pki.der(who),
      key: nodeRecipientKey(pki.key(who).pkcs8, pki.certificate(who).publicKey),
    });
  await eitherOf(
    () => open('box'),
    () => open('curve'),
  );
}

/** Both must throw nothing but a CertBankError; that one succeeds is enough. */
async function eitherOf(one: () => unknown, other: () => unknown): Promise<void> {
  let refusal: CertBankError | undefined;
  try {
    await one();
  } catch (error) {
    if (!(error instanceof CertBankError)) throw error;
    refusal = error;
  }
  try {
    await other();
  } catch (error) {
    if (refusal !== undefined || !(error instanceof CertBankError)) throw error;
  }
}

async function encryptedKey(): Promise<Uint8Array> {
  const salt = new Uint8Array(16);
  const base = await subtle.importKey('raw', encodeLatin1(PASSWORD) as BufferSource, 'PBKDF2', false, [
    'deriveKey',
  ]);
  const derivation = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: 2 };
  const key = await subtle.deriveKey(derivation, base, { name: 'AES-CBC', length: 256 }, false, ['encrypt']);
  const clear = pki.key('signer').pkcs8 as BufferSource;
  const ciphertext = new Uint8Array(await subtle.encrypt({ name: 'AES-CBC', iv: salt }, key, clear));
  return encodeEncryptedPrivateKeyInfo({ salt, iterations: 2, iv: salt }, ciphertext);
}

const readKey = (octets: Uint8Array): Promise<void> =>
  eitherOf(
    () => {
      const { algorithm } = parsePrivateKeyInfo(octets);
      nodeSigner(octets, { kind: algorithm.oid === RSA ? 'rsa-pkcs1' : 'ecdsa', hash: 'SHA-256' });
    },
    () => decryptKey(octets, encodeLatin1(PASSWORD), subtle),
  );

function describe(octets: Uint8Array): void {
  for (const structure of parseStructures(octets)) {
    touchEverything(structure);
    describeStructure(structure);
    if (structure instanceof Certificate) {
      examineCertificate(structure);
      signatureScheme(structure.signatureAlgorithm);
    }
    if (structure instanceof Crl) {
      touchEverything([...structure.entries()]);
      for (const serial of [Uint8Array.of(0x7f, 0), Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)]) {
        structure.find(serial);
        structure.find(serial, samples.sampleName);
      }
    }
  }
}

function readPdf(octets: Uint8Array): void {
  touchEverything(readPades(octets, 'x.pdf').signatures);
  const view = parsePdf(octets).view();
  listPages(view);
  listFields(view);
}

function readMail(octets: Uint8Array): void {
  const entity = parseMimeEntity(octets);
  addressesIn(decodeLatin1(octets.subarray(0, 2000)));
  touchEverything(entity);
  touchEverything(readSmime(octets, 'x.eml'));
}

const TRUST = { engine, at: AT, anchors: [pki.der('root')], evidence, contents: [{ bytes: CONTENT }] };

export const READERS: Readonly<Record<string, Reader>> = {
  certificate: {
    samples: async () => [samples.samplePki.der('leaf'), samples.samplePki.der('ca')],
    read: describe,
    grammar: 'der',
  },
  request: { samples: async () => [samples.sampleRequest()], read: describe, grammar: 'der' },
  crl: { samples: async () => [samples.sampleCrl(), pki.crl('root')], read: describe, grammar: 'der' },
  'ocsp-request': {
    samples: async () => [samples.sampleOcspRequest()],
    read: (octets) => touchEverything(parseOcspRequest(octets)),
    grammar: 'der',
  },
  'ocsp-response': {
    samples: async () => [samples.sampleOcspResponse()],
    read: describe,
    grammar: 'der',
  },
  'signed-data': {
    samples: async () => [await signed('signer'), await signed('other', true), await archived()],
    read: (octets) => touchEverything(readCades(parseSignedData(octets), 'x', [{ bytes: CONTENT }])),
    grammar: 'der',
  },
  envelope: { samples: envelopes, read: openEnvelope, grammar: 'der' },
  'timestamp-request': {
    samples: async () => [
      encodeTimestampRequest({ hash: 'SHA-256', digest: new Uint8Array(32), nonce: Uint8Array.of(1, 2, 3) }),
    ],
    read: (octets) => touchEverything(parseTimestampRequest(octets)),
    grammar: 'der',
  },
  'timestamp-response': {
    samples: async () => [encodeTimestampResponse(await token()), encodeTimestampRejection('badAlg', 'no')],
    read: (octets) => touchEverything(parseTimestampResponse(octets)),
    grammar: 'der',
  },
  'timestamp-token': {
    samples: async () => [await token()],
    read: (octets) => touchEverything(parseTimestampToken(octets)),
    grammar: 'der',
  },
  'evidence-record': {
    samples: async () => {
      const hash = 'SHA-256';
      const value = new Uint8Array(32);
      const archive = { hash, token: await token(), lists: [[value, value], [value]] } as const;
      return [evidenceRecord([[archive, { ...archive, digestAlgorithm: hash }], [archive]])];
    },
    read: (octets) => touchEverything(parseEvidenceRecord(octets)),
    grammar: 'der',
  },
  'private-key': {
    samples: async () => [pki.key('signer').pkcs8, pki.key('other').pkcs8, await encryptedKey()],
    read: readKey,
    grammar: 'der',
    // As many iterations as LIMITS.derivationIterations lets a file ask for.
    milliseconds: 15_000,
  },
  pkcs12: {
    samples: async () => [samplePkcs12(pki.key('signer').pkcs8, [pki.der('signer')], PASSWORD)],
    read: (octets) => readPkcs12(octets, PASSWORD, webCrypto),
    grammar: 'der',
    milliseconds: 15_000,
  },
  names: {
    samples: async () => [
      samples.sampleName.der,
      encodeGeneralNames([
        { kind: 'dns', value: 'example.dk' },
        { kind: 'email', value: 'a@example.dk' },
        { kind: 'ip', bytes: Uint8Array.of(10, 0, 0, 1) },
        { kind: 'directory', name: samples.sampleName },
        { kind: 'other', oid: '1.3.6.1.5.5.7.8.9', value: Uint8Array.of(12, 1, 65) },
        { kind: 'registeredId', oid: '1.2.3' },
        { kind: 'uri', value: 'https://example.dk/' },
      ]),
    ],
    read(octets) {
      if (octets[2] !== 0x31) {
        touchEverything(parseGeneralNames(enterOnly(octets)));
        return;
      }
      const name = parseName(octets);
      touchEverything(name);
      name.toString();
      displayName(name);
      name.equals(samples.sampleName);
      samples.sampleName.equals(name);
      name.isWithin(samples.sampleName);
    },
    grammar: 'der',
  },
  pem: {
    samples: async () => [
      encodeLatin1(encodePem('CERTIFICATE', pki.der('signer')) + encodePem('X509 CRL', pki.crl('root'))),
    ],
    read(octets) {
      touchEverything(parsePem(decodeLatin1(octets)));
      derFrom(octets, 'CERTIFICATE', 'X509 CRL');
      describe(octets);
    },
    grammar: 'text',
  },
  pdf: {
    samples: async () => [
      await signPdf(await samplePdf({ fields: { a: '1' } })),
      await signPdf(await samplePdf({ pages: 2, hasObjectStreams: true })),
      await extendPdf(await signPdf(await signPdf(await samplePdf()), {}, 'other'), 'LTA'),
    ],
    read: readPdf,
    grammar: 'text',
  },
  mail: { samples: messages, read: readMail, grammar: 'text' },
  document: {
    samples: async () => [await signed('signer'), await signed('other', true), await archived()],
    read: (octets) => verifyDocument(octets, TRUST),
    grammar: 'der',
  },
  'pdf-document': {
    samples: async () => [
      await signPdf(await signPdf(await samplePdf({ fields: { a: '1' } })), {}, 'other'),
      await extendPdf(await signPdf(await samplePdf({ hasObjectStreams: true })), 'LTA'),
    ],
    read: (octets) => verifyDocument(octets, TRUST),
    grammar: 'text',
  },
};
