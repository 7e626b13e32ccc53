import { performance } from 'node:perf_hooks';
import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { verifyPath, type PathRequest } from '../../src/trust/path/verify-path.ts';
import { doubledLevels, makeMesh, manyNameConstraints, MESH } from '../../test/support/hostile-heaps.ts';
import { AT } from '../../test/support/pki.ts';
import type { BenchResult } from './measure.ts';

interface Heap {
  readonly name: string;
  readonly request: Pick<PathRequest, 'leaf' | 'intermediates' | 'anchors' | 'policies'>;
  /** What is to be found: nothing, the path, or that the budget is spent. */
  readonly outcome: 'valid' | 'path.no-anchor' | 'path.budget-exhausted' | 'signature.invalid';
}

/** Heaps made to keep a search busy: each ends in under a second, from bytes to verdict. */
export async function benchmark(): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const { name, request, outcome } of heaps()) {
    const times: number[] = [];
    for (let round = 0; round < 3; round++) {
      const engine = nodeEngine();
      const start = performance.now();
      const { valid, failures } = await verifyPath(engine, { ...request, at: AT, revocation: 'off' });
      times.push(performance.now() - start);
      const found = valid ? 'valid' : failures[0]!.code;
      if (found !== outcome) throw new Error(`${name}: ${found}, not ${outcome}`);
    }
    const [slowest] = times.toSorted((a, b) => b - a);
    results.push({
      name: `${name}: ${outcome}`,
      ours: 1000 / slowest!,
      unit: 'searches/s',
      against: [{ name: 'one second', rate: 1, bar: 1 }],
    });
  }
  return results;
}

function heaps(): Heap[] {
  const { pki } = MESH;
  const mesh = makeMesh().map(({ der }) => der);
  const meshed = { leaf: pki.der('Leaf'), anchors: [pki.der('Root')] };
  const levels = doubledLevels(20);
  const doubled = { leaf: levels.pki.der('Leaf'), anchors: [levels.pki.der('Root')] };
  const heapWithout = (...left: string[]): Uint8Array[] => levels.heapWithout(...left).map(({ der }) => der);
  const constrained = manyNameConstraints();
  const below = { intermediates: [constrained.der('Mid')], anchors: [constrained.der('Root')] };
  return [
    {
      name: 'mesh of 200 authorities without an anchor',
      request: { ...meshed, intermediates: mesh },
      outcome: 'path.no-anchor',
    },
    {
      name: 'the same with a forged link',
      request: { ...meshed, intermediates: [...mesh, pki.der('Forged')] },
      outcome: 'signature.invalid',
    },
    {
      name: 'the same with the true link',
      request: { ...meshed, intermediates: [...mesh, pki.der('Mesh0')] },
      outcome: 'valid',
    },
    {
      name: '2^20 paths that end nowhere',
      request: { ...doubled, intermediates: heapWithout('L20aa', 'L20ba') },
      outcome: 'path.no-anchor',
    },
    {
      name: '2^20 paths without a policy',
      request: { ...doubled, intermediates: heapWithout(), policies: { requireExplicit: true } },
      outcome: 'path.budget-exhausted',
    },
    {
      name: '2^20 paths that are good',
      request: { ...doubled, intermediates: heapWithout() },
      outcome: 'valid',
    },
    {
      name: '10,000 name constraints on 1,000 names',
      request: { ...below, leaf: constrained.der('Lots') },
      outcome: 'path.budget-exhausted',
    },
    {
      name: '10,000 name constraints on 100 names',
      request: { ...below, leaf: constrained.der('Few') },
      outcome: 'valid',
    },
  ];
}
