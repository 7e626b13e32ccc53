import { concat } from '../../base/bytes.ts';
import type { PdfFile } from './document.ts';
import { PdfReference, PdfStream, PdfString, isArray, type PdfObject } from './object.ts';
import { dictionary, name, Output, type PdfRoom, type Writable } from './writing.ts';

/** An incremental update laid out: the whole file with it, and where room was left. */
export interface WrittenUpdate {
  readonly bytes: Uint8Array;
  readonly places: ReadonlyMap<PdfRoom, number>;
}

/**
 * What is to be added to a file. Everything before it stays, octet for octet.
 *
 * @source ISO 32000-2 section 7.5.6
 */
export class PdfUpdate {
  readonly #file: PdfFile;
  readonly #objects = new Map<number, { generation: number; object: Writable }>();
  #next: number;

  constructor(file: PdfFile) {
    this.#file = file;
    this.#next = file.nextNumber;
  }

  /** A number that nothing in the file has. */
  reserve(): PdfReference {
    return new PdfReference(this.#next++);
  }

  add(object: Writable): PdfReference {
    const reference = this.reserve();
    this.set(reference, object);
    return reference;
  }

  /** Defines an object, or defines one anew. */
  set({ number, generation }: PdfReference, object: Writable): void {
    this.#objects.set(number, { generation, object });
  }

  /** @param identifier of this version of the file (16 octets) */
  write(identifier: Uint8Array): WrittenUpdate {
    const { bytes, revisions } = this.#file;
    const { crossReference, trailer } = revisions[revisions.length - 1]!;
    const output = new Output(bytes.length);
    const last = bytes[bytes.length - 1];
    if (last !== 0x0a && last !== 0x0d) output.text('\n');
    const offsets = new Map<number, { offset: number; generation: number }>();
    for (const [number, { generation, object }] of [...this.#objects].sort(([a], [b]) => a - b)) {
      offsets.set(number, { offset: output.length, generation });
      output.text(`${number} ${generation} obj\n`);
      output.object(object);
      output.text('\nendobj\n');
    }
    const entries = {
      Root: trailer.get('Root'),
      Info: trailer.get('Info'),
      ID: identifiers(trailer.get('ID'), identifier),
      Prev: crossReference.offset,
    };
    const start = output.length;
    if (crossReference.isStream) this.#writeStream(output, offsets, entries);
    else this.#writeTable(output, offsets, entries);
    output.text(`startxref\n${start}\n%%EOF\n`);
    return { bytes: concat(bytes, output.take()), places: output.places };
  }

  #writeTable(output: Output, offsets: Offsets, entries: Record<string, PdfObject | undefined>): void {
    output.text('xref\n');
    for (const run of runs([...offsets.keys()])) {
      output.text(`${run[0]!} ${run.length}\n`);
      for (const number of run) {
        const { offset, generation } = offsets.get(number)!;
        output.text(`${String(offset).padStart(10, '0')} ${String(generation).padStart(5, '0')} n \n`);
      }
    }
    output.text('trailer\n');
    output.object(dictionary({ Size: this.#next, ...entries }));
    output.text('\n');
  }

  /** A file whose cross-references are streams goes on with one: readers expect no change of kind. */
  #writeStream(
    output: Output,
    offsets: Map<number, { offset: number; generation: number }>,
    entries: Record<string, PdfObject | undefined>,
  ): void {
    const { number } = this.reserve();
    offsets.set(number, { offset: output.length, generation: 0 });
    const table: number[] = [];
    for (const { offset, generation } of offsets.values()) {
      table.push(1, (offset >>> 24) & 0xff, (offset >>> 16) & 0xff, (offset >>> 8) & 0xff, offset & 0xff);
      table.push(generation >> 8, generation & 0xff);
    }
    const stream = new PdfStream(
      dictionary({
        Type: name('XRef'),
        Size: this.#next,
        W: [1, 4, 2],
        Index: runs([...offsets.keys()]).flatMap((run) => [run[0]!, run.length]),
        ...entries,
      }),
      Uint8Array.from(table),
    );
    output.text(`${number} 0 obj\n`);
    output.object(stream);
    output.text('\nendobj\n');
  }
}

type Offsets = ReadonlyMap<number, { offset: number; generation: number }>;

/** Ascending numbers in runs without a gap. */
function runs(numbers: readonly number[]): number[][] {
  const found: number[][] = [];
  for (const number of numbers) {
    const run = found.at(-1);
    if (run?.at(-1) === number - 1) run.push(number);
    else found.push([number]);
  }
  return found;
}

/** The first identifier stays with the file, the second is of this version (ISO 32000-2 section 14.4). */
function identifiers(known: PdfObject | undefined, identifier: Uint8Array): PdfObject | undefined {
  const [first] = isArray(known) ? known : [];
  return first instanceof PdfString ? [first, new PdfString(identifier)] : undefined;
}
