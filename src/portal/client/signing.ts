/** A key file opened and a file signed with it, by the library alone. */
import {
  httpTimestamper,
  importSigner,
  parseCertificate,
  platformFetch,
  readPkcs12,
  signDocument,
  usualScheme,
  webSigner,
  type Certificate,
  type Signer,
} from '../../index.ts';
import type { KeptKey } from './kept-keys.ts';

export interface OpenedKey {
  readonly signer: Signer;
  /** DER, the key's own first. */
  readonly certificates: readonly Uint8Array[];
  readonly name: string;
  readonly notAfter: Date;
}

/** @throws CertBankError `key.unreadable` | `key.refused` | `algorithm.unsupported` and what reading raises */
export async function openKeyFile(pkcs12: Uint8Array, password: string): Promise<OpenedKey> {
  const { privateKeyPkcs8, certificates } = await readPkcs12(pkcs12, password, crypto);
  try {
    const certificate = parseCertificate(certificates[0] ?? new Uint8Array(0));
    const signer = await importSigner(crypto.subtle, privateKeyPkcs8, certificate.publicKey);
    return openedKey(signer, certificate, certificates);
  } finally {
    privateKeyPkcs8.fill(0);
  }
}

/** A key that this browser keeps. */
export function openKeptKey({ privateKey, certificates }: KeptKey): OpenedKey {
  const certificate = parseCertificate(certificates[0]!);
  const { publicKey } = certificate;
  const signer = webSigner(crypto.subtle, privateKey, publicKey.der, usualScheme(publicKey));
  return openedKey(signer, certificate, certificates);
}

function openedKey(
  signer: Signer,
  { subject, notAfter }: Certificate,
  certificates: readonly Uint8Array[],
): OpenedKey {
  return { signer, certificates, name: subject.find(COMMON_NAME) ?? subject.toString(), notAfter };
}

const COMMON_NAME = '2.5.4.3';

export interface Signing {
  readonly level: 'B' | 'T';
  /** Of what is no PDF: the signature stands in a file of its own. */
  readonly isDetached: boolean;
  /** Page of a PDF on which the signature is shown; else nowhere. */
  readonly page?: number;
  /** Shown above name and time. */
  readonly line?: string;
  readonly at: Date;
}

export interface Signed {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly name: string;
  readonly mediaType: string;
  readonly level: 'B' | 'T';
}

/** By its name, as the person sees it. */
export const isPdf = ({ name }: { readonly name: string }): boolean => /\.pdf$/i.test(name);

/** Left, bottom, right and top in points: low on the left side, clear of the margin. */
const PLACE = [40, 40, 260, 92] as const;

const timestamper = httpTimestamper(
  {
    fetch: platformFetch((url, init) => fetch(url, init)),
    random: { bytes: (count) => crypto.getRandomValues(new Uint8Array(count)) },
  },
  { url: '/tsa' },
);

/**
 * @throws CertBankError from signing, `timestamp.refused`, `service.unreachable`; RangeError for a page that is not there
 */
export async function signFile(
  document: Uint8Array,
  name: string,
  { signer, certificates, name: signerName }: OpenedKey,
  { level, isDetached, page, line, at }: Signing,
): Promise<Signed> {
  const asPdf = isPdf({ name });
  const time = new Intl.DateTimeFormat('da-DK', { dateStyle: 'short', timeStyle: 'long' }).format(at);
  const bytes = await signDocument(document, {
    format: asPdf ? 'pades' : 'cades',
    level,
    signer,
    certificates,
    at,
    ...(level === 'T' && { timestamper }),
    ...(asPdf
      ? page !== undefined && {
          pdf: { appearance: { page, rectangle: PLACE, lines: [line ?? '', signerName, time] } },
        }
      : { detached: isDetached }),
  });
  return { bytes: new Uint8Array(bytes), level, ...nameOf(name, asPdf, isDetached) };
}

function nameOf(name: string, asPdf: boolean, isDetached: boolean): Pick<Signed, 'name' | 'mediaType'> {
  if (asPdf) return { name: name.replace(/\.pdf$/i, '-signed.pdf'), mediaType: 'application/pdf' };
  return isDetached
    ? { name: `${name}.p7s`, mediaType: 'application/pkcs7-signature' }
    : { name: `${name}.p7m`, mediaType: 'application/pkcs7-mime' };
}
