import type { VNode } from 'preact';
import type { CertificateRecord } from '../../src/authority/ports/records.ts';
import type { CertificateFacts } from '../../src/portal/certificate-facts.ts';
import type { Language } from '../../src/portal/language.ts';
import { translator } from '../../src/portal/translate.ts';
import type { Account, View } from '../../src/portal/view.ts';
import type { SignatureReport, ValidationReport } from '../../src/signatures/report/report.ts';

export const NOW = new Date('2026-10-04T12:03:00Z');

export function sampleView(language: Language, path: string, account?: Account): View {
  return {
    language,
    t: translator(language),
    path,
    assets: { url: (name) => `/assets/${name}` },
    now: NOW,
    account,
    csrfToken: () => 'token-of-this-session',
  };
}

export function sampleRecord(changes: Partial<CertificateRecord> = {}): CertificateRecord {
  return {
    sha256: '3f1c'.repeat(16),
    issuerId: 'issuing',
    serial: '5b3f09a1c4d27e86aa10b2c3d4e5f60718293a4b',
    der: new Uint8Array(),
    kind: 'POCES',
    profileId: 'oces3-poces-1',
    subject: 'CN=Anna Sørensen,serialNumber=UI:DK-P:G:2b0f6b5e-52a1-4d7c-9f3e-0a1b2c3d4e5f,C=DK',
    commonName: 'Anna Sørensen',
    organisation: null,
    email: 'anna@example.dk',
    cvr: null,
    ocesId: 'UI:DK-P:G:2b0f6b5e-52a1-4d7c-9f3e-0a1b2c3d4e5f',
    publicKeySha256: '77'.repeat(32),
    notBefore: new Date('2026-03-02T09:15:00Z'),
    notAfter: new Date('2029-03-01T09:14:59Z'),
    issuedAt: new Date('2026-03-02T09:15:00Z'),
    orderId: 'o-1',
    isListed: true,
    partition: 0,
    revocationCodeHash: null,
    revocationTriesLeft: 5,
    status: 'good',
    reason: null,
    revokedAt: null,
    invalidityDate: null,
    ...changes,
  };
}

export const ORGANISATION = sampleRecord({
  sha256: 'a97e'.repeat(16),
  kind: 'VOCES',
  commonName: 'Havnens Bageri ApS - Digital post',
  organisation: 'Havnens Bageri ApS',
  email: 'post@havnensbageri.example',
  cvr: '10150817',
  ocesId: 'UI:DK-O:G:6f9619ff-8b86-4011-b42d-00c04fc964ff',
  status: 'revoked',
  reason: 'keyCompromise',
  revokedAt: new Date('2026-09-12T07:30:00Z'),
  invalidityDate: new Date('2026-09-10T00:00:00Z'),
});

export function sampleFacts(record: CertificateRecord): CertificateFacts {
  return {
    record,
    key: 'RSA 3072 bit',
    signature: 'RSASSA-PSS, SHA-256',
    uses: ['digitalSignature', 'nonRepudiation', 'keyEncipherment'],
    policies: ['0.4.0.2042.1.1', '1.2.208.169.1.1.1.3.7'],
    chain: [
      { name: record.commonName, notAfter: record.notAfter },
      { name: 'certbank demonstration issuing CA', notAfter: new Date('2036-01-01T00:00:00Z') },
      { name: 'certbank demonstration root CA', notAfter: new Date('2051-01-01T00:00:00Z') },
    ],
  };
}

export function sampleSignature(changes: Partial<SignatureReport> = {}): SignatureReport {
  return {
    id: 'S-1',
    format: 'CAdES',
    level: 'BASELINE-B',
    indication: 'TOTAL-PASSED',
    subIndication: null,
    integrity: { signature: true, references: true, structure: true },
    signedBy: 'Anna Sørensen',
    subject: 'CN=Anna Sørensen,C=DK',
    serial: '5b3f09a1',
    oces: { kind: 'POCES', id: 'UI:DK-P:G:2b0f6b5e-52a1-4d7c-9f3e-0a1b2c3d4e5f' },
    claimedSigningTime: '2026-10-01T08:00:00Z',
    bestSignatureTime: '2026-10-04T12:03:00Z',
    chain: [
      { subject: 'CN=Anna Sørensen,C=DK', issuer: 'CN=Issuing', sha256: 'a'.repeat(64), anchor: false },
      {
        subject: 'CN=certbank demonstration issuing CA',
        issuer: 'CN=Root',
        sha256: 'b'.repeat(64),
        anchor: false,
      },
      {
        subject: 'CN=certbank demonstration root CA',
        issuer: 'CN=Root',
        sha256: 'c'.repeat(64),
        anchor: true,
      },
    ],
    timestamps: [],
    evidenceRecords: [],
    scope: [{ name: 'aftale.txt', kind: 'FULL' }],
    laterChanges: null,
    counterSignatureOf: null,
    reasons: [],
    ...changes,
  };
}

export function sampleReport(signatures: SignatureReport[]): ValidationReport {
  return {
    document: { name: 'aftale.txt.p7m', format: 'cades', sizeBytes: 12_345, sha256: 'd'.repeat(64) },
    validationTime: NOW.toISOString(),
    signatureCount: signatures.length,
    passedCount: signatures.filter((signature) => signature.indication === 'TOTAL-PASSED').length,
    signatures,
    problems: [],
  };
}

export const COUNTS = { good: 4218, 'on-hold': 37, revoked: 391 };

export interface Sample {
  readonly name: string;
  readonly path: string;
  readonly account?: Account;
  readonly render: (view: View) => VNode;
}
