import { isCertBankError } from '../../base/errors.ts';
import { parsePdf, type PdfFile } from '../../formats/pdf/document.ts';
import type { PdfStream } from '../../formats/pdf/object.ts';
import { readSecurityStore, type SecurityStore } from '../../formats/pdf/security-store.ts';
import { withoutPadding } from '../../formats/pdf/padding.ts';
import type { CarriedEvidence, SignatureFacts, TimestampFacts } from '../ades/facts.ts';
import type { Problem } from '../report/report.ts';
import { ChangeHistory } from './changes.ts';
import { listSignatures, type PlacedSignature } from './placed.ts';
import { readSignature, type ReadSignature } from './signature.ts';
import { documentTimestamp } from './document-timestamp.ts';

export interface PadesDocument {
  readonly signatures: readonly SignatureFacts[];
  readonly problems: readonly Problem[];
}

/**
 * The facts of every signature in a PDF file. Document time-stamps stand at the signatures that they cover.
 *
 * Does not check: anything cryptographic; faults of the structure are given as findings.
 *
 * @param name what the document is called, for the scope
 * @throws CertBankError `structure.malformed` | `limit.exceeded`; `document.unsupported` for an encrypted file
 * @source EN 319 142-1 sections 5 and 6, ISO 32000-2 section 12.8
 */
export function readPades(bytes: Uint8Array, name: string | undefined): PadesDocument {
  const problems: Problem[] = [];
  const file = parsePdf(bytes);
  const placed = listSignatures(file, problems);
  const stores = new Stores(file);
  const signatures: ReadSignature[] = [];
  const stamps: { placed: PlacedSignature; facts: TimestampFacts }[] = [];
  const carried: Evidence = { certificates: [], crls: [], ocspResponses: [] };
  for (const one of placed) {
    if (one.isTimestamp) continue;
    const id = `S-${signatures.length + 1}`;
    const read = readSignature(one, id, name ?? 'document', carried);
    signatures.push(read);
  }
  for (const store of stores.all()) add(carried, store);
  for (const one of placed) {
    if (!one.isTimestamp) continue;
    const token = tokenOf(one, problems);
    if (token === undefined) continue;
    const covered = signatures.filter((signature) => isCovered(signature.placed, one));
    const earlier = stamps.filter((stamp) => isCovered(stamp.placed, one)).map(({ facts }) => facts);
    const facts = documentTimestamp(`D-${stamps.length + 1}`, token, one, {
      signatures: covered,
      timestamps: earlier,
      store: stores.at(one.coverage?.revision),
    });
    stamps.push({ placed: one, facts });
    if (covered.length === 0) {
      problems.push({
        code: 'pdf.timestamp-alone',
        message: `The document time-stamp ${one.fieldName} stands over no signature.`,
      });
    }
  }
  const history = new ChangeHistory(file);
  return {
    signatures: signatures.map((signature) => ({
      ...signature.facts(
        carried,
        stamps.filter((stamp) => isCovered(signature.placed, stamp.placed)).map(({ facts }) => facts),
        stamps.some(
          (stamp) =>
            isCovered(signature.placed, stamp.placed) &&
            stores.hasAdded(signature.placed.coverage?.revision, stamp.placed.coverage?.revision),
        ),
        stores.hasAdded(signature.placed.coverage?.revision, file.revisions.length - 1),
      ),
      laterChanges: history.since(signature.placed.coverage?.revision, signature.placed.permissions),
    })),
    problems,
  };
}

interface Evidence extends CarriedEvidence {
  readonly certificates: Uint8Array[];
  readonly crls: Uint8Array[];
  readonly ocspResponses: Uint8Array[];
}

function add(to: Evidence, store: SecurityStore): void {
  for (const kind of ['certificates', 'crls', 'ocspResponses'] as const) {
    const known = new Set(to[kind]);
    for (const der of store[kind]) if (!known.has(der)) to[kind].push(der);
  }
}

/** The document security stores of the revisions, each read once. */
class Stores {
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

/** Whether a later signature or time-stamp covers the whole of an earlier one. */
function isCovered(earlier: PlacedSignature, later: PlacedSignature): boolean {
  const [inner, outer] = [earlier.coverage, later.coverage];
  return inner !== undefined && outer !== undefined && inner !== outer && inner.end <= outer.gapStart;
}

function tokenOf({ signature, fieldName }: PlacedSignature, problems: Problem[]): Uint8Array | undefined {
  try {
    return withoutPadding(signature.contents?.bytes ?? new Uint8Array());
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    problems.push({
      code: 'pdf.timestamp-malformed',
      message: `The document time-stamp ${fieldName} holds no token: ${error.message}`,
    });
    return undefined;
  }
}
