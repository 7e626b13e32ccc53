// @peculiar/x509 needs the polyfill before anything of its own.
import 'reflect-metadata';
import { Pkcs10CertificateRequestGenerator, X509Certificate } from '@peculiar/x509';

export type KeyKind = 'RSA-3072' | 'P-256';

const KEY_ALGORITHMS: Record<KeyKind, RsaHashedKeyGenParams | EcKeyGenParams> = {
  'RSA-3072': {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 3072,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
  'P-256': { name: 'ECDSA', namedCurve: 'P-256' },
};

const SIGNING_ALGORITHMS: Record<KeyKind, Algorithm | EcdsaParams> = {
  'RSA-3072': { name: 'RSASSA-PKCS1-v1_5' },
  'P-256': { name: 'ECDSA', hash: 'SHA-256' },
};

/** A key pair that lives in this page's memory and nowhere else. */
export interface BrowserKey {
  readonly kind: KeyKind;
  readonly pair: CryptoKeyPair;
  /** PKCS#10, base64 DER: the public part, and the proof that the private part is here. */
  readonly request: string;
}

/** The private part can be taken out, because the PKCS#12 file is made from it; this page never sends it. */
export async function makeKey(kind: KeyKind): Promise<BrowserKey> {
  const pair = await crypto.subtle.generateKey(KEY_ALGORITHMS[kind], true, ['sign', 'verify']);
  // The name in the certificate is the registration's; what the request says is not looked at.
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: 'CN=certbank portal',
    keys: pair,
    signingAlgorithm: SIGNING_ALGORITHMS[kind],
  });
  return { kind, pair, request: request.toString('base64') };
}

/** The private key once more, as one that signs and cannot be taken out: by PSS where it is RSA, as `/sign` signs. */
export async function lockedKey(key: BrowserKey): Promise<CryptoKey> {
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', key.pair.privateKey));
  const algorithm = key.kind === 'P-256' ? KEY_ALGORITHMS['P-256'] : { name: 'RSA-PSS', hash: 'SHA-256' };
  try {
    return await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
  } finally {
    pkcs8.fill(0);
  }
}

/** A certificate as the page shows it. */
export interface Shown {
  readonly der: Uint8Array<ArrayBuffer>;
  readonly name: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

export function readCertificate(pem: string): Shown {
  const certificate = new X509Certificate(pem);
  const [name] = certificate.subjectName.getField('CN');
  return {
    der: new Uint8Array(certificate.rawData),
    name: name ?? certificate.subject,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
  };
}

/** Whether the certificate is for this key: the bank's answer is not simply believed. */
export async function isForKey(pem: string, key: BrowserKey): Promise<boolean> {
  const certified = new Uint8Array(new X509Certificate(pem).publicKey.rawData);
  const ours = new Uint8Array(await crypto.subtle.exportKey('spki', key.pair.publicKey));
  return certified.length === ours.length && certified.every((byte, index) => byte === ours[index]);
}
