/**
 * The addresses in a field such as From, with their domains in lower case.
 *
 * Comments, quoted display names and group names are left out; an address with a quoted local part is not
 * understood and left out too.
 *
 * @param value unfolded
 * @source RFC 5322 section 3.4
 */
export function addressesIn(value: string): readonly string[] {
  return withoutCommentsAndQuotes(value)
    .split(/[\s<>,;:]/)
    .filter((word) => /^[^@]+@[^@]+$/.test(word))
    .map(normalAddress);
}

function withoutCommentsAndQuotes(text: string): string {
  let depth = 0;
  let isQuoted = false;
  let kept = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (character === '\\') at++;
    else if (character === '"' && depth === 0) {
      isQuoted = !isQuoted;
      kept += ' ';
    } else if (isQuoted) continue;
    else if (character === '(') depth++;
    else if (character === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) kept += character;
  }
  return kept;
}

/** The domain is compared without regard to case (RFC 5280 section 7.5). */
export function normalAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return address.slice(0, at + 1) + address.slice(at + 1).toLowerCase();
}
