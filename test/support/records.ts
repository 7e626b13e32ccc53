import type {
  AuditRecord,
  CertificateRecord,
  IssuanceIntent,
  IssuerRecord,
  OrderRecord,
} from '../../src/authority/ports/records.ts';
import { toHex, toUtf8 } from '../../src/base/bytes.ts';

/** Records as the store tests need them: each number makes another, and what matters is given. */

const AT = new Date('2026-01-02T03:04:05.678Z');
const LATER = new Date('2029-01-02T03:04:05Z');

export function sampleSerial(n: number): string {
  return `7a${n.toString(16).padStart(6, '0')}`;
}

/** Not a digest, but as long as one. */
export function sampleSha256(n: number, kind = 'c'): string {
  return toHex(toUtf8(`${kind}${n}`)).padEnd(64, '0');
}

export function sampleIntent(n: number, given: Partial<IssuanceIntent> = {}): IssuanceIntent {
  return {
    issuerId: 'issuing',
    serial: sampleSerial(n),
    toBeSigned: Uint8Array.of(0x30, 0x01, n & 0xff),
    publicKeySha256: sampleSha256(n, 'k'),
    orderId: `order-${n}`,
    at: AT,
    ...given,
  };
}

export function sampleCertificate(n: number, given: Partial<CertificateRecord> = {}): CertificateRecord {
  return {
    sha256: sampleSha256(n),
    issuerId: 'issuing',
    serial: sampleSerial(n),
    der: Uint8Array.of(0x30, 0x02, n & 0xff),
    kind: 'POCES',
    profileId: 'poces-oces3',
    subject: `CN=Person ${n},C=DK`,
    commonName: `Person ${n}`,
    organisation: null,
    email: null,
    cvr: null,
    ocesId: `UI:DK-P:G:${n}`,
    publicKeySha256: sampleSha256(n, 'k'),
    notBefore: AT,
    notAfter: LATER,
    issuedAt: AT,
    orderId: `order-${n}`,
    isListed: true,
    partition: 0,
    status: 'good',
    reason: null,
    revokedAt: null,
    invalidityDate: null,
    revocationCodeHash: null,
    revocationTriesLeft: 5,
    ...given,
  };
}

export function sampleOrder(n: number, given: Partial<OrderRecord> = {}): OrderRecord {
  return {
    id: `order-${n}`,
    reference: `K7Q2-${n}`,
    profileId: 'poces-oces3',
    registration: {
      kind: 'POCES',
      commonName: `Person ${n}`,
      organisation: null,
      cvr: null,
      email: 'p@example.dk',
    },
    ocesId: `UI:DK-P:G:${n}`,
    isListed: true,
    state: 'registered',
    activationCodeHash: 'hash',
    triesLeft: 5,
    expiresAt: LATER,
    createdBy: 'officer:anna',
    createdAt: AT,
    collectedAt: null,
    certificateSha256: null,
    ...given,
  };
}

export function sampleIssuer(id: string, given: Partial<IssuerRecord> = {}): IssuerRecord {
  return {
    id,
    role: 'issuing',
    profileId: 'issuing-oces3',
    parentId: 'root',
    keyName: `${id}-key`,
    certificateDer: Uint8Array.of(0x30, 0x00),
    sha256: toHex(toUtf8(id)).padEnd(64, '0'),
    notBefore: AT,
    notAfter: LATER,
    createdAt: AT,
    ...given,
  };
}

export function sampleAudit(sequence: number, given: Partial<AuditRecord> = {}): AuditRecord {
  return {
    sequence,
    at: AT,
    actor: 'system',
    action: 'certificate.issued',
    object: sampleSha256(sequence),
    details: '{}',
    previousHash: sequence === 1 ? '0'.repeat(64) : sampleSha256(sequence - 1, 'a'),
    hash: sampleSha256(sequence, 'a'),
    ...given,
  };
}
