import type { Certificate } from '../../formats/x509/certificate.ts';

/**
 * Why a certificate is not to be believed, most telling first: the order of
 * this table is the order in which failures are reported. A fact about one
 * certificate of a path that was otherwise found (it was revoked) tells more
 * than a candidate that did not fit, and that more than "no path was found".
 */
const CLAUSES = {
  'path.budget-exhausted': 'RFC 5280 section 6.1',
  'certificate.revoked': 'RFC 5280 section 6.1.3 (a)(3)',
  'certificate.on-hold': 'RFC 5280 section 6.1.3 (a)(3)',
  'certificate.malformed': 'RFC 5280 section 4.1',
  'certificate.expired': 'RFC 5280 section 6.1.3 (a)(2)',
  'certificate.not-yet-valid': 'RFC 5280 section 6.1.3 (a)(2)',
  'anchor.not-yet-trusted': 'RFC 5280 section 6.1.1 (d)',
  'anchor.no-longer-trusted': 'RFC 5280 section 6.1.1 (d)',
  'extension.unknown-critical': 'RFC 5280 section 6.1.4 (o), 6.1.5 (f)',
  'extension.duplicate': 'RFC 5280 section 4.2',
  'extension.malformed': 'RFC 5280 section 4.2',
  'basic-constraints.not-ca': 'RFC 5280 section 6.1.4 (k)',
  'basic-constraints.path-length': 'RFC 5280 section 6.1.4 (l), (m)',
  'key-usage.no-cert-sign': 'RFC 5280 section 6.1.4 (n)',
  'basic-constraints.ca-only': 'RFC 5280 section 4.2.1.3, 4.2.1.10',
  'purpose.extended-key-usage': 'RFC 5280 section 4.2.1.12',
  'purpose.name-mismatch': 'RFC 9525 section 6',
  'name-constraints.violated': 'RFC 5280 section 6.1.3 (b), (c)',
  'name-constraints.malformed': 'RFC 5280 section 4.2.1.10',
  'policy.required': 'RFC 5280 section 6.1.3 (f), 6.1.5 (g)',
  'policy.mapping-any': 'RFC 5280 section 6.1.4 (a)',
  'certificate.version': 'RFC 5280 section 4.1.2.1',
  'certificate.serial-number': 'RFC 5280 section 4.1.2.2',
  'certificate.name-empty': 'RFC 5280 section 4.1.2.4, 4.1.2.6',
  'algorithm.mismatch': 'RFC 5280 section 4.1.1.2',
  'algorithm.not-acceptable': 'RFC 5280 section 8',
  'algorithm.unsupported': 'RFC 5280 section 6.1.3 (a)(1)',
  'key.malformed': 'RFC 5280 section 4.1.2.7',
  'signature.invalid': 'RFC 5280 section 6.1.3 (a)(1)',
  'revocation.stale': 'RFC 5280 section 6.3.3 (a)',
  'revocation.unknown': 'RFC 5280 section 6.1.3 (a)(3)',
  'path.too-long': 'RFC 5280 section 6.1',
  'path.no-anchor': 'RFC 5280 section 6.1',
} as const;

export type PathFailureCode = keyof typeof CLAUSES;

/** One reason why a certificate is not believed. */
export interface PathFailure {
  readonly code: PathFailureCode;
  /** The clause that demands what is missing. */
  readonly clause: string;
  readonly message: string;
  /** Lower-case hexadecimal; absent where the failure is about no certificate in particular. */
  readonly certificateSha256?: string;
}

/** A failure while the search is still on: it points at the certificate itself. */
export interface Fault {
  readonly code: PathFailureCode;
  readonly message: string;
  readonly certificate?: Certificate | undefined;
}

const RANKS = new Map(Object.keys(CLAUSES).map((code, rank) => [code, rank]));

export const clauseOf = (code: PathFailureCode): string => CLAUSES[code];

/** Failures kept of one search: enough to understand it, and no more for a hostile heap of certificates. */
const KEPT = 64;

/** Collects the faults of one search, each once, and puts the most telling first. */
export class FaultList {
  readonly #faults: Fault[] = [];

  /** @returns whether it is new */
  add(fault: Fault): boolean {
    if (this.#faults.length >= KEPT) return false;
    const isKnown = this.#faults.some(
      ({ code, certificate }) => code === fault.code && certificate === fault.certificate,
    );
    if (!isKnown) this.#faults.push(fault);
    return !isKnown;
  }

  addAll(faults: Iterable<Fault>): void {
    for (const fault of faults) this.add(fault);
  }

  /** By rank of the code; among equals the one found first. */
  ranked(): readonly Fault[] {
    return [...this.#faults].sort((a, b) => RANKS.get(a.code)! - RANKS.get(b.code)!);
  }
}
