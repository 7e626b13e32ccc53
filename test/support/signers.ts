import { createHash, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { nodeSigner } from '../../src/adapters/keys/node-signer.ts';
import { fromHex } from '../../src/base/bytes.ts';
import type { Signer } from '../../src/crypto/signer.ts';
import type { SignatureScheme } from '../../src/formats/algorithms.ts';
import { draftCrl, type CrlEntryFields } from '../../src/formats/crl/crl-draft.ts';
import { draftCertificate } from '../../src/formats/x509/certificate-draft.ts';
import { parseCertificate } from '../../src/formats/x509/certificate.ts';
import {
  encodeAuthorityKeyIdentifier,
  encodeBasicConstraints,
  encodeKeyUsage,
  encodeSubjectKeyIdentifier,
} from '../../src/formats/x509/extension-encoders.ts';
import { KEY_USAGE } from '../../src/formats/x509/extension-values.ts';
import type { Extension } from '../../src/formats/x509/extension.ts';
import { encodeName } from '../../src/formats/x509/name.ts';
import type { EvidenceSource } from '../../src/trust/evidence/source.ts';

/** Every way in which a document is signed. */
export const SCHEMES = {
  'RSA-PKCS1': { kind: 'rsa-pkcs1', hash: 'SHA-256' },
  'RSA-PSS': { kind: 'rsa-pss', hash: 'SHA-256', mgfHash: 'SHA-256', saltLength: 32 },
  'P-256': { kind: 'ecdsa', hash: 'SHA-256' },
  'P-384': { kind: 'ecdsa', hash: 'SHA-384' },
  Ed25519: { kind: 'eddsa', curve: 'Ed25519' },
} as const satisfies Record<string, SignatureScheme>;

export type SchemeName = keyof typeof SCHEMES;

/** When the certificates below live, and an instant in the middle at which all is well. */
export const NOT_BEFORE = new Date('2026-01-01T00:00:00Z');
export const AT = new Date('2026-06-01T12:00:00Z');
export const NOT_AFTER = new Date('2028-01-01T00:00:00Z');

export interface TestKey {
  readonly privateKey: KeyObject;
  readonly signer: Signer;
}

export interface TestSigner extends TestKey {
  readonly certificate: Uint8Array;
  readonly serial: string;
}

export interface IssueOptions {
  commonName?: string;
  serial?: string;
  notAfter?: Date;
  keyUsage?: number;
  /** The key to certify; default: a fresh one. */
  key?: TestKey;
  extensions?: readonly Extension[];
}

/** Made once: an RSA key takes long. */
const rsaKeys = new Map<SchemeName, TestKey>();

/** A fresh key; of RSA the same each time. */
export function makeKey(name: SchemeName): TestKey {
  const scheme = SCHEMES[name];
  const known = rsaKeys.get(name);
  if (known !== undefined) return known;
  const { privateKey } =
    scheme.kind === 'eddsa'
      ? generateKeyPairSync('ed25519')
      : scheme.kind === 'ecdsa'
        ? generateKeyPairSync('ec', { namedCurve: name })
        : generateKeyPairSync('rsa', { modulusLength: 3072 });
  const key = { privateKey, signer: nodeSigner(privateKey, scheme) };
  if (scheme.kind === 'rsa-pkcs1' || scheme.kind === 'rsa-pss') rsaKeys.set(name, key);
  return key;
}

export const nameOf = (commonName: string): Uint8Array =>
  encodeName([
    [{ oid: '2.5.4.6', value: 'DK', as: 'printable' }],
    [{ oid: '2.5.4.3', value: commonName, as: 'utf8' }],
  ]);

const keyIdentifier = (publicKey: Uint8Array): Uint8Array =>
  Uint8Array.from(createHash('sha256').update(publicKey).digest().subarray(0, 20));

let serials = 0x1000;

/** An authority with a P-256 key that certifies itself, issues certificates and lists the revoked ones. */
export class TestAuthority {
  readonly key = makeKey('P-256');
  readonly certificate: Uint8Array;
  readonly #name: Uint8Array;

  /** @param issuer above it; default: itself */
  constructor(commonName: string, issuer?: TestAuthority) {
    this.#name = nameOf(commonName);
    const [issuerKey, issuerName] = issuer ? [issuer.key, issuer.#name] : [this.key, this.#name];
    this.certificate = certify(
      issuerKey,
      issuerName,
      this.key,
      this.#name,
      authorityExtensions(this.key),
      {},
    );
  }

  issue(scheme: SchemeName, options: IssueOptions = {}): TestSigner {
    const key = options.key ?? makeKey(scheme);
    const extensions = [
      encodeBasicConstraints({ ca: false }),
      encodeSubjectKeyIdentifier(keyIdentifier(key.signer.publicKey)),
      encodeKeyUsage(options.keyUsage ?? KEY_USAGE.digitalSignature | KEY_USAGE.nonRepudiation),
      ...(options.extensions ?? []),
    ];
    const subject = nameOf(options.commonName ?? `${scheme} signer`);
    const certificate = certify(this.key, this.#name, key, subject, extensions, options);
    return { ...key, certificate, serial: parseCertificate(certificate).serial };
  }

  crl(entries: readonly CrlEntryFields[] = [], thisUpdate = AT, nextUpdate = NOT_AFTER): Uint8Array {
    const draft = draftCrl({
      issuer: this.#name,
      thisUpdate,
      nextUpdate,
      number: 1,
      entries,
      authorityKeyIdentifier: keyIdentifier(this.key.signer.publicKey),
      scheme: this.key.signer.scheme,
    });
    return draft.complete(signNow(this.key, draft.toBeSigned));
  }
}

function authorityExtensions(key: TestKey): Extension[] {
  return [
    encodeBasicConstraints({ ca: true }),
    encodeSubjectKeyIdentifier(keyIdentifier(key.signer.publicKey)),
    encodeKeyUsage(KEY_USAGE.keyCertSign | KEY_USAGE.crlSign),
  ];
}

function certify(
  issuerKey: TestKey,
  issuer: Uint8Array,
  key: TestKey,
  subject: Uint8Array,
  extensions: readonly Extension[],
  { serial, notAfter }: IssueOptions,
): Uint8Array {
  const draft = draftCertificate({
    serialNumber: fromHex(serial ?? (serials++).toString(16)),
    issuer,
    subject,
    notBefore: NOT_BEFORE,
    notAfter: notAfter ?? NOT_AFTER,
    publicKey: key.signer.publicKey,
    extensions: [...extensions, encodeAuthorityKeyIdentifier(keyIdentifier(issuerKey.signer.publicKey))],
    scheme: issuerKey.signer.scheme,
  });
  return draft.complete(signNow(issuerKey, draft.toBeSigned));
}

function signNow({ privateKey }: TestKey, data: Uint8Array): Uint8Array {
  return Uint8Array.from(createSign('sha256').update(data).sign(privateKey));
}

/** Gives the same CRLs whatever is asked about, and nothing else. */
export function crlSource(...crls: readonly Uint8Array[]): EvidenceSource {
  return { issuers: async () => [], crls: async () => crls, ocsp: async () => [] };
}
