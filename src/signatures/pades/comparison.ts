import { equal } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import type { PdfView } from '../../formats/pdf/document.ts';
import { exceeded } from '../../formats/pdf/failure.ts';
import {
  dictionaryOf,
  isArray,
  PdfDictionary,
  PdfName,
  PdfReference,
  PdfStream,
  PdfString,
  type PdfObject,
} from '../../formats/pdf/object.ts';

/**
 * What a change needs to be allowed: nothing, because it only keeps signatures verifiable (`upkeep`), that
 * forms may be filled, that the document may be annotated; or it is never allowed.
 */
export type ChangeNeeds = 'nothing' | 'form-filling' | 'annotating' | 'never';

/** One thing that a revision did to the one before it. */
export interface Change {
  readonly kind: string;
  readonly what: string;
  readonly needs: ChangeNeeds;
  /** The field that was changed, for locks. */
  readonly field?: string;
  /** Not after a certification, whatever it permits. */
  readonly isForbiddenWhenCertified?: boolean;
}

/** Changes of one revision that are told. */
const MAX_CHANGES = 200;

/** How many pairs of objects may still be compared in one file. */
export interface ComparisonBudget {
  left: number;
}

/** The keys through which pages and widgets are pointed at without being shown: back-pointers and indexes. */
const POINTERS = new Set([
  'P', 'Pg', 'Parent', 'Obj', 'Kids', 'Fields', 'Annots', 'CO', 'Data', 'Dest', 'D', 'Dests', 'Names', 'Nums',
  'First', 'Last', 'Next', 'Prev', 'Popup', 'IRT', 'T',
]); // prettier-ignore

/**
 * Below these keys everything is shown, and names are the author's own: what is called `P` or `D` there is no
 * pointer.
 */
const SHOWN = new Set(['Resources', 'DR', 'AP', 'OCProperties']);

/**
 * One revision beside the next. `isSame` follows every reference on both sides, so that it is the document which
 * is compared and not the objects that happen to have been written anew.
 */
export class Comparison {
  readonly before: PdfView;
  readonly after: PdfView;
  readonly changes: Change[] = [];
  /** Objects with rules of their own (pages, fields, widgets, the catalog): not followed through pointers. */
  readonly apart = new Set<number>();
  readonly #budget: ComparisonBudget;
  /** Pairs of objects found to be the same all the way down. */
  readonly #same = new Set<string>();
  #uses: ReadonlyMap<number, number> | undefined;
  #isCut = false;

  constructor(before: PdfView, after: PdfView, budget: ComparisonBudget) {
    this.before = before;
    this.after = after;
    this.#budget = budget;
  }

  report(needs: ChangeNeeds, kind: string, what: string, field?: string): void {
    this.add({ kind, what, needs, ...(field !== undefined && { field }) });
  }

  /** Of very many changes not each is told, but always one that is never allowed. */
  add(change: Change): void {
    if (this.changes.length < MAX_CHANGES) this.changes.push(change);
    else if (change.needs === 'never' && !this.changes.some(({ needs }) => needs === 'never')) {
      this.changes.push(change);
    } else if (change.needs !== 'nothing' && !this.#isCut) {
      this.#isCut = true;
      this.changes.push({
        kind: 'pdf.revision',
        what: 'a revision changed more than can be told',
        needs: 'never',
      });
    }
  }

