import { isCertBankError } from '../../base/errors.ts';
import type { PdfFile } from '../../formats/pdf/document.ts';
import type { Permissions } from '../../formats/pdf/signature-dictionary.ts';
import type { LaterChanges } from '../ades/facts.ts';
import { compareDocuments } from './compare-document.ts';
import { Comparison, startBudget, type Change } from './comparison.ts';
import { isLocked } from './placed.ts';

/** Changes that are told of one signature. */
const MAX_TOLD = 200;

/**
 * What each revision of a file did to the one before it, found once and judged for every signature by what that
 * signature permits.
 *
 * Deviation: the transform methods name exactly what they permit; what a signature says nothing about is held to
 * the same list, because nobody can see a later revision: forms may be filled and signed, evidence and time-stamps
 * added, and nothing else.
 *
 * @source ISO 32000-2 sections 12.8.2.2 (DocMDP) and 12.8.2.4 (FieldMDP), EN 319 142-1 section 5.5
 */
export class ChangeHistory {
  readonly #file: PdfFile;
  readonly #changes: (readonly Change[])[] = [];
  readonly #budget = startBudget();

  constructor(file: PdfFile) {
    this.#file = file;
  }

  /**
   * What was done to the document since a revision was signed.
   *
   * @param revision that the signature covers; `undefined` where it covers none to its end
   */
  since(revision: number | undefined, permissions: Permissions): LaterChanges {
    if (revision === undefined) {
      const what = 'what the signature covers is no whole revision, so that nothing can be told of changes';
      return { verdict: 'suspicious', changes: [{ kind: 'pdf.coverage', what }] };
    }
    const changes: Change[] = [];
    const last = this.#file.revisions.length - 1;
    for (let index = revision + 1; index <= last; index++) changes.push(...this.#at(index));
    if (this.#file.hasTrailingOctets) {
      const what = 'something stands behind the last revision that no cross-reference leads to';
      changes.push({ kind: 'pdf.trailing-octets', what, needs: 'never' });
    }
    if (changes.length === 0) {
      if (revision === last) return { verdict: 'none', changes: [] };
      return {
        verdict: 'allowed',
        changes: [{ kind: 'pdf.revision', what: 'a later revision changed nothing' }],
      };
    }
    const forbidden = changes.filter((change) => !isAllowed(change, permissions));
    const told = forbidden.length > 0 ? forbidden : changes;
    return {
      verdict: forbidden.length > 0 ? 'suspicious' : 'allowed',
      changes: told.slice(0, MAX_TOLD).map(({ kind, what }) => ({ kind, what })),
    };
  }

  #at(index: number): readonly Change[] {
    return (this.#changes[index] ??= this.#compare(index));
  }

  #compare(index: number): Change[] {
    const { revisions } = this.#file;
    const revision = revisions[index]!;
    const comparison = new Comparison(this.#file.view(index - 1), this.#file.view(index), this.#budget);
    if (revision.isHybrid || revision.end === undefined) {
      const what = 'a later revision is written so that readers differ in what they see';
      comparison.report('never', 'pdf.revision', what);
    }
    try {
      compareDocuments(comparison);
    } catch (error) {
      if (!isCertBankError(error)) throw error;
      comparison.report('never', 'pdf.revision', `a later revision cannot be compared: ${error.message}`);
    }
    return comparison.changes;
  }
}

function isAllowed(change: Change, permissions: Permissions): boolean {
  const { document } = permissions;
  switch (change.needs) {
    case 'nothing':
      return true;
    case 'form-filling':
      if (document === 1 || (change.field !== undefined && isLocked(permissions, change.field))) return false;
      return document === undefined || change.isForbiddenWhenCertified !== true;
    case 'annotating':
      return document === 3;
    case 'never':
      return false;
  }
}
