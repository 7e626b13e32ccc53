import { isCertBankError } from '../../base/errors.ts';
import type { PdfFile } from '../../formats/pdf/document.ts';
import type { PdfStream } from '../../formats/pdf/object.ts';
import { readSecurityStore, type SecurityStore } from '../../formats/pdf/security-store.ts';

/** The document security stores of the revisions, each read once. */
export class Stores {
  readonly #file: PdfFile;
  readonly #read = new Map<number, SecurityStore | undefined>();
  readonly #streams = new Map<PdfStream, Uint8Array>();

  constructor(file: PdfFile) {
    this.#file = file;
  }

  at(revision: number | undefined): SecurityStore | undefined {
    if (revision === undefined) return undefined;
    if (!this.#read.has(revision)) this.#read.set(revision, this.#readAt(revision));
    return this.#read.get(revision);
  }

  /** Those of every revision: evidence may have been taken out of a later one. */
  all(): SecurityStore[] {
    return this.#file.revisions.flatMap(({ index }) => this.at(index) ?? []);
  }

  /** Whether evidence was added between two revisions: for a signature in the first of them. */
  hasAdded(since: number | undefined, until: number | undefined): boolean {
    if (since === undefined || until === undefined) return false;
    const before = evidenceOf(this.at(since));
    for (let revision = since + 1; revision <= until; revision++) {
      for (const der of evidenceOf(this.at(revision))) if (!before.has(der)) return true;
    }
    return false;
  }

  #readAt(revision: number): SecurityStore | undefined {
    try {
      return readSecurityStore(this.#file.view(revision), this.#streams);
    } catch (error) {
      if (isCertBankError(error, 'structure.malformed')) return undefined;
      throw error;
    }
  }
}

const evidenceOf = (store: SecurityStore | undefined): ReadonlySet<Uint8Array> =>
  new Set(store ? [...store.certificates, ...store.crls, ...store.ocspResponses] : []);
