import { access } from 'node:fs/promises';
import { toHex } from '../base/bytes.ts';
import { CertBankError, isCertBankError } from '../base/errors.ts';
import { checkReceives } from '../crypto/envelope.ts';
import { normalAddress } from '../formats/mime/address.ts';
import { derFrom } from '../formats/pem.ts';
import { parseCertificate } from '../formats/x509/certificate.ts';
import type { PathResult } from '../node.ts';
import type { BankClient } from './bank-client.ts';
import { readBounded } from './inputs.ts';

/** How a recipient is found, and what is asked before anything is encrypted to them. */
export interface RecipientSearch {
  readonly bank: BankClient;
  /** Nobody else can answer in the bank's place: https, or this machine. */
  readonly isBankCertain: boolean;
  readonly at: Date;
  readonly digest: (bytes: Uint8Array) => Promise<Uint8Array>;
  /** Whether the certificate is to be believed; `undefined` where there is no anchor: then the bank is believed. */
  readonly verify?: ((leaf: Uint8Array) => Promise<PathResult>) | undefined;
}

interface ListedCertificate {
  readonly sha256: string;
  readonly serial: string;
  readonly email: string | null;
  readonly status: string;
  readonly notBefore: string;
  readonly notAfter: string;
}

/**
 * The one certificate, DER, to which a message for `to` is encrypted: in period, for encryption, and not revoked.
 *
 * @param to a file, or else an e-mail address, a serial number or a SHA-256 that the bank knows
 * @throws CertBankError `recipient.refused`; `input.invalid` for what is none of these; those of reading
 *   the file and of the bank
 */
export async function findRecipient(to: string, search: RecipientSearch): Promise<Uint8Array> {
  if (search.verify === undefined && !search.isBankCertain) {
    throw refused(to, 'over http anybody could answer for the bank: use https, or give --anchor');
  }
  const isFile = await access(to).then(
    () => true,
    () => false,
  );
  const der = isFile ? derFrom(await readBounded(to), 'CERTIFICATE')[0]! : await inBank(to, search);
  const why = refusal(der);
  if (why !== undefined) throw refused(to, why);
  await confirm(to, der, search);
  return der;
}

async function inBank(to: string, search: RecipientSearch): Promise<Uint8Array> {
  const { bank, at } = search;
  const isTheirs = matcher(to);
  const query = new URLSearchParams({ q: to, limit: '100' });
  const { items, nextCursor } = (await bank.json('GET', `/certificates?${query.toString()}`)) as {
    items: ListedCertificate[];
    nextCursor: string | null;
  };
  if (nextCursor !== null) throw refused(to, 'too many certificates: choose one by its SHA-256');
  const theirs = items.filter(isTheirs);
  const current = theirs.filter(
    ({ status, notBefore, notAfter }) =>
      status === 'good' && new Date(notBefore) <= at && at <= new Date(notAfter),
  );
  const usable: { sha256: string; der: Uint8Array }[] = [];
  for (const { sha256 } of current) {
    const der = await bank.bytes(`/certificates/${encodeURIComponent(sha256)}.cer`, 'application/pkix-cert');
    if (toHex(await search.digest(der)) !== sha256) throw refused(to, 'the bank gave another certificate');
    if (refusal(der) === undefined) usable.push({ sha256, der });
  }
  const [only] = usable;
  if (only !== undefined && usable.length === 1) return only.der;
  if (usable.length > 1) {
    const candidates = usable.map(({ sha256 }) => sha256);
    throw refused(
      to,
      `several certificates: choose one by its SHA-256: ${candidates.join(', ')}`,
      candidates,
    );
  }
  const why =
    theirs.length === 0
      ? 'the bank has no such certificate'
      : 'no certificate that is in force and for encryption';
  throw refused(
    to,
    why,
    theirs.map(({ sha256 }) => sha256),
  );
}

/** @throws CertBankError `input.invalid` for what names nobody exactly */
function matcher(to: string): (certificate: ListedCertificate) => boolean {
  if (/^[^@\s]+@[^@\s]+$/.test(to)) {
    const address = normalAddress(to);
    return ({ email }) => email !== null && normalAddress(email) === address;
  }
  const hex = to.toLowerCase().replace(/[:\s]/g, '').replace(/^0+/, '');
  if (/^[0-9a-f]+$/.test(hex)) {
    return ({ sha256, serial }) => [sha256, serial].some((given) => given.replace(/^0+/, '') === hex);
  }
  const message = 'neither a file nor an e-mail address, a serial number or a SHA-256';
  throw new CertBankError('input.invalid', { issues: [{ path: '--to', message }] }, `${to}: ${message}`);
}

/** Why nothing can be encrypted to the certificate. */
function refusal(der: Uint8Array): string | undefined {
  try {
    checkReceives(parseCertificate(der));
    return undefined;
  } catch (error) {
    if (isCertBankError(error)) return error.message;
    throw error;
  }
}

/** By an anchor where there is one; else by what the bank says. A status that nobody knows is not good. */
async function confirm(
  to: string,
  der: Uint8Array,
  { bank, digest, verify }: RecipientSearch,
): Promise<void> {
  if (verify !== undefined) {
    const { valid, failures } = await verify(der);
    if (!valid) throw refused(to, failures[0]?.message ?? 'no path to an anchor');
    return;
  }
  const sha256 = toHex(await digest(der));
  const { status } = await statusOf(bank, sha256).catch((error: unknown) => {
    if (!isCertBankError(error)) throw error;
    throw refused(to, `nobody tells whether it is revoked (${error.message}): give --anchor`, [sha256]);
  });
  if (status !== 'good') throw refused(to, `the certificate is ${status}`, [sha256]);
}

const statusOf = async (bank: BankClient, sha256: string): Promise<ListedCertificate> =>
  (await bank.json('GET', `/certificates/${sha256}.json`)) as ListedCertificate;

function refused(to: string, why: string, candidates: string[] = []): CertBankError<'recipient.refused'> {
  return new CertBankError('recipient.refused', { why, candidates }, `cannot encrypt to ${to}: ${why}`);
}
