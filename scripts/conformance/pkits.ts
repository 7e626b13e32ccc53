import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { verifyPath, type PathRequest } from '../../src/trust/path/verify-path.ts';
import { compare, readBytes, readTable, tell, type CorpusResult, type Outcome } from './corpus.ts';

export interface PkitsTest {
  readonly id: string;
  readonly name: string;
  readonly path: readonly string[];
  readonly extra_certs: readonly string[];
  readonly crls: readonly string[];
  readonly settings: {
    readonly initial_policy_set: readonly string[];
    readonly initial_explicit_policy: boolean;
    readonly initial_policy_mapping_inhibit: boolean;
    readonly initial_inhibit_any_policy: boolean;
  };
  readonly validation_time: string;
  readonly expected: 'success' | 'failure';
  readonly user_constrained_policy_set?: readonly string[];
  /** A message signed by the end entity. */
  readonly smime?: string;
}

/** NIST PKITS: every path with its settings, and the policies under which the good ones are good. */
export async function pkits(folder: string): Promise<CorpusResult> {
  const engine = nodeEngine();
  const outcomes: Outcome[] = [];
  for (const test of (readTable(folder, 'pkits.json') as { tests: PkitsTest[] }).tests) {
    const certificates = test.path.map((file) => readBytes(folder, file));
    const result = await verifyPath(engine, {
      leaf: certificates.at(-1)!,
      // Backwards, so that order is no help.
      intermediates: [
        ...certificates.slice(1, -1),
        ...test.extra_certs.map((file) => readBytes(folder, file)),
      ].reverse(),
      ...pathSettings(folder, test),
    });
    const name = `${test.id} ${test.name}`;
    const verdict = result.valid ? 'success' : 'failure';
    const outcome = compare(
      name,
      test.expected,
      verdict,
      (answer) => answer === 'success',
      tell(result.failures),
    );
    const policies = test.user_constrained_policy_set;
    if (outcome.miss === undefined && result.valid && policies !== undefined) {
      const [wanted, got] = [policies, result.policies.user].map((set) => [...set].sort().join(' '));
      outcomes.push(compare(name, `policies [${wanted}]`, `policies [${got}]`, () => false));
    } else outcomes.push(outcome);
  }
  return { outcomes };
}

/** What a test asks beside the path itself. */
export function pathSettings(
  folder: string,
  { settings, path, crls, validation_time: at }: PkitsTest,
): Pick<PathRequest, 'revocation' | 'policies'> & Required<Pick<PathRequest, 'anchors' | 'crls' | 'at'>> {
  return {
    anchors: [readBytes(folder, path[0]!)],
    crls: crls.map((file) => readBytes(folder, file)),
    at: new Date(at),
    revocation: 'required',
    policies: {
      initial: settings.initial_policy_set,
      requireExplicit: settings.initial_explicit_policy,
      inhibitMapping: settings.initial_policy_mapping_inhibit,
      inhibitAny: settings.initial_inhibit_any_policy,
    },
  };
}
