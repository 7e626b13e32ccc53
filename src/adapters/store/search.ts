import { CertBankError } from '../../base/errors.ts';
import type { BankQuery, Page, PageRequest } from '../../authority/ports/ledger.ts';
import type { CertificateRecord, CertificateStatus } from '../../authority/ports/records.ts';
import type { Access } from './access.ts';
import { CERTIFICATE_SELECT, WORD_MARK, certificate } from './certificate-row.ts';
import type { Row, Value } from './connection.ts';
import { encodeCursor, pageStart } from './cursor.ts';
import { integer } from './values.ts';
import { normalised, queryWords, wordBlock } from './words.ts';

/** Candidates looked at for one page. A page that meets it is given short, with a cursor to go on from. */
const CANDIDATES = 10_000;

/** Matches of a word that are counted to find the rarest of several. */
const COUNTED = 1000;

/** Greater than every word that begins with what it follows. */
const LAST_CHARACTER = '\u{10FFFF}';

const STATUSES: readonly CertificateStatus[] = ['good', 'on-hold', 'revoked'];

/** SQL that gives at most `count` certificate ids below `position`, newest first, as `candidate`. */
interface Candidates {
  readonly candidates: string;
  readonly values: (position: number, count: number) => readonly Value[];
}

/** And conditions on the certificates of these. */
interface Plan extends Candidates {
  readonly conditions: readonly string[];
  readonly conditionValues: readonly Value[];
}

/**
 * A page of the certificates that match, newest first. What is issued while someone
 * pages neither moves nor repeats a row: a page begins below the last one's end.
 *
 * Words are indexed by blocks of certificates issued one after another, so that the
 * newest matches of any prefix, rare or common, are found without sorting all of them.
 *
 * @throws CertBankError `search.invalid` for a text without a letter or digit, an unknown status or a foreign cursor
 * @throws TypeError when more than one field is set
 */
export async function searchCertificates(
  access: Access,
  query: BankQuery,
  page: PageRequest,
): Promise<Page<CertificateRecord>> {
  const question = JSON.stringify([
    query.text,
    query.email,
    query.cvr,
    query.ocesId,
    query.serial,
    query.sha256,
    query.status,
    query.includeUnlisted ?? false,
  ]);
  checkQuery(query);
  let position = pageStart(question, page);
  const plan = await planned(access, query, position);
  const rows: Row[] = [];
  let step = 2 * (page.limit + 1);
  for (let looked = 0; ; looked += step, step = Math.min(8 * step, CANDIDATES)) {
    rows.push(...(await matches(access, plan, position, step, page.limit + 1 - rows.length)));
    if (rows.length > page.limit) {
      position = integer(rows[page.limit - 1]!, 'id');
      break;
    }
    const end = await lastCandidate(access, plan, position, step);
    if (end === undefined) return { items: rows.map(certificate), nextCursor: null };
    position = end;
    if (looked + step >= CANDIDATES) break;
  }
  return { items: rows.slice(0, page.limit).map(certificate), nextCursor: encodeCursor(question, position) };
}

function matches(
  access: Access,
  plan: Plan,
  position: number,
  step: number,
  limit: number,
): Promise<readonly Row[]> {
  const where = plan.conditions.length === 0 ? '' : `where ${plan.conditions.join(' and ')}`;
  return access.all(
    `${CERTIFICATE_SELECT} join (${plan.candidates}) as k on certificates.id = k.candidate ${where} order by id desc limit ?`,
    [...plan.values(position, step), ...plan.conditionValues, limit],
  );
}

/** The oldest of `step` candidates; `undefined` where there are fewer, so that none is left after them. */
async function lastCandidate(
  access: Access,
  plan: Plan,
  position: number,
  step: number,
): Promise<number | undefined> {
  const [row] = await access.all(
    `select count(*) as count, min(k.candidate) as last from (${plan.candidates}) as k`,
    plan.values(position, step),
  );
  return integer(row!, 'count') < step ? undefined : integer(row!, 'last');
}

