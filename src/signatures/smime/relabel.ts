import type {
  DigestProtection,
  Finding,
  Protection,
  SignatureFacts,
  Datum,
  TimestampFacts,
} from '../ades/facts.ts';
import type { Scope } from '../report/report.ts';

/** What the message around a signed part adds to the facts of its signatures. */
export interface Surroundings {
  /** Put before every identifier; empty for the first signed part. */
  readonly prefix: string;
  /** What the signatures of the part cover. */
  readonly scope: Scope;
  readonly findings: (signature: SignatureFacts) => readonly Finding[];
}

/** The facts of a signed part as facts of the message that it stands in. */
export function relabel(
  signatures: readonly SignatureFacts[],
  { prefix, scope, findings }: Surroundings,
): readonly SignatureFacts[] {
  // What is one object for several signatures stays one: it is judged once.
  const timestamp = once((facts: TimestampFacts) => relabelTimestamp(facts, prefix));
  const datum = once((given: Datum): Datum => ({
    ...given,
    scope:
      given.scope.kind === 'COUNTER_SIGNATURE' ? { ...given.scope, name: prefix + given.scope.name } : scope,
  }));
  return signatures.map((facts) => ({
    ...facts,
    id: prefix + facts.id,
    references: facts.references.map((reference) => ({
      ...reference,
      candidates: reference.candidates.map(datum),
    })),
    timestamps: facts.timestamps.map(timestamp),
    findings: [...facts.findings, ...findings(facts)],
    ...(facts.counterSignatureOf !== undefined && { counterSignatureOf: prefix + facts.counterSignatureOf }),
  }));
}

function once<T extends object, R>(change: (given: T) => R): (given: T) => R {
  const known = new Map<T, R>();
  return (given) => {
    const result = known.get(given) ?? change(given);
    known.set(given, result);
    return result;
  };
}

function relabelTimestamp(facts: TimestampFacts, prefix: string): TimestampFacts {
  const { protects } = facts;
  return {
    ...facts,
    id: prefix + facts.id,
    imprintInput: (hash, digest) => facts.imprintInput(hash, digest),
    protects:
      typeof protects === 'function'
        ? async (digest): Promise<DigestProtection> => {
            const found = await protects(digest);
            return { ...found, protects: relabelProtection(found.protects, prefix) };
          }
        : relabelProtection(protects, prefix),
  };
}

function relabelProtection(protection: Protection, prefix: string): Protection {
  return {
    ...protection,
    signatures: protection.signatures.map((id) => prefix + id),
    timestamps: protection.timestamps.map((id) => prefix + id),
  };
}
