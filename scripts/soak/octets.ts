import { everyChange, faultOf, OCTET_CASES } from '../../test/support/octets.ts';

export interface OctetsResult {
  readonly documents: number;
  readonly changes: number;
  readonly faults: readonly string[];
}

const TELL_EVERY_MS = 30_000;

/**
 * Flips every bit, removes every octet and adds some at every place of one small document of each format and level,
 * and looks that none passes with what its signature protects changed.
 *
 * @param wanted parts of the names of the documents; none: all of them
 */
export async function soakByOctets(options: {
  readonly wanted: readonly string[];
  readonly tell: (line: string) => void;
}): Promise<OctetsResult> {
  const { wanted, tell } = options;
  const faults: string[] = [];
  let changes = 0;
  const chosen = OCTET_CASES.filter(
    ({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
  );
  for (const octetCase of chosen) {
    const original = await octetCase.make();
    const found: string[] = [];
    let [made, told] = [0, Date.now()];
    for (const change of everyChange(original)) {
      const fault = await faultOf(octetCase, original, change);
      if (fault !== undefined) found.push(`${octetCase.name}: ${fault}`);
      made++;
      if (Date.now() - told < TELL_EVERY_MS) continue;
      told = Date.now();
      tell(`${octetCase.name}: ${made} of ${14 * original.length + 5}`);
    }
    changes += made;
    faults.push(...found);
    tell(`${octetCase.name}: ${original.length} octets, ${made} changes, ${found.length} unnoticed`);
  }
  return { documents: chosen.length, changes, faults };
}
