import { CertBankError } from '../../base/errors.ts';
import { looksLikeCpr } from '../../formats/oces/cpr.ts';
import { isCvr } from '../../formats/oces/cvr.ts';
import type { BankQuery } from '../ports/ledger.ts';
import { normaliseId } from './find.ts';

const MAX_CHARACTERS = 200;
const OCES_ID = /^(UI:DK-[A-Z]:|PID:|CVR:\d{8}-[A-Z]{3}:)/i;
const LABELLED_CVR = /^(?:CVR[:\s-]*(?:NR\.?)?\s*|NTRDK-|DK)(\d{8})$/i;

/** The field of `BankQuery` that what a person typed is about. */
export type Asked = Pick<BankQuery, 'text' | 'email' | 'cvr' | 'ocesId' | 'serial' | 'sha256'>;

/**
 * Tells what `q` asks for: an e-mail address, an OCES identifier, a CVR number, a SHA-256, a
 * serial number, or else words of a name. Eight digits are a CVR number if they can be one,
 * and a serial number can be marked by `serial:` in front.
 *
 * A CPR number is refused: the bank knows none, and it should not end up in anybody's log.
 *
 * @throws CertBankError `search.invalid`
 */
export function classifyQuery(q: string): Asked {
  const text = q.normalize('NFC').trim();
  if (text.length > MAX_CHARACTERS) throw invalid('too-long', `at most ${MAX_CHARACTERS} characters`);
  if (looksLikeCpr(text)) throw invalid('cpr', 'CPR numbers are not kept here');
  if (OCES_ID.test(text)) return { ocesId: canonicalOcesId(text) };
  const cvr = LABELLED_CVR.exec(text)?.[1] ?? (/^\d{8}$/.test(text) ? text : undefined);
  if (cvr !== undefined && isCvr(cvr)) return { cvr };
  const serial = /^serial:\s*([0-9a-f:\s]+)$/i.exec(text)?.[1];
  if (serial !== undefined) return { serial: normaliseId(serial) };
  if (/^[0-9a-f:\s]+$/i.test(text)) {
    const id = normaliseId(text);
    if (id.length === 64) return { sha256: id };
    // Shorter ones may be names: "Ada", "Bea".
    if (id.length >= 16 && id.length <= 40) return { serial: id };
  }
  if (/^\S+@\S+\.\S+$/.test(text)) return { email: text };
  if (Array.from(text).filter((character) => /[\p{L}\p{N}]/u.test(character)).length < 2) {
    throw invalid('too-short', 'at least two letters or digits');
  }
  return { text };
}

/** UUIDs are written in lower case, the rest of an identifier in upper case. */
function canonicalOcesId(text: string): string {
  const match = /^(UI:DK-[A-Z]:[A-Z]:)(.*)$/i.exec(text);
  return match === null
    ? text.replace(/^[^:]+:|-[A-Z]{3}:/gi, (part) => part.toUpperCase())
    : match[1]!.toUpperCase() + match[2]!.toLowerCase();
}

function invalid(why: string, message: string): CertBankError {
  return new CertBankError('search.invalid', { why }, message);
}
