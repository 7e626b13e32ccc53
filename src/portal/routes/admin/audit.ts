import type { Request, Router } from 'express';
import { listAudit } from '../../../authority/audit/list.ts';
import { verifyAudit } from '../../../authority/audit/verify.ts';
import { isCertBankError } from '../../../base/errors.ts';
import type { PortalDeps } from '../../deps.ts';
import { auditPage, type AuditModel } from '../../pages/admin/audit.tsx';
import { actorOfRequest, postedForm, sendPage, viewOf } from '../exchange.ts';
import { isFirstPage, pageOf } from '../search.ts';

export function auditRoutes(router: Router, deps: PortalDeps): void {
  const pageWith = async (request: Request, check?: AuditModel['check']) => {
    const page = await listAudit(deps.authority, {
      actor: actorOfRequest(deps, request),
      page: pageOf(request),
    });
    return auditPage(viewOf(deps, request), {
      records: page.items,
      isFirst: isFirstPage(request),
      nextCursor: page.nextCursor,
      ...(check === undefined ? {} : { check }),
    });
  };

  router.get('/admin/audit', async (request, response) => {
    sendPage(request, response, await pageWith(request));
  });

  router.post('/admin/audit/verify', ...postedForm(deps), async (request, response) => {
    sendPage(request, response, await pageWith(request, await checkChain(deps, request)));
  });
}

/** A broken chain is what the page is there to tell, not a failure of the page. */
async function checkChain(deps: PortalDeps, request: Request): Promise<NonNullable<AuditModel['check']>> {
  try {
    const { records } = await verifyAudit(deps.authority, { actor: actorOfRequest(deps, request) });
    return { records };
  } catch (error) {
    if (isCertBankError(error, 'audit.broken')) return { brokenAt: error.details.sequence };
    throw error;
  }
}
