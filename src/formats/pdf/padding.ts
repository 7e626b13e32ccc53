import { malformed } from './failure.ts';

/**
 * The BER element at the start of `contents`, without the space behind it that was kept and not needed.
 *
 * Deviation: that space may hold anything, not zeros alone: signers are known who left there what was in their
 * memory. It is covered by no signature and read by nobody.
 *
 * @throws CertBankError `structure.malformed` where there is no whole element
 * @source ISO 32000-2 section 12.8.3.1, table 255 (Contents); X.690 section 8.1
 */
export function withoutPadding(contents: Uint8Array): Uint8Array {
  return contents.subarray(0, endOfElement(contents));
}

function endOfElement(bytes: Uint8Array): number {
  let at = 0;
  /** Elements of indefinite length that are open. */
  let open = 0;
  do {
    if (open > 0 && bytes[at] === 0 && bytes[at + 1] === 0) {
      open--;
      at += 2;
      continue;
    }
    const isConstructed = ((bytes[at] ?? 0) & 0x20) !== 0;
    // High tag numbers have no place at this depth.
    const first = bytes[at + 1];
    at += 2;
    if (first === undefined) throw malformed('Contents holds no whole element');
    if (first === 0x80 && isConstructed) open++;
    else if (first < 0x80) at += first;
    else {
      const octets = first & 0x7f;
      if (octets === 0 || octets > 4) throw malformed('Contents holds no whole element');
      let length = 0;
      for (let i = 0; i < octets; i++) length = length * 256 + (bytes[at + i] ?? 0);
      at += octets + length;
    }
    if (at > bytes.length) throw malformed('Contents holds no whole element');
  } while (open > 0);
  return at;
}
