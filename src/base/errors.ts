/**
 * The one error class of the house, and its closed list of codes.
 *
 * A `CertBankError` says that input was malformed or that a request was
 * refused. Misuse by the calling programmer is a `TypeError` or `RangeError`;
 * answers about trust are values and are never thrown.
 *
 * The code is at once the log field, the metric label, the translation key
 * and the suffix of the RFC 9457 `type`.
 */

/** Where in some bytes a fault was found; offsets count from the start of the outermost input. */
export interface AtOffset {
  offset: number;
}

/** The codes and the details that each of them carries. */
export interface ErrorDetails {
  // --- malformed input ---------------------------------------------------
  /** Bytes that are not the DER they should be (X.690 section 10 and 11). */
  'der.malformed': AtOffset & { what: string };
  /** Well-formed DER of another shape than its definition demands. */
  'structure.malformed': { structure: string; what: string; offset?: number };
  'pem.malformed': { what: string };
  'text.malformed': { what: string };
  'json.malformed': { what: string };
  /** A named limit (see `limits.ts`) was exceeded. */
  'limit.exceeded': { limit: string; maximum: number; actual?: number };
  /** An algorithm, curve or parameter that this installation does not know. */
  'algorithm.unsupported': { algorithm: string };
  /** A key that cannot be read, or a passphrase or password that does not open it. */
  'key.unreadable': { what: string };
  /** A key that is too weak, malformed or known to be compromised. */
  'key.refused': { why: string };

  // --- signing and verifying documents ------------------------------------
  'document.no-signature': { format?: string };
  'document.unsupported': { what: string };
  'document.content-missing': { what: string };
  /** What is to be changed may not be: a certification or a lock forbids it, or it is signed already. */
  'document.locked': { what: string };
  /** An encrypted message for others than the holder of the key. */
  'message.not-for-key': Record<string, never>;
  /** An encrypted message or its key that is damaged or was altered; which of them is not told. */
  'message.not-decrypted': Record<string, never>;
  /** An encrypted message that anybody on its way could have altered, and that is not to be read so. */
  'message.not-authenticated': Record<string, never>;
  /** Nobody, or not one alone, to whom the message could be encrypted; `candidates` tells who was found. */
  'recipient.refused': { why: string; candidates: string[] };
  /** A signature value that is not over what was to be signed, or not by the key of the signing certificate. */
  'signature.refused': Record<string, never>;
  /** A time-stamp authority gave no token, or none that answers the question. */
  'timestamp.refused': { why: string };
  /** Certificates, revocation information or a time-stamp authority without which a document does not last. */
  'evidence.missing': { what: string };

  // --- enrollment ---------------------------------------------------------
  'registration.invalid': { field: string; why: string };
  'order.not-found': { reference: string };
  'order.expired': { reference: string };
  'order.locked': { reference: string };
  'order.cancelled': { reference: string };
  'order.already-collected': { reference: string };
  'activation.wrong-code': { triesLeft: number };
  'request.proof-of-possession': { why: string };
  'request.key-reused': Record<string, never>;
  'profile.unknown': { profile: string };
  'lint.failed': { findings: string[] };

  // --- bank, revocation, status -------------------------------------------
  'certificate.not-found': { id: string };
  'issuer.not-found': { id: string };
  'crl.not-found': { issuer: string };
  'search.invalid': { why: string };
  'revocation.already-revoked': { since: string };
  'revocation.not-on-hold': Record<string, never>;
  'revocation.already-on-hold': Record<string, never>;
  'revocation.wrong-code': { triesLeft: number };
  'revocation.locked': Record<string, never>;
  'revocation.reason-invalid': { reason: string };

  // --- access -------------------------------------------------------------
  'access.unauthenticated': Record<string, never>;
  'access.denied': { action: string };
  'access.bad-credentials': Record<string, never>;
  'access.locked': { until: string };
  'access.csrf': Record<string, never>;
  'access.rate-limited': { retryAfterSeconds: number };
  'account.invalid': { field: string; why: string };
  'account.not-found': { username: string };

  // --- requests over HTTP and the command line ------------------------------
  'input.invalid': { issues: { path: string; message: string }[] };
  'input.too-large': { maximum: number };
  'input.unsupported-media-type': { expected: string[] };
  'not-acceptable': { offered: string[] };
  'not-found': { path: string };
  'method-not-allowed': { allowed: string[] };

  // --- operations -----------------------------------------------------------
  'config.invalid': { faults: string[] };
  'audit.broken': { sequence: number; what: string };
  'store.conflict': { what: string };
  'store.unavailable': { what: string };
  /** A database that a newer version has migrated. */
  'store.newer': { migrations: string[] };
  /** A database that still lacks migrations. */
  'store.not-migrated': { migrations: string[] };
  'service.unreachable': { service: string };
  'service.not-ready': { what: string };
  'backup.invalid': { what: string };
}

export type ErrorCode = keyof ErrorDetails;

/** A refusal or malformed input, with a code to switch on and typed details. */
export class CertBankError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'CertBankError';
  readonly code: C;
  readonly details: ErrorDetails[C];

  constructor(code: C, details: ErrorDetails[C], message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

/** True for a `CertBankError`, of the given code when one is given. */
export function isCertBankError<C extends ErrorCode = ErrorCode>(
  error: unknown,
  code?: C,
): error is CertBankError<C> {
  return error instanceof CertBankError && (code === undefined || error.code === code);
}
