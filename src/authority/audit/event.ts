/** What the bank did. Refusals are the system log's affair, but for those that lock something. */
export type AuditAction =
  | 'issuer.created'
  | 'responder.renewed'
  | 'timestamper.renewed'
  | 'sealer.renewed'
  | 'order.registered'
  | 'order.locked'
  | 'order.cancelled'
  | 'certificate.issued'
  | 'certificate.recollected'
  | 'certificate.listed'
  | 'certificate.unlisted'
  | 'certificate.revoked'
  | 'certificate.reason-changed'
  | 'certificate.suspended'
  | 'certificate.released'
  | 'revocation-code.locked'
  | 'crl.published'
  | 'account.created'
  | 'account.removed'
  | 'account.password-changed'
  | 'account.signed-in'
  | 'account.locked';

/** Details of an event. Never a secret, never a CPR number. */
export type AuditDetails = Readonly<Record<string, string | number | boolean | null>>;

export interface AuditEvent {
  readonly at: Date;
  /** See `describeActor`. */
  readonly actor: string;
  readonly action: AuditAction;
  /** On what: a SHA-256, an order reference, an issuer id, a user name. */
  readonly object: string;
  readonly details: AuditDetails;
}
