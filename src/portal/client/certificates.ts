/** What is found out about a certificate that somebody put in. */
import {
  certificatesFrom,
  describeCertificate,
  examineCertificate,
  parseCertificate,
  verifyPath,
  type Certificate,
  type CertificateDescription,
  type LintFinding,
  type PathResult,
} from '../../index.ts';
import type { Published } from './published.ts';

export type { Certificate };

/**
 * `bank`: it leads to this bank's root. `foreign`: to a root that was put in with it, which says nothing about
 * trust. `faulty`: to one of them, but something is wrong on the way. `unknown`: to none.
 */
export type Standing = 'bank' | 'foreign' | 'faulty' | 'unknown';

export interface Findings {
  readonly certificate: Certificate;
  readonly description: CertificateDescription;
  readonly sha256: string;
  readonly lints: readonly LintFinding[];
  readonly standing: Standing;
  readonly path: PathResult;
  /** From the root down to the certificate; it alone where nothing leads on. */
  readonly chain: readonly CertificateDescription[];
  /** The bank could not be asked for its own certificates. */
  readonly isOffline: boolean;
}

/**
 * Those in the files and in the text that was pasted. The first is one that vouches for no other, where there is
 * one: in bundles the holder's certificate stands anywhere.
 *
 * @throws CertBankError for what holds no certificate
 */
export async function readCertificates(files: Iterable<Blob>, text: string): Promise<Certificate[]> {
  const given: Uint8Array[] = [];
  for (const file of files) given.push(new Uint8Array(await file.arrayBuffer()));
  if (text !== '') given.push(new TextEncoder().encode(text));
  const certificates = given.flatMap(certificatesFrom).map(parseCertificate);
  const last = certificates.find((one) => !certificates.some((other) => other !== one && names(other, one)));
  return last === undefined ? certificates : [last, ...certificates.filter((one) => one !== last)];
}

/** Whether `certificate` says that `issuer` issued it. */
function names(certificate: Certificate, issuer: Certificate): boolean {
  try {
    return certificate.issuer.equals(issuer.subject);
  } catch {
    // A name that cannot be read is nobody's.
    return false;
  }
}

/**
 * Looks at `certificate`, with `all` that was put in to help.
 *
 * @param known what the bank publishes; left out where it could not be had
 */
export async function investigate(
  all: readonly Certificate[],
  certificate: Certificate,
  at: Date,
  known: Published | undefined,
): Promise<Findings> {
  const { standing, path } = await judge(known, all, certificate, at);
  const chain = path.chain.length === 0 ? [certificate.der] : path.chain;
  return {
    certificate,
    description: describeCertificate(certificate),
    sha256: await sha256Of(certificate.der),
    lints: examineCertificate(certificate),
    standing,
    path,
    chain: chain.map((der) => describeCertificate(parseCertificate(der))).reverse(),
    isOffline: known === undefined,
  };
}

async function judge(
  known: Published | undefined,
  all: readonly Certificate[],
  certificate: Certificate,
  at: Date,
): Promise<Pick<Findings, 'standing' | 'path'>> {
  const ders = all.map(({ der }) => der);
  const pathTo = (anchors: Uint8Array[], revocation: 'required' | 'if-available'): Promise<PathResult> =>
    verifyPath({
      leaf: certificate.der,
      intermediates: known === undefined ? ders : [...ders, known.issuing],
      anchors,
      at,
      crls: known?.crls ?? [],
      revocation,
    });
  const toBank = await pathTo(known === undefined ? [] : [known.root], 'required');
  if (toBank.valid) return { standing: 'bank', path: toBank };
  if (toBank.chain.length > 0) return { standing: 'faulty', path: toBank };
  const roots = all.filter((one) => describeCertificate(one).isSelfIssued);
  const own = await pathTo(
    roots.map(({ der }) => der),
    'if-available',
  );
  if (own.valid) return { standing: 'foreign', path: own };
  return own.chain.length > 0 ? { standing: 'faulty', path: own } : { standing: 'unknown', path: toBank };
}

async function sha256Of(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.slice()));
  return Array.from(digest, (octet) => octet.toString(16).padStart(2, '0')).join('');
}
