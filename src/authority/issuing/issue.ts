import { toHex } from '../../base/bytes.ts';
import type { Engine } from '../../crypto/engine.ts';
import type { Signer } from '../../crypto/signer.ts';
import type { Ledger, Stores } from '../ports/ledger.ts';
import type { CertificateRecord, IssuanceIntent } from '../ports/records.ts';
import type { LintedDraft } from './lint.ts';
import { serialText } from '../../formats/x509/serial-number.ts';

/** What the bank keeps about a certificate beside what stands in it. */
export type CertificateFacts = Pick<
  CertificateRecord,
  | 'commonName'
  | 'organisation'
  | 'email'
  | 'cvr'
  | 'ocesId'
  | 'isListed'
  | 'revocationCodeHash'
  | 'revocationTriesLeft'
>;

export interface SignedCertificate {
  readonly der: Uint8Array;
  readonly sha256: string;
}

/** The record that must be durable before `linted` is signed. */
export function intentOf(linted: LintedDraft, orderId: string | null, at: Date): IssuanceIntent {
  return {
    issuerId: linted.authority.id,
    serial: serialText(linted.preview.serialNumber),
    toBeSigned: linted.toBeSigned,
    publicKeySha256: linted.publicKeySha256,
    orderId,
    at,
  };
}

/**
 * Signs `linted`. Its intent must be durable by now.
 *
 * The signature is verified under the authority's public key before it leaves this function,
 * so that a faulty token or memory cannot put out a broken certificate, nor, with RSA, a
 * faulty signature from which the key could be computed (Boneh, DeMillo, Lipton 1997).
 *
 * @param authorityKey SubjectPublicKeyInfo of the authority's certificate, DER
 * @throws Error when the signer is not the authority's or its signature does not verify
 */
export async function signLinted(
  engine: Engine,
  signer: Signer,
  authorityKey: Uint8Array,
  linted: LintedDraft,
): Promise<SignedCertificate> {
  const signature = await signer.sign(linted.toBeSigned);
  if (!(await engine.verify(linted.authority.scheme, authorityKey, signature, linted.toBeSigned))) {
    throw new Error(`the signature by ${linted.authority.id} does not verify`);
  }
  const der = linted.complete(signature);
  return { der, sha256: toHex(await engine.digest('SHA-256', der)) };
}

/** The record under which the bank keeps a certificate just signed. */
export function recordOf(
  linted: LintedDraft,
  signed: SignedCertificate,
  facts: CertificateFacts,
  orderId: string | null,
  at: Date,
): CertificateRecord {
  const { preview, profile } = linted;
  return {
    sha256: signed.sha256,
    issuerId: linted.authority.id,
    serial: serialText(preview.serialNumber),
    der: signed.der,
    kind: profile.kind,
    profileId: profile.id,
    subject: preview.subject.toString(),
    ...facts,
    publicKeySha256: linted.publicKeySha256,
    notBefore: preview.notBefore,
    notAfter: preview.notAfter,
    issuedAt: at,
    orderId,
    partition: 0,
    status: 'good',
    reason: null,
    revokedAt: null,
    invalidityDate: null,
  };
}

/**
 * Issues one of the authority's own certificates: intent, signature, record, and whatever `finish` adds in
 * the transaction that makes it known. Holders' certificates go through `collect`.
 */
export async function issue(
  deps: { readonly ledger: Ledger; readonly engine: Engine },
  request: {
    readonly linted: LintedDraft;
    readonly signer: Signer;
    readonly authorityKey: Uint8Array;
    readonly facts: CertificateFacts;
    readonly at: Date;
    finish(stores: Stores, certificate: CertificateRecord): Promise<void>;
  },
): Promise<CertificateRecord> {
  const { linted, at } = request;
  await deps.ledger.atomically((stores) => stores.certificates.insertIntent(intentOf(linted, null, at)));
  const signed = await signLinted(deps.engine, request.signer, request.authorityKey, linted);
  const certificate = recordOf(linted, signed, request.facts, null, at);
  await deps.ledger.atomically(async (stores) => {
    await stores.certificates.complete(certificate);
    await request.finish(stores, certificate);
  });
  return certificate;
}
