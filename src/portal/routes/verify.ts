import type { Request, Response, Router } from 'express';
import { isCertBankError, type ErrorCode } from '../../base/errors.ts';
import type { PortalDeps, Upload } from '../deps.ts';
import { verifiedPage } from '../pages/verified.tsx';
import { verifyPage } from '../pages/verify.tsx';
import { checkCsrf, sendPage, viewOf } from './exchange.ts';

/** Refusals that are about what was sent in. */
const DOCUMENT_CODES: readonly ErrorCode[] = [
  'der.malformed',
  'structure.malformed',
  'pem.malformed',
  'text.malformed',
  'limit.exceeded',
  'algorithm.unsupported',
  'document.no-signature',
  'document.unsupported',
];

export function verifyRoutes(router: Router, deps: PortalDeps): void {
  router.get('/verify', (request, response) => {
    sendPage(request, response, verifyPage(viewOf(deps, request), []));
  });

  router.post('/verify', async (request, response) => {
    await deps.withUpload(request, (upload) => answer(deps, request, response, upload));
  });
}

async function answer(deps: PortalDeps, request: Request, response: Response, upload: Upload): Promise<void> {
  checkCsrf(deps, request, upload.fields.get('_csrf'));
  const view = viewOf(deps, request);
  const document = chosen(upload, 'document')[0];
  const refuse = (field: string, message: string) =>
    sendPage(request, response, verifyPage(view, [{ field, message }]), 422);
  if (document === undefined) {
    refuse('document', view.t('verify.missing'));
    return;
  }
  try {
    const report = await deps.verify(document, chosen(upload, 'content'));
    if (upload.fields.get('as') === 'json') {
      response
        .set({ 'Cache-Control': 'no-store', 'Content-Disposition': 'attachment; filename="report.json"' })
        .json(report);
      return;
    }
    sendPage(request, response, verifiedPage(view, report));
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    if (error.code === 'document.content-missing')
      refuse('content', view.t('error.document.content-missing'));
    else if (DOCUMENT_CODES.includes(error.code)) refuse('document', view.t(`error.${error.code}`));
    else throw error;
  }
}

/** A browser sends an empty file for a field in which nothing was chosen. */
function chosen(upload: Upload, field: string) {
  return upload.files.filter((file) => file.field === field && (file.name !== '' || file.bytes.length > 0));
}
