import type { Actor } from '../access/actor.ts';
import { allow } from '../access/allow.ts';
import type { Ledger, Page, PageRequest } from '../ports/ledger.ts';
import type { AuditRecord } from '../ports/records.ts';

/**
 * A page of the audit log, newest first.
 *
 * @throws CertBankError `access.denied`
 */
export async function listAudit(
  deps: { readonly ledger: Ledger },
  request: { readonly actor: Actor; readonly page: PageRequest },
): Promise<Page<AuditRecord>> {
  allow(request.actor, 'audit.read');
  return deps.ledger.read.audit.listLatest(request.page);
}
