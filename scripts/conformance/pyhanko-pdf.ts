import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { isCertBankError } from '../../src/base/errors.ts';
import { STRICT_POLICY } from '../../src/signatures/validation/policy.ts';
import { verifyDocument } from '../../src/signatures/verify-document.ts';
import { readBytes, readTable, tell, type CorpusResult, type Outcome } from './corpus.ts';

interface Table {
  readonly entries: readonly {
    readonly id: string;
    readonly file: string;
    readonly detached_content?: string;
    readonly upstream_validation_time: string;
    readonly expected: {
      readonly verdict: 'valid' | 'invalid' | 'error' | 'modified-after-signing' | 'unknown';
    };
  }[];
}

/**
 * PDF and CMS documents by what another validator said of them: whether signature, references and structure are
 * whole, and whether a later revision did what it must not. Trust is not asked for.
 */
export async function pyhankoPdf(folder: string): Promise<CorpusResult> {
  const { entries } = readTable(folder, 'pyhanko-pdf.json') as Table;
  const outcomes: Outcome[] = [];
  let unknown = 0;
  for (const entry of entries) {
    const { verdict } = entry.expected;
    if (verdict === 'unknown') {
      unknown++;
      continue;
    }
    const { got, why, hasBrokenTimestamp = false } = await judge(folder, entry);
    const isRight =
      verdict === got ||
      // "valid" speaks of signatures; of a broken time-stamp the other says that with an error.
      (verdict === 'error' && hasBrokenTimestamp) ||
      // Refusing is right wherever the other refused or found a fault; which words are used differs.
      (verdict !== 'valid' && got !== 'valid');
    outcomes.push({
      name: entry.id,
      ...(!isRight && { miss: `${got}, expected ${verdict}${why && `: ${why}`}` }),
      isFalseAccept: !isRight && got === 'valid',
    });
  }
  return { outcomes, note: `${unknown} without an expectation` };
}

async function judge(
  folder: string,
  entry: Table['entries'][number],
): Promise<{
  got: 'valid' | 'invalid' | 'error' | 'modified-after-signing';
  why: string;
  hasBrokenTimestamp?: boolean;
}> {
  const contents =
    entry.detached_content === undefined ? [] : [{ bytes: readBytes(folder, entry.detached_content) }];
  try {
    const { signatures } = await verifyDocument(readBytes(folder, entry.file), {
      engine: nodeEngine(),
      at: new Date(entry.upstream_validation_time),
      contents,
      policy: { ...STRICT_POLICY, revocation: 'off' },
    });
    const why = tell(signatures.flatMap(({ reasons }) => reasons));
    if (signatures.length === 0) return { got: 'error', why: 'no signature' };
    const isWhole = signatures.every(
      ({ integrity }) => integrity.signature && integrity.references && integrity.structure,
    );
    const hasBrokenTimestamp = signatures.some(({ timestamps }) =>
      timestamps.some((stamp) => !stamp.integrity),
    );
    if (!isWhole) return { got: 'invalid', why };
    const isModified = signatures.some(({ laterChanges }) => laterChanges?.verdict === 'suspicious');
    return { got: isModified ? 'modified-after-signing' : 'valid', why, hasBrokenTimestamp };
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    return { got: 'error', why: error.message };
  }
}
