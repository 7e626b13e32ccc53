/** Characters of the shortest password that the page takes for a key file. */
const MIN_PASSWORD_LENGTH = 12;

export function isTooShort(password: string): boolean {
  return Array.from(password).length < MIN_PASSWORD_LENGTH;
}

export type Strength = 'short' | 'weak' | 'fair' | 'strong';

/**
 * A hint, not a verdict: how much there is to guess when neither repetition nor order is counted.
 * The file's own slow key derivation stands behind it.
 */
export function strengthOf(password: string): Strength {
  if (isTooShort(password)) return 'short';
  const bits = freshCharacters(password) * Math.log2(alphabetOf(password));
  if (bits < 60) return 'weak';
  return bits < 100 ? 'fair' : 'strong';
}

/** Characters that are neither a repetition of the one before nor the next in alphabet or number row. */
function freshCharacters(password: string): number {
  const points = Array.from(password, (character) => character.codePointAt(0)!);
  const fresh = points.filter((point, index) => {
    const step = point - (points[index - 1] ?? Number.NaN);
    return !(Math.abs(step) <= 1);
  }).length;
  return Math.min(fresh, new Set(points).size * 1.5);
}

function alphabetOf(password: string): number {
  const classes: readonly (readonly [RegExp, number])[] = [
    [/[a-zæøå]/, 29],
    [/[A-ZÆØÅ]/, 29],
    [/[0-9]/, 10],
    [/[^a-zæøåA-ZÆØÅ0-9]/, 20],
  ];
  return classes.reduce((sum, [pattern, size]) => (pattern.test(password) ? sum + size : sum), 0);
}
