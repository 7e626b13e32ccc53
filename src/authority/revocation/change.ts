import { CertBankError } from '../../base/errors.ts';
import { describeActor, type Actor } from '../access/actor.ts';
import type { AuditAction } from '../audit/event.ts';
import { appendAudit } from '../audit/record.ts';
import type { AuthorityDeps } from '../deps.ts';
import type { CertificateRecord, StatusRecord } from '../ports/records.ts';

export type ChangeDeps = Pick<AuthorityDeps, 'ledger' | 'engine' | 'clock'>;

export interface StatusChange {
  readonly actor: Actor;
  readonly sha256: string;
  readonly at: Date;
  readonly action: AuditAction;
  /** The new status from the certificate as it is in the transaction; throws to refuse. */
  next(certificate: CertificateRecord): StatusRecord;
}

export function certificateNotFound(id: string): CertBankError {
  return new CertBankError('certificate.not-found', { id: id.slice(0, 128) }, 'no such certificate');
}

/**
 * Gives a certificate its new status, with the audit record, in one transaction. Whoever asks
 * OCSP after this has resolved is told the new status; the CRL follows at its next publication.
 * Expired certificates can be revoked as well: old signatures are judged by it.
 *
 * Does not check: who may; the callers do.
 *
 * @throws CertBankError `certificate.not-found`, and what `change.next` throws
 */
export async function changeStatus(deps: ChangeDeps, change: StatusChange): Promise<CertificateRecord> {
  return deps.ledger.atomically(async (stores) => {
    const certificate = await stores.certificates.findBySha256(change.sha256);
    if (certificate === undefined) throw certificateNotFound(change.sha256);
    const status = change.next(certificate);
    await stores.certificates.setStatus(certificate.sha256, status);
    // A second revocation only makes the reason graver.
    const isReasonChange = certificate.status === 'revoked';
    await appendAudit(stores, deps.engine, {
      at: change.at,
      actor: describeActor(change.actor),
      action: isReasonChange ? 'certificate.reason-changed' : change.action,
      object: certificate.sha256,
      details: {
        from: certificate.status,
        heldSince: certificate.status === 'on-hold' ? (certificate.revokedAt?.toISOString() ?? null) : null,
        reason: status.reason,
        since: status.revokedAt?.toISOString() ?? null,
        invalidityDate: status.invalidityDate?.toISOString() ?? null,
        serial: certificate.serial,
        issuer: certificate.issuerId,
      },
    });
    return { ...certificate, ...status };
  });
}
