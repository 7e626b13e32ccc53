/** What one search may spend. Whatever is left out of a request has the default. */
export interface Budget {
  /** Intermediate certificates in one path. */
  readonly maxIntermediates: number;
  /** Signatures checked: on certificates, CRLs and OCSP responses together. */
  readonly maxSignatures: number;
  /** Certificates looked at as the next of a path, and in each whole path. */
  readonly maxCandidates: number;
  /**
   * Octets read: of each certificate in the heap (counted as 4,096 at least, for what reading a small one
   * costs) and of what is hashed for each signature.
   */
  readonly maxBytes: number;
  /** Comparisons of a name with a name constraint. */
  readonly maxNameChecks: number;
}

/**
 * Honest searches stay below a hundredth of these. Together they keep the worst search below about
 * one second on one core: a P-384 signature takes 0.5 ms to check, a candidate 5 us, a name comparison 0.2 us.
 */
export const DEFAULT_BUDGET: Budget = {
  maxIntermediates: 32,
  maxSignatures: 400,
  maxCandidates: 50_000,
  maxBytes: 512 * 1024 * 1024,
  maxNameChecks: 1_048_576,
};

/** What spending went too far. Caught where a search starts; callers see `path.budget-exhausted`. */
export class BudgetExhausted extends Error {
  override readonly name = 'BudgetExhausted';
  readonly limit: keyof Budget;
  readonly maximum: number;

  constructor(limit: keyof Budget, maximum: number) {
    super(`the search ended at its limit: ${limit} ${maximum}`);
    this.limit = limit;
    this.maximum = maximum;
  }
}

/** Octets that a certificate counts at least. */
const LEAST_BYTES = 4096;

/** Counts what one search has spent. */
export class Meter {
  readonly budget: Budget;
  #signatures = 0;
  #candidates = 0;
  #bytes = 0;
  #nameChecks = 0;

  /** @throws RangeError for a limit that is no whole number from 0 on */
  constructor(limits: Partial<Budget> = {}) {
    const budget: Record<keyof Budget, number> = { ...DEFAULT_BUDGET };
    for (const limit of Object.keys(budget) as (keyof Budget)[]) {
      const maximum = limits[limit] ?? DEFAULT_BUDGET[limit];
      if (!Number.isSafeInteger(maximum) || maximum < 0) throw new RangeError(`${limit} is no whole number`);
      budget[limit] = maximum;
    }
    this.budget = budget;
  }

  get spent(): { signatures: number; candidates: number; bytes: number; nameChecks: number } {
    return {
      signatures: this.#signatures,
      candidates: this.#candidates,
      bytes: this.#bytes,
      nameChecks: this.#nameChecks,
    };
  }

  /** @throws BudgetExhausted, as do all the following */
  signature(octets: number): void {
    if (++this.#signatures > this.budget.maxSignatures) this.#exhausted('maxSignatures');
    this.#read(octets);
  }

  candidate(): void {
    if (++this.#candidates > this.budget.maxCandidates) this.#exhausted('maxCandidates');
  }

  certificate(octets: number): void {
    this.#read(Math.max(octets, LEAST_BYTES));
  }

  nameChecks(count: number): void {
    this.#nameChecks += count;
    if (this.#nameChecks > this.budget.maxNameChecks) this.#exhausted('maxNameChecks');
  }

  #read(octets: number): void {
    this.#bytes += octets;
    if (this.#bytes > this.budget.maxBytes) this.#exhausted('maxBytes');
  }

  #exhausted(limit: keyof Budget): never {
    throw new BudgetExhausted(limit, this.budget[limit]);
  }
}
