/** Who asks. `id` is the user name, the certificate's SHA-256, the order reference, or empty. */
export interface Actor {
  readonly kind: 'public' | 'applicant' | 'holder' | 'officer' | 'administrator' | 'auditor' | 'system';
  readonly id: string;
}

/** The bank itself: ceremonies and scheduled jobs. */
export const SYSTEM: Actor = { kind: 'system', id: '' };

/** As audit records name an actor: `officer:anna`, `system`. */
export function describeActor(actor: Actor): string {
  return actor.id === '' ? actor.kind : `${actor.kind}:${actor.id}`;
}