  /** @throws CertBankError `limit.exceeded` where more was looked at than one file may ask for */
  spend(count: number): void {
    this.#budget.left -= count;
    if (this.#budget.left < 0) throw exceeded('pdfComparisons');
  }

  /**
   * Whether both come to the same, each in its own revision.
   *
   * @param key under which the objects stand
   * @throws CertBankError `limit.exceeded` | `structure.malformed`
   */
  isSame(before: PdfObject | undefined, after: PdfObject | undefined, key = ''): boolean {
    // One and the same object that refers to nothing.
    if (before === after && isLeaf(before)) {
      this.spend(1);
      return true;
    }
    const pairs: [PdfObject | undefined, PdfObject | undefined, string][] = [[before, after, key]];
    const visited = new Set<string>();
    for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
      this.spend(1);
      let [a, b] = pair;
      const [, , at] = pair;
      if (a instanceof PdfReference || b instanceof PdfReference) {
        if (a instanceof PdfReference && b instanceof PdfReference) {
          const isOne = a.number === b.number && a.generation === b.generation;
          if (isOne && POINTERS.has(at) && this.apart.has(a.number)) continue;
          const id = `${idOf(a)}:${idOf(b)}${SHOWN.has(at) ? ' shown' : ''}`;
          if (this.#same.has(id) || visited.has(id)) continue;
          visited.add(id);
        }
        a = this.before.resolve(a);
        b = this.after.resolve(b);
      }
      if (!this.#compare(a, b, at, pairs)) return false;
    }
    for (const id of visited) this.#same.add(id);
    return true;
  }

  /** Compares two objects that are no references; what is in them goes on the list. */
  #compare(
    a: PdfObject | undefined,
    b: PdfObject | undefined,
    key: string,
    pairs: [PdfObject | undefined, PdfObject | undefined, string][],
  ): boolean {
    // Null and missing are the same (ISO 32000-2 section 7.3.9).
    if ((a ?? null) === null || (b ?? null) === null) return (a ?? null) === (b ?? null);
    if (a instanceof PdfName) return b instanceof PdfName && a.value === b.value;
    if (a instanceof PdfString) return b instanceof PdfString && equal(a.bytes, b.bytes);
    if (isArray(a)) {
      if (!isArray(b) || a.length !== b.length) return false;
      a.forEach((item, index) => pairs.push([item, b[index], key]));
      return true;
    }
    if (a instanceof PdfStream) {
      if (!(b instanceof PdfStream)) return false;
      if (a.encoded !== b.encoded && !equal(a.encoded, b.encoded)) return false;
      return pushEntries(a.dictionary, b.dictionary, key, pairs);
    }
    if (a instanceof PdfDictionary) return b instanceof PdfDictionary && pushEntries(a, b, key, pairs);
    return a === b;
  }

  /**
   * How many places of the document as it was before refer to an object.
   *
   * @throws CertBankError `limit.exceeded` | `structure.malformed`
   */
  usesBefore(number: number): number {
    return (this.#uses ??= this.#countUses()).get(number) ?? 0;
  }

  #countUses(): ReadonlyMap<number, number> {
    const uses = new Map<number, number>();
    const open: PdfObject[] = [this.before.trailer];
    for (let object = open.pop(); object !== undefined; object = open.pop()) {
      this.spend(1);
      if (object instanceof PdfReference) {
        const count = uses.get(object.number) ?? 0;
        uses.set(object.number, count + 1);
        const target = count === 0 ? this.before.resolve(object) : undefined;
        if (target !== undefined) open.push(target);
      } else if (isArray(object)) for (const item of object) open.push(item);
      else for (const value of dictionaryOf(object)?.entries.values() ?? []) open.push(value);
    }
    return uses;
  }

  /** The keys of two dictionaries whose values are not the same. */
  changedKeys(before: PdfDictionary, after: PdfDictionary, except: ReadonlySet<string>): string[] {
    const keys = new Set([...before.entries.keys(), ...after.entries.keys()]);
    const changed = [...keys].filter(
      (key) => !except.has(key) && !this.isSame(before.get(key), after.get(key), key),
    );
    const known = new Set(before.repeated);
    for (const key of new Set(after.repeated)) if (!known.has(key)) changed.push(key);
    return changed;
  }
}

const isLeaf = (object: PdfObject | undefined): boolean =>
  typeof object !== 'object' || object === null || object instanceof PdfName || object instanceof PdfString;

const idOf = ({ number, generation }: PdfReference): string => `${number} ${generation}`;

function pushEntries(
  a: PdfDictionary,
  b: PdfDictionary,
  above: string,
  pairs: [PdfObject | undefined, PdfObject | undefined, string][],
): boolean {
  // A key that stands there twice is read in two ways.
  if (a !== b && b.repeated.length > 0 && a.repeated.length !== b.repeated.length) return false;
  const keyOf = (key: string): string => (SHOWN.has(above) ? above : key);
  for (const [key, value] of a.entries) pairs.push([value, b.get(key), keyOf(key)]);
  if (a !== b) {
    for (const [key, value] of b.entries) if (!a.has(key)) pairs.push([undefined, value, keyOf(key)]);
  }
  return true;
}

export const startBudget = (): ComparisonBudget => ({ left: LIMITS.pdfComparisons });
