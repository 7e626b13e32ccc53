import { entryEnd, hasSerial, serialAt } from './entry-scan.ts';

/** Slots a serial number. */
const LOAD = 2;
/**
 * Steps an entry, on average, that building may take. Honest serial numbers take less than one; those that were
 * chosen to meet in one slot, or all the same, would take as many steps as the square of their number.
 */
const MOST_STEPS = 4;

/**
 * Where each serial number of a list of entries stands: a hash table of offsets with open addressing, 8 to 16
 * octets an entry.
 */
export class EntryIndex {
  readonly #bytes: Uint8Array;
  /** Offset of an entry and 1; 0: free. */
  readonly #slots: Uint32Array;

  private constructor(bytes: Uint8Array, slots: Uint32Array) {
    this.#bytes = bytes;
    this.#slots = slots;
  }

  /**
   * `undefined` for serial numbers that no hash table helps with.
   *
   * Does not check: the encoding, which `scanEntries` must have checked before.
   */
  static of(bytes: Uint8Array, start: number, end: number, count: number): EntryIndex | undefined {
    const slots = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(1, count) * LOAD)));
    const mask = slots.length - 1;
    let steps = MOST_STEPS * count;
    for (let offset = start; offset < end; offset = entryEnd(bytes, offset)) {
      const at = serialAt(bytes, offset);
      let slot = hash(bytes, at + 2, bytes[at + 1]!) & mask;
      for (; slots[slot] !== 0; slot = (slot + 1) & mask) if (--steps < 0) return undefined;
      slots[slot] = offset + 1;
    }
    return new EntryIndex(bytes, slots);
  }

  /** Where entries with this serial number begin, in their order. */
  *offsets(serialNumber: Uint8Array): IterableIterator<number> {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash(serialNumber, 0, serialNumber.length) & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const offset = slots[slot]! - 1;
      if (hasSerial(this.#bytes, offset, serialNumber)) yield offset;
    }
  }
}

/** FNV-1a, and the last step of MurmurHash3 so that the lower bits depend on all. */
function hash(bytes: Uint8Array, start: number, length: number): number {
  let value = 0x811c9dc5;
  for (let at = start; at < start + length; at++) value = Math.imul(value ^ bytes[at]!, 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
