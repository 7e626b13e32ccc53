/** Words of one certificate that are indexed, and of one query that are looked at. */
const WORDS = 32;
/** Characters of a word that count. */
const WORD_LENGTH = 64;

/** Certificates whose words lie together in the index. */
const BLOCK = 8192;

/** The block of the word index that a certificate's words are in. */
export function wordBlock(certificateId: number): number {
  return Math.floor(certificateId / BLOCK);
}

/** The one form in which text is compared: composed, lower case. */
export function normalised(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function cut(word: string): string {
  return Array.from(word).slice(0, WORD_LENGTH).join('');
}

/** `word` without what is neither letter, digit nor combining mark at its ends. */
function trimmed(word: string): string {
  return word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}\p{M}]+$/gu, '');
}

/**
 * The words under which a certificate is found: those of its names, both as they stand
 * between spaces (`jens-peter`) and by their parts (`jens`, `peter`), and its e-mail address as one.
 */
export function indexWords(names: readonly (string | null)[], email: string | null): readonly string[] {
  const words = new Set<string>();
  for (const name of names) {
    for (const token of normalised(name ?? '').split(/\s+/u)) {
      const word = trimmed(token);
      words.add(cut(word));
      for (const part of word.split(/[^\p{L}\p{N}\p{M}]+/u)) words.add(cut(part));
    }
  }
  words.delete('');
  const kept = [...words].slice(0, WORDS - 1);
  if (email !== null && email !== '') kept.push(cut(normalised(email)));
  return [...new Set(kept)];
}

/** The prefixes that a query asks for, longest first; empty where it holds no letter or digit. */
export function queryWords(query: string): readonly string[] {
  const words = normalised(query)
    .split(/\s+/u)
    .map((token) => cut(trimmed(token)))
    .filter((word) => word !== '');
  return [...new Set(words)].slice(0, WORDS).sort((a, b) => b.length - a.length);
}
