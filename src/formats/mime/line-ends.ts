const LF = 0x0a;
const CR = 0x0d;

/**
 * `octets` with every line end CR LF: where an LF stands alone, a CR is put before it. The same object where
 * nothing has to change.
 *
 * @source RFC 8551 section 3.1.1
 */
export function withCanonicalLineEnds(octets: Uint8Array): Uint8Array {
  let missing = 0;
  for (let at = octets.indexOf(LF); at !== -1; at = octets.indexOf(LF, at + 1)) {
    if (octets[at - 1] !== CR) missing++;
  }
  if (missing === 0) return octets;
  const canonical = new Uint8Array(octets.length + missing);
  let to = 0;
  let from = 0;
  for (let at = octets.indexOf(LF); at !== -1; at = octets.indexOf(LF, at + 1)) {
    if (octets[at - 1] === CR) continue;
    canonical.set(octets.subarray(from, at), to);
    to += at - from;
    canonical[to++] = CR;
    from = at;
  }
  canonical.set(octets.subarray(from), to);
  return canonical;
}

/** RFC 5322 section 2.1.1: without the line end. */
const MAX_LINE = 998;

/**
 * Whether `octets` survive transport as 7bit: ASCII without NUL, CR only in line ends, no line too long.
 *
 * @source RFC 2045 section 2.7
 */
export function isSevenBit(octets: Uint8Array): boolean {
  let lineStart = 0;
  for (let at = 0; at < octets.length; at++) {
    const octet = octets[at]!;
    if (octet === 0 || octet > 0x7f) return false;
    if (octet === CR && octets[at + 1] !== LF) return false;
    if (octet === LF) lineStart = at + 1;
    else if (at - lineStart > MAX_LINE) return false;
  }
  return true;
}
