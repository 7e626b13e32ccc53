import { CertBankError } from '../../base/errors.ts';
import type { Actor } from '../access/actor.ts';
import type { CertificateKind, RevocationReason } from '../ports/records.ts';
import { isOwnKind } from '../profiles/own-kinds.ts';

/** What a holder can know. The others are judgements of the authority. */
const HOLDER_REASONS: readonly RevocationReason[] = [
  'unspecified',
  'keyCompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
];

const OFFICER_REASONS: readonly RevocationReason[] = [...HOLDER_REASONS, 'privilegeWithdrawn'];

/** Reasons for the authority's own certificates. */
const AUTHORITY_REASONS: readonly RevocationReason[] = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'superseded',
  'cessationOfOperation',
];

/**
 * Lets `actor` revoke a certificate of `kind` for `reason`.
 *
 * Not among them: `certificateHold`, which suspends (see `suspend`), `removeFromCRL`, which is
 * for delta CRLs alone, and `aACompromise`, as there are no attribute authorities here.
 *
 * @throws CertBankError `revocation.reason-invalid`
 * @source RFC 5280 section 5.3.1
 */
export function checkReason(actor: Actor, kind: CertificateKind, reason: RevocationReason): void {
  const allowed = isOwnKind(kind)
    ? AUTHORITY_REASONS
    : actor.kind === 'holder'
      ? HOLDER_REASONS
      : OFFICER_REASONS;
  if (!allowed.includes(reason)) {
    throw new CertBankError('revocation.reason-invalid', { reason }, `not for this: ${allowed.join(', ')}`);
  }
}
