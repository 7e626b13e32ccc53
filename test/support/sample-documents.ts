import { concat, toUtf8 } from '../../src/base/bytes.ts';
import type { DetachedContent } from '../../src/signatures/verify-options.ts';
import * as cades from './cades.ts';
import type { DocumentCase } from './document-case.ts';
import * as pdf from './pdf.ts';
import { AT } from './pki.ts';

const CONTENT = toUtf8('Agreed: 100 kroner.');
const LEVELS = ['T', 'LT', 'LTA'] as const;
/** All certificates have ended. */
const LATER = new Date('2036-01-01T00:00:00Z');

/** `document` and what extending it step by step makes of it, by level. */
async function levelsOf(
  document: Uint8Array,
  extend: (document: Uint8Array, level: 'T' | 'LT' | 'LTA') => Promise<Uint8Array>,
): Promise<Record<'B' | 'T' | 'LT' | 'LTA', Uint8Array>> {
  const made = { B: document, T: document, LT: document, LTA: document };
  for (const level of LEVELS) made[level] = document = await extend(document, level);
  return made;
}

/** `bytes` with one bit of the octet at `part` of its length turned over. */
function damaged(bytes: Uint8Array, part: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[Math.floor(bytes.length * part)]! ^= 1;
  return copy;
}

/** Documents of every kind, each with a name that tells what is to be expected of it: 60 and more. */
export async function sampleDocuments(): Promise<ReadonlyMap<string, DocumentCase>> {
  const cases = new Map<string, DocumentCase>();
  await addCades(cases);
  await addPades(cases);
  cases.set('no document', { bytes: CONTENT, options: { at: AT } });
  cases.set('nothing', { bytes: new Uint8Array(), options: { at: AT } });
  return cases;
}

async function addCades(cases: Map<string, DocumentCase>): Promise<void> {
  const anchors = [cades.rootCertificate];
  const crls = [cades.cadesPki.crl('root')];
  const add = (name: string, bytes: Uint8Array, more: Partial<DocumentCase['options']> = {}): void => {
    cases.set(`CAdES ${name}`, { bytes, crls, options: { at: AT, anchors, ...more } });
  };
  const addRevoked = (name: string, bytes: Uint8Array, who: string): void => {
    const revoking = [cades.cadesPki.crl('root', { revoked: [who] })];
    cases.set(`CAdES ${name}`, { bytes, crls: revoking, options: { at: AT, anchors } });
  };

  for (const key of Object.keys(cades.CADES_KEYS)) {
    const levels = await levelsOf(await cades.signCades(CONTENT, `${key} one`), cades.extendCades);
    for (const [level, bytes] of Object.entries(levels)) add(`good, ${key}, ${level}`, bytes);
    addRevoked(`revoked, ${key}`, levels.B, `${key} one`);
  }

  const one = await cades.signCades(CONTENT, 'P-256 one');
  const two = await cades.addTo(one, 'P-384 two', { add: 'signature' });
  const confirmed = await cades.addTo(one, 'Ed25519 three', { add: 'counter-signature', to: 'S-1' });
  for (const [name, document] of Object.entries({ 'two signers': two, 'counter-signed': confirmed })) {
    const levels = await levelsOf(document, cades.extendCades);
    for (const level of ['B', 'LTA'] as const) add(`good, ${name}, ${level}`, levels[level]);
  }
  addRevoked('revoked, the second of two', two, 'P-384 two');

  const contents: readonly DetachedContent[] = [{ name: 'agreement.txt', bytes: CONTENT }];
  const detached = await cades.signCades(CONTENT, 'P-256 one', { detached: true });
  const archived = await levelsOf(detached, (document, level) =>
    cades.extendCades(document, level, contents),
  );
  add('good, detached', detached, { contents });
  add('good, detached, LTA', archived.LTA, { contents });
  add('detached, of other content', detached, { contents: [{ bytes: toUtf8('Agreed: 900 kroner.') }] });
  add('detached, without content', detached);

  const levels = await levelsOf(one, cades.extendCades);
  for (const [level, bytes] of Object.entries(levels)) add(`ended, ${level}`, bytes, { at: LATER });
  for (const part of [0.03, 0.3, 0.6, 0.9]) add(`damaged at ${part}`, damaged(levels.LTA, part));
  add('of a stranger', one, { anchors: [] });
  add('before its time', one, { at: new Date('2020-01-01T00:00:00Z') });
  cases.set('CAdES of unknown status', { bytes: one, options: { at: AT, anchors } });
}

async function addPades(cases: Map<string, DocumentCase>): Promise<void> {
  const anchors = [pdf.rootCertificate];
  const crls = [pdf.rootCrl];
  const add = (name: string, bytes: Uint8Array, more: Partial<DocumentCase['options']> = {}): void => {
    cases.set(`PAdES ${name}`, { bytes, crls, options: { at: AT, anchors, name: 'contract.pdf', ...more } });
  };
  const plain = await pdf.samplePdf({ fields: { Amount: '100' } });
  const signed = await pdf.signPdf(plain);
  const levels = await levelsOf(signed, pdf.extendPdf);
  for (const [level, bytes] of Object.entries(levels)) add(`good, ${level}`, bytes);
  for (const [level, bytes] of Object.entries(levels)) add(`ended, ${level}`, bytes, { at: LATER });
  add('good, two signers', await pdf.signPdf(signed, {}, 'other'));
  add(
    'good, in object streams',
    await pdf.signPdf(await pdf.samplePdf({ pages: 3, hasObjectStreams: true })),
  );
  // Not in the middle, where the signature's space is that it did not need.
  for (const part of [0.02, 0.05, 0.999]) add(`damaged at ${part}`, damaged(signed, part));
  add('with more behind it', concat(signed, toUtf8('\n% more\n')));
  add('without a signature', plain);
  add('of a stranger', signed, { anchors: [] });
  cases.set('PAdES of unknown status', { bytes: signed, options: { at: AT, anchors } });
}
