import { isCertBankError } from '../../base/errors.ts';
import { parsePdf, type PdfFile } from '../../formats/pdf/document.ts';
import type { SecurityStore } from '../../formats/pdf/security-store.ts';
import { salvageSignatures } from '../../formats/pdf/salvage.ts';
import { withoutPadding } from '../../formats/pdf/padding.ts';
import type { CarriedEvidence, SignatureFacts } from '../ades/facts.ts';
import type { Problem } from '../report/report.ts';
import { ChangeHistory } from './changes.ts';
import { listSignatures, salvagedSignatures, type PlacedSignature } from './placed.ts';
import { Levels, type PlacedTimestamp } from './levels.ts';
import { readSignature, type ReadSignature } from './signature.ts';
import { Stores } from './stores.ts';
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
  const { file, placed } = open(bytes, problems);
  const stores = new Stores(file);
  const signatures: ReadSignature[] = [];
  const stamps: PlacedTimestamp[] = [];
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
  const levels = new Levels(carried, stores, file.revisions.length - 1);
  return {
    signatures: signatures.map((signature) => {
      const over = stamps.filter((stamp) => isCovered(signature.placed, stamp.placed));
      const level = levels.of(signature, over);
      const { coverage, permissions } = signature.placed;
      return {
        ...signature.facts(
          carried,
          over.map(({ facts }) => facts),
          level,
        ),
        laterChanges: history.since(coverage?.revision, permissions),
      };
    }),
    problems,
  };
}

/** A file that is broken is read for its signatures alone. */
function open(bytes: Uint8Array, problems: Problem[]): { file: PdfFile; placed: readonly PlacedSignature[] } {
  try {
    const file = parsePdf(bytes);
    return { file, placed: listSignatures(file, problems) };
  } catch (error) {
    if (!isCertBankError(error, 'structure.malformed')) throw error;
    const salvaged = salvageSignatures(bytes);
    if (salvaged.signatures.length === 0) throw error;
    problems.push({ code: 'pdf.cross-reference', message: `The file is damaged: ${error.message}.` });
    return {
      file: salvaged.file,
      placed: salvagedSignatures(salvaged, `the file is damaged: ${error.message}`),
    };
  }
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

/** Whether a later signature or time-stamp covers the whole of an earlier one. */
function isCovered(earlier: PlacedSignature, later: PlacedSignature): boolean {
  const [inner, outer] = [earlier.coverage, later.coverage];
  return inner !== undefined && outer !== undefined && inner !== outer && inner.end <= outer.gapStart;
}

function tokenOf({ signature, fieldName }: PlacedSignature, problems: Problem[]): Uint8Array | undefined {
  const object = (why: string): void => {
    const message = `${fieldName} has the sub-filter of a document time-stamp and is none: ${why}`;
    problems.push({ code: 'pdf.timestamp-malformed', message });
  };
  if (signature.type === 'Sig') {
    object('its type is that of a signature');
    return undefined;
  }
  try {
    return withoutPadding(signature.contents?.bytes ?? new Uint8Array());
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    object(error.message);
    return undefined;
  }
}
