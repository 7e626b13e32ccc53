import type { Request, Router } from 'express';
import type { RevocationReason } from '../../authority/ports/records.ts';
import { revokeWithCode } from '../../authority/revocation/with-code.ts';
import { isCertBankError, type ErrorCode } from '../../base/errors.ts';
import { getCertificateFacts, type CertificateFacts } from '../certificate-facts.ts';
import type { PortalDeps } from '../deps.ts';
import type { FieldError } from '../html/alert.tsx';
import {
  confirmRevocationPage,
  HOLDER_REASONS,
  revokedPage,
  revokePage,
  type RevokeFields,
} from '../pages/revoke.tsx';
import type { View } from '../view.ts';
import { fieldOf, postedForm, queryOf, sendPage, viewOf } from './exchange.ts';

/** Refusals that the holder can do something about, and the field that each is about. */
const FIELDS: Partial<Record<ErrorCode, keyof RevokeFields>> = {
  'certificate.not-found': 'certificate',
  'revocation.already-revoked': 'certificate',
  'revocation.wrong-code': 'code',
  'revocation.locked': 'code',
  'revocation.reason-invalid': 'reason',
};

export function revokeRoutes(router: Router, deps: PortalDeps): void {
  router.get('/revoke', (request, response) => {
    const fields = { certificate: queryOf(request, 'certificate'), code: '', reason: '' };
    sendPage(request, response, revokePage(viewOf(deps, request), fields, []));
  });

  router.post('/revoke', deps.throttleSecrets, ...postedForm(deps), async (request, response) => {
    const view = viewOf(deps, request);
    const fields = fieldsOf(request);
    const errors = missingFields(view, fields);
    const facts = errors.length > 0 ? undefined : await findFacts(deps, fields.certificate);
    if (errors.length === 0 && facts === undefined) {
      errors.push({ field: 'certificate', message: view.t('revoke.certificate.unknown') });
    }
    if (facts === undefined) {
      sendPage(request, response, revokePage(view, fields, errors), 422);
      return;
    }
    // The code is tried only once the holder has seen what it will do.
    sendPage(request, response, confirmRevocationPage(view, fields, facts));
  });

  router.post('/revoke/confirm', deps.throttleSecrets, ...postedForm(deps), async (request, response) => {
    const view = viewOf(deps, request);
    const fields = fieldsOf(request);
    const errors = missingFields(view, fields);
    try {
      if (errors.length === 0) {
        const { certificate, code } = fields;
        const reason = fields.reason as RevocationReason;
        const revoked = await revokeWithCode(deps.authority, { sha256: certificate, code, reason });
        sendPage(request, response, revokedPage(view, revoked.sha256, revoked.revokedAt ?? view.now));
        return;
      }
    } catch (error) {
      const field = isCertBankError(error) ? FIELDS[error.code] : undefined;
      if (!isCertBankError(error) || field === undefined) throw error;
      errors.push({ field, message: view.t(`error.${error.code}`) });
    }
    sendPage(request, response, revokePage(view, fields, errors), 422);
  });
}

function fieldsOf(request: Request): RevokeFields {
  return {
    certificate: fieldOf(request, 'certificate'),
    code: fieldOf(request, 'code'),
    reason: fieldOf(request, 'reason'),
  };
}

function missingFields({ t }: View, fields: RevokeFields): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ['certificate', 'code'] as const) {
    if (fields[field] === '') {
      errors.push({ field, message: t('form.required', { field: t(`revoke.${field}`) }) });
    }
  }
  if (!(HOLDER_REASONS as readonly string[]).includes(fields.reason)) {
    errors.push({ field: 'reason', message: t('revoke.reason.missing') });
  }
  return errors;
}

async function findFacts(deps: PortalDeps, id: string): Promise<CertificateFacts | undefined> {
  try {
    return await getCertificateFacts(deps.authority, id);
  } catch (error) {
    if (isCertBankError(error, 'certificate.not-found')) return undefined;
    throw error;
  }
}
