import { toHex } from '../../base/bytes.ts';
import type { GeneralName } from '../x509/general-name.ts';
import type { Detail } from './detail.ts';

/** A name in its usual notation; an address of a name constraint with the length of its mask. */
export function describeGeneralName(name: GeneralName): Detail {
  switch (name.kind) {
    case 'dns':
    case 'email':
    case 'uri':
      return { what: name.kind, value: name.value };
    case 'directory':
      return { what: 'directory', value: name.name.toString() };
    case 'ip':
      return { what: 'ip', value: ipText(name.bytes) };
    case 'registeredId':
      return { what: 'registeredId', value: name.oid };
    case 'other':
      return { what: 'otherName', value: `${name.oid} #${toHex(name.value)}` };
    case 'x400':
    case 'ediParty':
      return { what: 'otherName', value: `#${toHex(name.der)}` };
  }
}

function ipText(bytes: Uint8Array): string {
  if (bytes.length === 8 || bytes.length === 32) {
    const half = bytes.length / 2;
    let ones = 0;
    for (const octet of bytes.subarray(half)) ones += 8 - Math.log2(256 - octet);
    return `${ipText(bytes.subarray(0, half))}/${ones}`;
  }
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16));
  return shortened(groups);
}

/** RFC 5952 section 4.2: the first of the longest runs of two zero groups or more becomes `::`. */
function shortened(groups: readonly string[]): string {
  let best = { start: 0, length: 1 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === '0') length++;
    if (length > best.length) best = { start, length };
  }
  if (best.length < 2) return groups.join(':');
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`;
}
