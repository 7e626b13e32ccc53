import { mutateOctets, seededRandom } from './mutate.ts';
import { DerMutator } from './mutate-der.ts';
import { mutateText } from './mutate-text.ts';
import type { Reader } from './readers.ts';

/** Of this many inputs of a reader, one is damaged octet by octet, the others by what they are made of. */
const OCTETS_ONE_IN = 4;

/**
 * Gives the damaged input of a number, the same for the same samples, seed and number.
 */
export function damagedInputs(
  grammar: Reader['grammar'],
  samples: readonly Uint8Array[],
  seed: number,
): (number: number) => Uint8Array {
  const mutators = grammar === 'der' ? samples.map((sample) => new DerMutator(sample)) : [];
  return (number) => {
    const random = seededRandom(Math.imul(seed, 0x9e3779b1) + number);
    const index = Math.floor(random() * samples.length);
    if (random() < 1 / OCTETS_ONE_IN) return mutateOctets(samples[index]!, random);
    return grammar === 'der'
      ? mutators[index]!.mutate(random, mutators)
      : mutateText(samples[index]!, random);
  };
}
