import { CertBankError } from '../../base/errors.ts';
import type { Actor } from './actor.ts';

/** What an actor may be refused. What everybody may do (search, collect with a code) is not here. */
export type Action =
  | 'order.register'
  | 'order.list'
  | 'order.cancel'
  | 'certificate.see-unlisted'
  | 'certificate.set-listed'
  | 'certificate.revoke'
  | 'certificate.suspend'
  | 'certificate.release'
  | 'authority.revoke'
  | 'crl.publish'
  | 'responder.renew'
  | 'audit.read'
  | 'audit.verify'
  | 'account.create'
  | 'account.list'
  | 'account.remove'
  | 'account.reset-password'
  | 'bank.count';

const OFFICER: readonly Action[] = [
  'order.register',
  'order.list',
  'order.cancel',
  'certificate.see-unlisted',
  'certificate.set-listed',
  'certificate.revoke',
  'certificate.suspend',
  'certificate.release',
  'bank.count',
];

const ADMINISTRATOR: readonly Action[] = [
  ...OFFICER,
  'authority.revoke',
  'crl.publish',
  'responder.renew',
  'audit.read',
  'audit.verify',
  'account.create',
  'account.list',
  'account.remove',
  'account.reset-password',
];

/** A holder is one who has shown the certificate's revocation code; the use case binds it to that certificate. */
const ALLOWED: Readonly<Record<Actor['kind'], readonly Action[]>> = {
  public: [],
  applicant: [],
  holder: ['certificate.revoke', 'certificate.suspend', 'certificate.release', 'certificate.set-listed'],
  officer: OFFICER,
  administrator: ADMINISTRATOR,
  auditor: [
    'order.list',
    'certificate.see-unlisted',
    'audit.read',
    'audit.verify',
    'account.list',
    'bank.count',
  ],
  system: ['crl.publish', 'responder.renew', 'audit.verify', 'account.create'],
};

/** Whether `actor` may do `action`. */
export function isAllowed(actor: Actor, action: Action): boolean {
  return ALLOWED[actor.kind].includes(action);
}

/**
 * Lets `actor` do `action`, or refuses.
 *
 * Does not check: that a holder acts on the holder's own certificate.
 *
 * @throws CertBankError `access.denied`
 */
export function allow(actor: Actor, action: Action): void {
  if (!isAllowed(actor, action)) {
    throw new CertBankError('access.denied', { action }, `${actor.kind} may not do ${action}`);
  }
}
