import { toHex } from '../../base/bytes.ts';
import { isCertBankError } from '../../base/errors.ts';
import type { Engine } from '../../crypto/engine.ts';
import { ocesIdentity } from '../../formats/oces/kind.ts';
import { ATTRIBUTE } from '../../formats/x509/attribute-types.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { SignatureFacts } from '../ades/facts.ts';
import type { RecordVerdict } from '../validation/evidence-record.ts';
import type { LongTermVerdict } from '../validation/long-term.ts';
import type { TimestampVerdict } from '../validation/timestamp.ts';
import type {
  ChainLink,
  EvidenceRecordReport,
  ReportReason,
  SignatureReport,
  TimestampReport,
} from './report.ts';

/** What the simple report says of one signature. Tells; judges nothing. */
export async function reportSignature(
  engine: Engine,
  facts: SignatureFacts,
  verdict: LongTermVerdict,
): Promise<SignatureReport> {
  const { signingCertificate: certificate, path } = verdict;
  const chain = path !== undefined && path.chain.length > 0 ? path.chain : certificate ? [certificate] : [];
  return {
    id: facts.id,
    format: facts.format,
    level: facts.level,
    indication: verdict.indication,
    subIndication: verdict.subIndication,
    integrity: verdict.integrity,
    signedBy: certificate ? readable(() => nameOf(certificate)) : null,
    subject: certificate ? readable(() => certificate.subject.toString()) : null,
    serial: certificate?.serial ?? null,
    oces: certificate ? readable(() => ocesOf(certificate)) : null,
    claimedSigningTime: facts.claimedSigningTime ? instant(facts.claimedSigningTime) : null,
    bestSignatureTime: instant(verdict.bestSignatureTime),
    chain: await Promise.all(chain.map((link) => reportLink(engine, link, path?.anchor?.certificate))),
    timestamps: verdict.timestamps.map(reportTimestamp),
    evidenceRecords: verdict.evidenceRecords.map(reportRecord),
    scope: verdict.scope.map(({ name, kind }) => ({ name, kind })),
    laterChanges: facts.laterChanges
      ? {
          verdict: facts.laterChanges.verdict,
          changes: facts.laterChanges.changes.map((change) => ({ ...change })),
        }
      : null,
    counterSignatureOf: facts.counterSignatureOf ?? null,
    reasons: reportReasons(verdict),
  };
}

const reportReasons = ({ reasons }: Pick<LongTermVerdict, 'reasons'>): ReportReason[] =>
  reasons.map(({ code, block, clause, message }) => ({ code, block, clause, message }));

function reportRecord(verdict: RecordVerdict): EvidenceRecordReport {
  const { time, indication, subIndication, timestamps } = verdict;
  return {
    time: time ? instant(time) : null,
    indication,
    subIndication,
    timestamps: timestamps.map(reportTimestamp),
    reasons: reportReasons(verdict),
  };
}

function reportTimestamp(verdict: TimestampVerdict): TimestampReport {
  const { facts, token, indication, subIndication, isIntact, basic } = verdict;
  const authority = basic?.signingCertificate;
  return {
    type: facts.type,
    time: token ? instant(token.tstInfo.genTime) : null,
    indication,
    subIndication,
    integrity: isIntact,
    producedBy: authority ? readable(() => nameOf(authority)) : null,
  };
}

/** RFC 3339 in UTC, in whole seconds where there is no fraction. */
export function instant(at: Date): string {
  const text = at.toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
}

function nameOf(certificate: Certificate): string {
  return certificate.subject.find(ATTRIBUTE.CN) ?? certificate.subject.toString();
}

function ocesOf(certificate: Certificate): { kind: string; id: string } | null {
  const identity = ocesIdentity(certificate);
  return identity === undefined ? null : { kind: identity.kind, id: identity.serialNumber };
}

async function reportLink(
  engine: Engine,
  certificate: Certificate,
  anchor: Certificate | undefined,
): Promise<ChainLink> {
  return {
    subject: readable(() => certificate.subject.toString()) ?? '',
    issuer: readable(() => certificate.issuer.toString()) ?? '',
    sha256: toHex(await engine.digest('SHA-256', certificate.der)),
    anchor: anchor !== undefined && certificate.equals(anchor),
  };
}

/** A name that cannot be read is told as absent; what follows from it was judged elsewhere. */
function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (isCertBankError(error)) return null;
    throw error;
  }
}
