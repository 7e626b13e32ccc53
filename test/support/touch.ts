import { CertBankError } from '../../src/base/errors.ts';

/** By prototype: looking takes longer than most of what is read. */
const getters = new WeakMap<object, readonly string[]>();

/** Names of the getters on the classes of `value`. */
function gettersOf(value: object): readonly string[] {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null) return [];
  let names = getters.get(prototype);
  if (names === undefined) getters.set(prototype, (names = gettersFrom(prototype)));
  return names;
}

function gettersFrom(prototype: object): string[] {
  const names: string[] = [];
  let type: object | null = prototype;
  for (; type !== null && type !== Object.prototype; type = Object.getPrototypeOf(type) as object | null) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(type))) {
      if ('get' in descriptor) names.push(name);
    }
  }
  return names;
}

/**
 * Reads everything that a view can tell, however deep.
 *
 * @returns how many getters refused with a CertBankError
 * @throws whatever else a getter throws
 */
export function touchEverything(value: unknown, seen = new Set<unknown>()): number {
  if (typeof value !== 'object' || value === null || seen.has(value)) return 0;
  if (value instanceof Uint8Array || value instanceof Date) return 0;
  seen.add(value);
  let refusals = 0;
  for (const name of [...Object.keys(value), ...gettersOf(value)]) {
    try {
      refusals += touchEverything((value as Record<string, unknown>)[name], seen);
    } catch (error) {
      if (!(error instanceof CertBankError)) throw new Error(`${name} broke`, { cause: error });
      refusals++;
    }
  }
  return refusals;
}
