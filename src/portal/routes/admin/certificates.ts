import type { Request, Response, Router } from 'express';
import { allow, isAllowed } from '../../../authority/access/allow.ts';
import { searchBank } from '../../../authority/bank/search.ts';
import { setListed } from '../../../authority/bank/visibility.ts';
import type { CertificateStatus, RevocationReason } from '../../../authority/ports/records.ts';
import { isOwnKind } from '../../../authority/profiles/own-kinds.ts';
import { release } from '../../../authority/revocation/release.ts';
import { revoke } from '../../../authority/revocation/revoke.ts';
import { suspend } from '../../../authority/revocation/suspend.ts';
import { isCertBankError, type ErrorCode } from '../../../base/errors.ts';
import { getCertificateFacts } from '../../certificate-facts.ts';
import { danishTime } from '../../danish-time.ts';
import type { PortalDeps } from '../../deps.ts';
import type { FieldError } from '../../html/alert.tsx';
import type { DoneName } from '../../html/done.tsx';
import { officeCertificatePage } from '../../pages/admin/certificate.tsx';
import { officeSearchPage } from '../../pages/admin/certificates.tsx';
import type { View } from '../../view.ts';
import { actorOfRequest, fieldOf, postedForm, queryOf, sendPage, viewOf } from '../exchange.ts';
import { isFirstPage, pageOf, searchError } from '../search.ts';
import { doneOf } from './done.ts';

const STATUSES: readonly string[] = ['good', 'on-hold', 'revoked'] satisfies CertificateStatus[];

const HOLDER_REASONS: readonly RevocationReason[] = [
  'unspecified',
  'keyCompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'privilegeWithdrawn',
];

const AUTHORITY_REASONS: readonly RevocationReason[] = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'superseded',
  'cessationOfOperation',
];

/** Refusals that say how the certificate stands: told on its page. */
const TOLD: readonly ErrorCode[] = [
  'revocation.already-revoked',
  'revocation.already-on-hold',
  'revocation.not-on-hold',
  'revocation.reason-invalid',
];

export function officeCertificateRoutes(router: Router, deps: PortalDeps): void {
  router.get('/admin/certificates', async (request, response) => {
    const view = viewOf(deps, request);
    const actor = actorOfRequest(deps, request);
    allow(actor, 'certificate.see-unlisted');
    const q = queryOf(request, 'q');
    const wish = queryOf(request, 'status');
    const status = STATUSES.includes(wish) ? (wish as CertificateStatus) : undefined;
    const model = { q, status, errors: [], rows: [], isFirst: isFirstPage(request), nextCursor: null };
    try {
      const page = await searchBank(deps.authority, { actor, q, status, page: pageOf(request) });
      const found = { ...model, rows: page.items, nextCursor: page.nextCursor };
      sendPage(request, response, officeSearchPage(view, found));
    } catch (error) {
      const refused = { ...model, errors: [searchError(view, error)] };
      sendPage(request, response, officeSearchPage(view, refused), 422);
    }
  });

  router.get('/admin/certificates/:sha256', async (request, response) => {
    await sendCertificate(deps, request, response, []);
  });

  actionRoutes(router, deps);
}

/** What is done to a certificate; each gives the word by which the next page tells of it. */
type Work = (request: Request, sha256: string) => Promise<DoneName>;

function actionRoutes(router: Router, deps: PortalDeps): void {
  const { authority } = deps;
  const action = (name: string, work: Work) => {
    router.post(`/admin/certificates/:sha256/${name}`, ...postedForm(deps), async (request, response) => {
      const sha256 = idOf(request);
      try {
        const done = await work(request, sha256);
        response.redirect(303, `/admin/certificates/${sha256}?done=${done}`);
      } catch (error) {
        if (!isCertBankError(error) || !TOLD.includes(error.code)) throw error;
        const message = viewOf(deps, request).t(`error.${error.code}`);
        await sendCertificate(deps, request, response, [{ field: '', message }]);
      }
    });
  };
  action('suspend', async (request, sha256) => {
    await suspend(authority, { actor: actorOfRequest(deps, request), sha256 });
    return 'suspended';
  });
  action('release', async (request, sha256) => {
    await release(authority, { actor: actorOfRequest(deps, request), sha256 });
    return 'released';
  });
  action('list', async (request, sha256) => {
    await setListed(authority, { actor: actorOfRequest(deps, request), sha256, isListed: true });
    return 'listed';
  });
  action('unlist', async (request, sha256) => {
    await setListed(authority, { actor: actorOfRequest(deps, request), sha256, isListed: false });
    return 'unlisted';
  });
  router.post('/admin/certificates/:sha256/revoke', ...postedForm(deps), async (request, response) => {
    const view = viewOf(deps, request);
    const asked = askedRevocation(view, request);
    if ('errors' in asked) {
      await sendCertificate(deps, request, response, asked.errors);
      return;
    }
    const sha256 = idOf(request);
    try {
      await revoke(authority, { actor: actorOfRequest(deps, request), sha256, ...asked });
      response.redirect(303, `/admin/certificates/${sha256}?done=revoked`);
    } catch (error) {
      if (!isCertBankError(error) || !TOLD.includes(error.code)) throw error;
      await sendCertificate(deps, request, response, [{ field: '', message: view.t(`error.${error.code}`) }]);
    }
  });
}

interface AskedRevocation {
  readonly reason: RevocationReason;
  readonly invalidityDate?: Date;
}

function askedRevocation(view: View, request: Request): AskedRevocation | { readonly errors: FieldError[] } {
  const errors: FieldError[] = [];
  const typed = fieldOf(request, 'invalidityDate');
  const invalidityDate = typed === '' ? undefined : danishTime(typed);
  if (typed !== '' && (invalidityDate === undefined || invalidityDate > view.now)) {
    errors.push({ field: 'invalidityDate', message: view.t('office.invalidity.malformed') });
  }
  if (fieldOf(request, 'sure') !== 'yes')
    errors.push({ field: 'sure', message: view.t('office.sure.missing') });
  if (errors.length > 0) return { errors };
  const reason = fieldOf(request, 'reason') as RevocationReason;
  return { reason, ...(invalidityDate === undefined ? {} : { invalidityDate }) };
}

async function sendCertificate(
  deps: PortalDeps,
  request: Request,
  response: Response,
  errors: readonly FieldError[],
): Promise<void> {
  const actor = actorOfRequest(deps, request);
  allow(actor, 'certificate.see-unlisted');
  const facts = await getCertificateFacts(deps.authority, idOf(request));
  const { kind, profileId } = facts.record;
  const isOwn = isOwnKind(kind);
  const mayRevokeOwn = isAllowed(actor, 'authority.revoke') && !profileId.startsWith('root-');
  const model = {
    facts,
    mayAct: isAllowed(actor, 'certificate.revoke') && (!isOwn || mayRevokeOwn),
    reasons: isOwn ? AUTHORITY_REASONS : HOLDER_REASONS,
    errors,
    done: errors.length > 0 ? undefined : doneOf(request),
  };
  const page = officeCertificatePage(viewOf(deps, request), model);
  sendPage(request, response, page, errors.length > 0 ? 422 : 200);
}

function idOf(request: Request): string {
  return String(request.params['sha256']);
}
