/** Primes below this are tried as factors; SP 800-89 section 5.3.3 asks for those below 752. */
const PRIME_BOUND = 8192;

/** CA/Browser Forum Baseline Requirements section 6.1.1.3: at least 100 rounds. */
const FERMAT_ROUNDS = 100n;

/** The largest prime whose residues the ROCA fingerprint looks at. */
const ROCA_BOUND = 167;

/** Some primes and their product, which stays below 2^53. */
interface Leaf {
  readonly primes: readonly number[];
  readonly product: bigint;
}

/** Leaves whose common product divides a modulus in one step. */
interface Branch {
  readonly leaves: readonly Leaf[];
  readonly product: bigint;
}

let branches: readonly Branch[] | undefined;
let rocaResidues: ReadonlyMap<number, ReadonlySet<number>> | undefined;

/**
 * The known weakness of the RSA modulus `n`, in words, or `undefined`: a small factor, the
 * residues of keys of the Infineon library (ROCA, CVE-2017-15361), or primes so close that
 * Fermat's method finds them (CVE-2022-26320).
 *
 * Does not check: its length, or that it has exactly two prime factors.
 */
export function findRsaWeakness(n: bigint): string | undefined {
  branches ??= plantBranches();
  rocaResidues ??= listRocaResidues();
  let isRoca = true;
  for (const branch of branches) {
    const branchResidue = n % branch.product;
    for (const leaf of branch.leaves) {
      const leafResidue = Number(branchResidue % leaf.product);
      for (const prime of leaf.primes) {
        const residue = leafResidue % prime;
        if (residue === 0) return `RSA modulus is divisible by ${prime}`;
        if (isRoca && rocaResidues.get(prime)?.has(residue) === false) isRoca = false;
      }
    }
  }
  if (isRoca) return 'RSA modulus bears the ROCA fingerprint';
  return hasClosePrimes(n) ? 'RSA primes are too close to each other' : undefined;
}

function plantBranches(): Branch[] {
  const leaves: Leaf[] = [];
  let primes: number[] = [];
  let product = 1;
  for (const prime of listPrimes(PRIME_BOUND)) {
    if (product * prime > Number.MAX_SAFE_INTEGER) {
      leaves.push({ primes, product: BigInt(product) });
      primes = [];
      product = 1;
    }
    primes.push(prime);
    product *= prime;
  }
  leaves.push({ primes, product: BigInt(product) });

  const planted: Branch[] = [];
  for (let start = 0; start < leaves.length; start += 16) {
    const part = leaves.slice(start, start + 16);
    planted.push({ leaves: part, product: part.reduce((all, leaf) => all * leaf.product, 1n) });
  }
  return planted;
}

function listPrimes(bound: number): number[] {
  const isComposite = new Uint8Array(bound);
  const primes: number[] = [];
  for (let candidate = 2; candidate < bound; candidate++) {
    if (isComposite[candidate]) continue;
    primes.push(candidate);
    for (let multiple = candidate * candidate; multiple < bound; multiple += candidate)
      isComposite[multiple] = 1;
  }
  return primes;
}

/**
 * For each small prime p the powers of 65537 modulo p: both primes of a ROCA key, and so the
 * modulus, are such powers for every p. A random modulus is one in 2^27 times.
 *
 * @source Nemec, Sys, Svenda, Klinec, Matyas: The Return of Coppersmith's Attack, section 2.3
 */
function listRocaResidues(): Map<number, Set<number>> {
  const residues = new Map<number, Set<number>>();
  for (const prime of listPrimes(ROCA_BOUND + 1).slice(1)) {
    const powers = new Set<number>();
    for (let power = 1; !powers.has(power); power = (power * (65_537 % prime)) % prime) powers.add(power);
    residues.set(prime, powers);
  }
  return residues;
}

/** Whether n = a^2 - b^2 for one of the first a from the root of n on. */
function hasClosePrimes(n: bigint): boolean {
  let a = squareRoot(n);
  if (a * a === n) return true;
  a += 1n;
  let square = a * a - n;
  for (let round = 0n; round < FERMAT_ROUNDS; round++) {
    if (isSquare(square)) return true;
    square += 2n * (a + round) + 1n;
  }
  return false;
}

/** The residues that squares have, modulo numbers that sieve out all but one in a hundred of the rest. */
const SQUARE_RESIDUES = [64, 63, 65, 11].map((modulus) => ({
  modulus,
  residues: new Set(Array.from({ length: modulus }, (_, i) => (i * i) % modulus)),
}));
const SQUARE_MODULUS = 64n * 63n * 65n * 11n;

function isSquare(value: bigint): boolean {
  const residue = Number(value % SQUARE_MODULUS);
  if (SQUARE_RESIDUES.some(({ modulus, residues }) => !residues.has(residue % modulus))) return false;
  const root = squareRoot(value);
  return root * root === value;
}

/** The largest integer whose square is not above `value`, by Newton's method. */
function squareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  const bits = value.toString(16).length * 4;
  const shift = BigInt(Math.max(0, bits - 100) >> 1);
  // The first 50 bits come from the floating-point root, each step doubles them.
  let root = BigInt(Math.ceil(Math.sqrt(Number(value >> (2n * shift))) * (1 + 2 ** -48)) + 1) << shift;
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
