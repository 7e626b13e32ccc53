import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import type { CrlEntryFields } from '../../src/formats/crl/crl-draft.ts';
import { extendDocument } from '../../src/signatures/extend-document.ts';
import type { SignatureReport, ValidationReport } from '../../src/signatures/report/report.ts';
import { signDocument } from '../../src/signatures/sign-document.ts';
import { verifyDocument } from '../../src/signatures/verify-document.ts';
import type { VerifyDocumentOptions } from '../../src/signatures/verify-options.ts';
import type { EvidenceSource } from '../../src/trust/evidence/source.ts';
import { testPki } from './pki.ts';
import { testSigner } from './test-keys.ts';
import { testTimestamper, timestampAuthority } from './timestamps.ts';

/**
 * An archive over thirty years: a citizen signs in 2026; his certificate is blocked half a year later and expires,
 * his authority expires, and every few years the archive turns to the time-stamp authority of its day.
 */
export const archivePki = testPki({
  root: { ca: true, from: '2020-01-01T00:00:00Z', until: '2036-01-01T00:00:00Z' },
  authority: { issuer: 'root', ca: true, from: '2024-01-01T00:00:00Z', until: '2031-01-01T00:00:00Z' },
  signer: { issuer: 'authority', from: '2025-01-01T00:00:00Z', until: '2028-01-01T00:00:00Z' },
  other: { issuer: 'authority', from: '2025-01-01T00:00:00Z', until: '2028-01-01T00:00:00Z' },
  stampRoot2026: { ca: true, from: '2020-01-01T00:00:00Z', until: '2033-01-01T00:00:00Z' },
  stamp2026: timestampAuthority('stampRoot2026', {
    from: '2025-01-01T00:00:00Z',
    until: '2030-01-01T00:00:00Z',
  }),
  stampRoot2029: { ca: true, from: '2027-01-01T00:00:00Z', until: '2045-01-01T00:00:00Z' },
  stamp2029: timestampAuthority('stampRoot2029', {
    from: '2028-01-01T00:00:00Z',
    until: '2040-01-01T00:00:00Z',
  }),
  stampRoot2039: { ca: true, from: '2037-01-01T00:00:00Z', until: '2055-01-01T00:00:00Z' },
  stamp2039: timestampAuthority('stampRoot2039', {
    from: '2038-01-01T00:00:00Z',
    until: '2050-01-01T00:00:00Z',
  }),
  stampRoot2049: { ca: true, from: '2047-01-01T00:00:00Z', until: '2075-01-01T00:00:00Z' },
  stamp2049: timestampAuthority('stampRoot2049', {
    from: '2048-01-01T00:00:00Z',
    until: '2070-01-01T00:00:00Z',
  }),
});

type ArchiveEntity = 'signer' | 'other';
type StampYear = '2026' | '2029' | '2039' | '2049';

export const SIGNED_AT = new Date('2026-06-01T12:00:00Z');
export const THIRTY_YEARS_LATER = new Date('2056-06-01T12:00:00Z');

/** When the archive stamps anew: before the authority of the last time-stamp expires. */
export const RENEWALS = ['2029', '2039', '2049'] as const;
export const renewalAt = (year: StampYear): Date => new Date(`${year}-06-01T12:00:00Z`);

export const ARCHIVE_ANCHORS = [
  'root',
  'stampRoot2026',
  'stampRoot2029',
  'stampRoot2039',
  'stampRoot2049',
] as const;
const ISSUERS = [...ARCHIVE_ANCHORS, 'authority'] as const;

const DAY = 86_400_000;

export interface ArchiveHistory {
  /** What was blocked, since when; default: the signer's certificate, half a year after it signed. */
  readonly revoked?: readonly (CrlEntryFields & { readonly by: (typeof ISSUERS)[number] })[];
}

export const SIGNER_REVOKED = {
  by: 'authority',
  serial: archivePki.serialOf('signer'),
  revokedAt: new Date('2026-12-01T00:00:00Z'),
  reason: 'keyCompromise',
} as const;

const lists = new Map<string, Uint8Array>();

/** The CRL of a day, of every authority that is alive on it. */
export function evidenceOf(at: Date, { revoked = [SIGNER_REVOKED] }: ArchiveHistory = {}): EvidenceSource {
  const listOf = (name: (typeof ISSUERS)[number]): Uint8Array => {
    const entries = revoked.filter(({ by, revokedAt }) => by === name && revokedAt <= at);
    const told = entries.map(({ serial, revokedAt }) => serial + revokedAt.toISOString());
    const key = [name, at.toISOString(), ...told].join(' ');
    let crl = lists.get(key);
    if (crl === undefined) {
      crl = archivePki.crl(name, {
        thisUpdate: new Date(at.getTime() - DAY / 4).toISOString(),
        nextUpdate: new Date(at.getTime() + DAY).toISOString(),
        revoked: entries,
      });
      lists.set(key, crl);
    }
    return crl;
  };
  return {
    issuers: async () => [],
    crls: async ({ issuer }) =>
      ISSUERS.filter((name) => {
        const { subject } = archivePki.certificate(name);
        return subject.equals(issuer) && archivePki.certificate(name).isValidAt(at);
      }).map(listOf),
    ocsp: async () => [],
  };
}

/** What `source` tells of the certificates of time-stamp authorities alone. */
export const aboutStamps = (source: EvidenceSource): EvidenceSource => ({
  issuers: async () => [],
  crls: async (certificate, issuer) =>
    certificate.issuer.toString().includes('stampRoot') ? source.crls(certificate, issuer) : [],
  ocsp: async () => [],
});

const anchors = ARCHIVE_ANCHORS.map((name) => archivePki.der(name));
const engine = nodeEngine();

export const signForArchive = (
  bytes: Uint8Array,
  format: 'cades' | 'pades',
  who: ArchiveEntity = 'signer',
): Promise<Uint8Array> =>
  signDocument(bytes, {
    engine,
    format,
    level: 'B',
    signer: testSigner(archivePki.key(who)),
    certificates: [archivePki.der(who), archivePki.der('authority')],
    at: SIGNED_AT,
  });

/** `document` raised by the archive in the middle of a year, with the time-stamp authority of that year. */
export function archive(
  document: Uint8Array,
  level: 'T' | 'LT' | 'LTA',
  year: StampYear = '2026',
  history?: ArchiveHistory,
): Promise<Uint8Array> {
  const at = renewalAt(year);
  return extendDocument(document, {
    engine,
    level,
    timestamper: testTimestamper(archivePki, `stamp${year}`, { at: at.toISOString() }),
    evidence: evidenceOf(at, history),
    anchors,
    at,
  });
}

/** `document` stamped anew with every authority of the thirty years. */
export async function archiveForThirtyYears(document: Uint8Array): Promise<Uint8Array> {
  let renewed = document;
  for (const year of RENEWALS) renewed = await archive(renewed, 'LTA', year);
  return renewed;
}

/** The verdict of `at`, with what the authorities alive then, and the list that the dead one left, tell. */
export async function verifyArchived(
  document: Uint8Array,
  at: Date,
  options: Partial<VerifyDocumentOptions> = {},
): Promise<ValidationReport> {
  return verifyDocument(document, { engine, at, anchors, evidence: evidenceOf(at), ...options });
}

/** The report about the only signature. */
export async function verdictOn(
  document: Uint8Array,
  at: Date,
  options: Partial<VerifyDocumentOptions> = {},
): Promise<SignatureReport> {
  const { signatures } = await verifyArchived(document, at, options);
  if (signatures.length !== 1) throw new Error(`${signatures.length} signatures, not one`);
  return signatures[0]!;
}
