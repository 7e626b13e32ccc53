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
  | 'timestamper.renew'
  | 'sealer.renew'
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
  'timestamper.renew',
  'sealer.renew',
  'audit.read',
  'audit.verify',
  'account.create',
  'account.list',
  'account.remove',
  'account.reset-password',
];

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
  system: [
    'crl.publish',
    'responder.renew',
    'timestamper.renew',
    'sealer.renew',
    'audit.verify',
    'account.create',
  ],
};

/** Whether actors of this kind may do `action`. Does not check: on which certificate. */
export function isAllowed(actor: Actor, action: Action): boolean {
  return ALLOWED[actor.kind].includes(action);
}

/**
 * Lets `actor` do `action`, or refuses. A holder acts on one certificate alone: the one whose
 * revocation code was shown.
 *
 * @param sha256 of the certificate that the action is on, if it is on one
 * @throws CertBankError `access.denied`
 */
export function allow(actor: Actor, action: Action, sha256?: string): void {
  const isForeign = actor.kind === 'holder' && actor.id !== sha256;
  if (isForeign || !isAllowed(actor, action)) {
    throw new CertBankError('access.denied', { action }, `${actor.kind} may not do ${action}`);
  }
}
