import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import type { PdfFile, PdfView } from '../../formats/pdf/document.ts';
import { listFields, type FormField } from '../../formats/pdf/form.ts';
import { PdfDictionary, PdfReference } from '../../formats/pdf/object.ts';
import type { SalvagedFile } from '../../formats/pdf/salvage.ts';
import {
  isLockedBy,
  permissionOf,
  readLock,
  readSignatureDictionary,
  stricter,
  type Permissions,
  type SignatureDictionary,
} from '../../formats/pdf/signature-dictionary.ts';
import type { Finding } from '../ades/facts.ts';
import type { Problem } from '../report/report.ts';
import { readCoverage, type Coverage } from './coverage.ts';

/** A signature or document time-stamp where it stands in the file, its value not yet looked into. */
export interface PlacedSignature {
  readonly fieldName: string;
  readonly signature: SignatureDictionary;
  readonly coverage: Coverage | undefined;
  readonly permissions: Permissions;
  readonly isTimestamp: boolean;
  readonly findings: Finding[];
}

export const TIMESTAMP_SUB_FILTER = 'ETSI.RFC3161';

/**
 * Every signature and document time-stamp of the last revision, in the order in which they were made.
 *
 * @throws CertBankError `structure.malformed` | `limit.exceeded`
 * @source ISO 32000-2 sections 12.7.5.5 and 12.8.1
 */
export function listSignatures(file: PdfFile, problems: Problem[]): PlacedSignature[] {
  const view = file.view();
  const placed: PlacedSignature[] = [];
  const seen = new Map<PdfDictionary, string>();
  for (const field of listFields(view)) {
    if (field.type !== 'Sig' || field.value === undefined || field.value === null) continue;
    const value = view.resolve(field.value);
    if (value === undefined || value === null) continue;
    if (!(value instanceof PdfDictionary)) {
      problems.push({
        code: 'pdf.signature-malformed',
        message: `The value of the signature field ${field.name} is no signature dictionary.`,
      });
      continue;
    }
    const other = seen.get(value);
    if (other !== undefined) {
      problems.push({
        code: 'pdf.signature-shared',
        message: `The signature fields ${other} and ${field.name} have one and the same signature.`,
      });
      continue;
    }
    seen.set(value, field.name);
    if (placed.length === LIMITS.signatures) {
      const details = { limit: 'signatures', maximum: LIMITS.signatures };
      throw new CertBankError('limit.exceeded', details, `more than ${LIMITS.signatures} signatures`);
    }
    placed.push(place(file, view, field, value));
  }
  return placed.sort((a, b) => (a.coverage?.end ?? 0) - (b.coverage?.end ?? 0));
}

/** The signatures of a file whose cross-references cannot be read; none of them is good. */
export function salvagedSignatures({ file, signatures }: SalvagedFile, why: string): PlacedSignature[] {
  return signatures.map((dictionary) => {
    const signature = readSignatureDictionary(file.view(), dictionary);
    const findings: Finding[] = [
      { code: 'pdf.cross-reference', clause: 'ISO 32000-2 section 7.5', message: why },
    ];
    const coverage = readCoverage(file, signature, findings);
    const isTimestamp = signature.subFilter === TIMESTAMP_SUB_FILTER;
    return { fieldName: '', signature, coverage, permissions: signature.permissions, isTimestamp, findings };
  });
}

function place(file: PdfFile, view: PdfView, field: FormField, value: PdfDictionary): PlacedSignature {
  const findings: Finding[] = [];
  const signature = readSignatureDictionary(view, value);
  const coverage = readCoverage(file, signature, findings);
  if (coverage?.revision !== undefined) checkSame(file, field, value, coverage.revision, findings);
  const isTimestamp = signature.subFilter === TIMESTAMP_SUB_FILTER;
  if (signature.type === 'DocTimeStamp' && !isTimestamp) {
    findings.push({
      code: 'pdf.sub-filter',
      clause: 'ISO 32000-2 section 12.8.5',
      message: 'a document time-stamp has another sub-filter than ETSI.RFC3161',
    });
  }
  return {
    fieldName: field.name,
    signature,
    coverage,
    permissions: permissionsOf(view, field, signature),
    isTimestamp,
    findings,
  };
}

/** The signature dictionary of the last revision must be the one that its own revision has. */
function checkSame(
  file: PdfFile,
  field: FormField,
  value: PdfDictionary,
  revision: number,
  findings: Finding[],
): void {
  const signed = file.view(revision);
  const then =
    field.value instanceof PdfReference
      ? signed.resolve(field.value)
      : signed.dictionary(field.reference ?? field.dictionary)?.get('V');
  if (then === value) return;
  findings.push({
    code: 'pdf.signature-redefined',
    clause: 'ISO 32000-2 section 12.8.1',
    message: 'the signature dictionary is not the one that stands in the revision which it covers',
  });
}

/** What the signature itself and the lock of its field forbid; ISO 32000-2 sections 12.7.5.5 and 12.8.2. */
function permissionsOf(view: PdfView, field: FormField, signature: SignatureDictionary): Permissions {
  const lock = view.dictionary(field.dictionary.get('Lock'));
  if (lock === undefined) return signature.permissions;
  const document = stricter(
    signature.permissions.document,
    lock.has('P') ? permissionOf(view.resolve(lock.get('P'))) : undefined,
  );
  return {
    ...(document !== undefined && { document }),
    locks: [...signature.permissions.locks, readLock(view, lock)],
  };
}

/** Whether the field may not be changed any more. */
export function isLocked(permissions: Permissions, name: string): boolean {
  return permissions.locks.some((lock) => isLockedBy(lock, name));
}