function checkQuery({ text, email, cvr, ocesId, serial, sha256, status }: BankQuery): void {
  const fields = [text, email, cvr, ocesId, serial, sha256];
  if (fields.filter((field) => field !== undefined).length > 1) {
    throw new TypeError('a search asks for one field');
  }
  if (status !== undefined && !STATUSES.includes(status)) {
    throw new CertBankError('search.invalid', { why: 'status' }, 'no such status');
  }
  if (text !== undefined && queryWords(text).length === 0) {
    throw new CertBankError('search.invalid', { why: 'text' }, 'nothing to search for');
  }
}

async function planned(access: Access, query: BankQuery, position: number): Promise<Plan> {
  const conditions: string[] = [];
  const conditionValues: Value[] = [];
  // Whoever knows a certificate's exact serial or digest may see it, listed or not.
  if (!query.includeUnlisted && query.serial === undefined && query.sha256 === undefined) {
    conditions.push(`is_listed = 1 and kind not in ('CA', 'OCSP', 'TSA', 'SEAL')`);
  }
  if (query.status !== undefined) conditions.push(`status = '${query.status}'`);
  if (query.text === undefined) return { ...byField(query), conditions, conditionValues };
  const words = queryWords(query.text);
  const driver = await rarest(access, words, position);
  for (const word of words.filter((other) => other !== driver)) {
    conditions.push(`${access.dialect === 'postgres' ? 'strpos' : 'instr'}(words, ?) > 0`);
    conditionValues.push(WORD_MARK + word);
  }
  return { ...byWord(access.dialect, driver), conditions, conditionValues };
}

/** The word with the fewest certificates below `position`, as far as it pays to count. */
async function rarest(access: Access, words: readonly string[], position: number): Promise<string> {
  let [driver = ''] = words;
  if (words.length === 1) return driver;
  let fewest = COUNTED;
  for (const word of words) {
    const { candidates, values } = byWord(access.dialect, word);
    const sql = `select count(*) as count from (${candidates}) as k`;
    const [row] = await access.all(sql, values(position, fewest));
    if (integer(row!, 'count') >= fewest) continue;
    fewest = integer(row!, 'count');
    driver = word;
    if (fewest === 0) break;
  }
  return driver;
}

function byField(query: BankQuery): Candidates {
  const exact: [column: string, value: string | undefined][] = [
    ['email_key', query.email === undefined ? undefined : normalised(query.email)],
    ['cvr', query.cvr],
    ['oces_id', query.ocesId],
    ['serial', query.serial?.toLowerCase()],
    ['sha256', query.sha256?.toLowerCase()],
  ];
  for (const [column, value] of exact) {
    if (value === undefined) continue;
    return { candidates: newest(`${column} = ? and`), values: (...place) => [value, ...place] };
  }
  // A literal, so that the index of what is not good can serve.
  const isRare = query.status !== undefined && query.status !== 'good';
  return { candidates: newest(isRare ? `status = '${query.status}' and` : ''), values: (...place) => place };
}

function newest(condition: string): string {
  return `select id as candidate from certificates where ${condition} id < ? order by id desc limit ?`;
}

function byWord(dialect: Access['dialect'], prefix: string): Candidates {
  const range = 'w.block = b.block and w.word >= ? and w.word < ? and w.certificate_id < ?';
  // Blocks are visited from the newest on until there are enough; only one block's words are sorted at a time.
  const candidates =
    dialect === 'sqlite'
      ? `select distinct w.certificate_id as candidate, b.block
         from word_blocks as b cross join certificate_words as w on ${range}
         where b.block <= ? order by b.block desc, w.certificate_id desc limit ?`
      : `select w.certificate_id as candidate
         from word_blocks as b cross join lateral (
           select distinct w.certificate_id from certificate_words as w where ${range}
         ) as w
         where b.block <= ? order by b.block desc, w.certificate_id desc limit ?`;
  return {
    candidates,
    values: (position, count) => [prefix, prefix + LAST_CHARACTER, position, wordBlock(position), count],
  };
}
