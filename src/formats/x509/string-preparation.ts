/**
 * `text` in the form in which caseIgnoreMatch compares it: two texts match when their forms are equal.
 * `undefined` where the text holds a character that never matches anything.
 *
 * Case is folded character by character (RFC 3454 appendix B.2, by the platform's own case tables),
 * invisible characters are dropped, every kind of space becomes one space, the result is normalised to
 * NFKC, and space at the ends is dropped.
 *
 * @source RFC 5280 section 7.1, RFC 4518 section 2
 */
export function prepare(text: string): string | undefined {
  // Almost every name is plain ASCII without anything to map but case.
  if (/^[!-~]+(?: [!-~]+)*$/.test(text)) return text.toLowerCase();
  let mapped = '';
  for (const character of text) {
    if (SPACE.test(character)) mapped += ' ';
    else if (!DROPPED.test(character)) mapped += fold(character);
  }
  const normalised = mapped.normalize('NFKC');
  if (PROHIBITED.test(normalised)) return undefined;
  return normalised.replace(/ +/g, ' ').replace(/^ | $/g, '');
}

/** RFC 4518 section 2.2, second paragraph: mapped to SPACE. */
const SPACE = /^[\t-\r\x85\p{Z}]$/u;

/** RFC 4518 section 2.2, first and third paragraph: mapped to nothing. */
const DROPPED = /^[\p{Cc}\p{Cf}\u034F\u1806\u180B-\u180D\u200B\uFE00-\uFE0F\uFFFC]$/u;

/** RFC 4518 section 2.4: private use, unassigned, surrogates and the replacement character. */
const PROHIBITED = /[\p{Co}\p{Cs}\p{Cn}\uFFFD]/u;

function fold(character: string): string {
  // The dotless i folds to itself (CaseFolding.txt), though its capital is I.
  if (character === '\u0131') return character;
  return character.toLowerCase().toUpperCase().toLowerCase();
}
