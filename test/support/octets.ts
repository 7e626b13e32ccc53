import { concat, equal } from '../../src/base/bytes.ts';
import { isCertBankError } from '../../src/base/errors.ts';
import { parseSignedData } from '../../src/formats/cms/signed-data.ts';
import type { ValidationReport } from '../../src/signatures/report/report.ts';
import {
  cadesPki,
  engine,
  extendCades,
  rootCertificate,
  rootCrl,
  signCades,
  timestamper,
  verifyCades,
} from './cades.ts';
import { parseMimeEntity } from '../../src/formats/mime/entity.ts';
import { withCanonicalLineEnds } from '../../src/formats/mime/line-ends.ts';
import { signDocument } from '../../src/signatures/sign-document.ts';
import { verifyDocument } from '../../src/signatures/verify-document.ts';
import { decodeLatin1 } from './latin1.ts';
import { LETTER } from './mail.ts';
import { seededRandom } from './mutate.ts';
import { AT } from './pki.ts';
import { testSigner } from './test-keys.ts';
import { extendPdf, samplePdf, signerCertificate, signPdf, verifyPdf } from './pdf.ts';

/**
 * One kind of signed document of which no octet may be changed unnoticed.
 *
 * Some octets are not protected by design, and a change there may leave the signature passed: they are what stands
 * beside a signature and proves or explains it, and what is not needed to pass is not missed.
 *
 * - In CMS: the unsigned attributes of each signer (time-stamps and what they carry), certificates that are not the
 *   signer's own, and revocation information. RFC 5652 section 5.3: none of it is under the signature.
 * - In PDF: the same inside the CMS, and the room behind it in `Contents`, which ISO 32000 leaves out of what is
 *   signed; hexadecimal digits may be of either case. Revisions after the signed one are not covered either, and
 *   the report says so: the scope is no longer FULL.
 * - In mail: the same inside the CMS; header fields that no reader is shown and the parameters of Content-Type; how
 *   lines are folded and ended, and how base64 is broken into lines.
 *
 * Everything else is what `protectedOctets` gives, taken from the changed document anew. No changed document may
 * pass unless all of that is what it was.
 */
export interface OctetCase {
  readonly name: string;
  readonly make: () => Promise<Uint8Array>;
  readonly verify: (document: Uint8Array) => Promise<ValidationReport>;
  /**
   * What the signature protects, of the document as it is given.
   *
   * @param saysWhole the report says that the signature covers the whole
   */
  readonly protectedOctets: (document: Uint8Array, saysWhole: boolean) => Uint8Array;
  /** Parts that must be among them: content, signed attributes, signature value, the signer's certificate. */
  readonly parts: (document: Uint8Array) => readonly Uint8Array[];
}

const CONTENT = new TextEncoder().encode('Agreed: 100 kroner.');
const WHO = 'P-256 one';
const LEVELS = ['B', 'T', 'LT', 'LTA'] as const;
type Level = (typeof LEVELS)[number];

/** The CMS structure without what is not protected by design. */
function protectedCms(cms: Uint8Array, signerCertificate: Uint8Array): Uint8Array {
  const { der, source, certificateChoices, revocationField, signers } = parseSignedData(cms);
  const free = [
    ...certificateChoices.filter((choice) => !equal(choice, signerCertificate)),
    ...[revocationField, ...signers.map(({ unsignedAttributes }) => unsignedAttributes?.der)],
  ].filter((part) => part !== undefined && part.length > 0);
  const starts = free.map((part) => [part!.byteOffset - der.byteOffset, part!.length] as const);
  starts.sort(([a], [b]) => a - b);
  const kept: Uint8Array[] = [];
  let at = 0;
  for (const [start, length] of starts) {
    kept.push(der.subarray(at, start));
    at = start + length;
  }
  // What came in another coding than it was written in is told apart by the octet in front.
  return concat(Uint8Array.of(equal(der, source) ? 0 : 1), ...kept, der.subarray(at));
}

const signedParts = (cms: Uint8Array): readonly Uint8Array[] =>
  parseSignedData(cms).signers.flatMap(({ signedAttributes, signature }) => [
    signedAttributes!.der,
    signature,
  ]);

async function cades(level: Level, detached: boolean): Promise<Uint8Array> {
  const document = await signCades(CONTENT, WHO, { detached });
  return level === 'B' ? document : extendCades(document, level, detached ? [{ bytes: CONTENT }] : []);
}

function cadesCase(level: Level, detached: boolean): OctetCase {
  const contents = detached ? [{ bytes: CONTENT }] : [];
  return {
    name: `CAdES ${level}, ${detached ? 'detached' : 'attached'}`,
    make: () => cades(level, detached),
    verify: (document) => verifyCades(document, { contents, evidence: rootCrl }),
    protectedOctets: (document) => protectedCms(document, cadesPki.der(WHO)),
    parts: (document) => [...(detached ? [] : [CONTENT]), cadesPki.der(WHO), ...signedParts(document)],
  };
}

/** Where the first signature of a PDF lies: its value (the CMS without the room behind it), and what is around it. */
function partsOfPdf(pdf: Uint8Array): {
  before: Uint8Array;
  cms: Uint8Array;
  behind: Uint8Array;
  rest: Uint8Array;
} {
  const text = decodeLatin1(pdf);
  const range = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/.exec(text);
  const [, first = 0, second = 0, last = 0] = (range ?? []).slice(1).map(Number);
  const contents = new Uint8Array(Buffer.from(text.slice(first + 1, second - 1), 'hex'));
  return {
    before: pdf.subarray(0, first + 1),
    cms: contents.subarray(0, 4 + (contents[2]! << 8) + contents[3]!),
    behind: pdf.subarray(second - 1, second + last),
    rest: pdf.subarray(second + last),
  };
}

/** The signed octets, the value between them, and what follows where that is said to be covered too. */
function protectedPdf(pdf: Uint8Array, saysWhole: boolean): Uint8Array {
  const { before, cms, behind, rest } = partsOfPdf(pdf);
  const value = protectedCms(cms, signerCertificate);
  return concat(before, value, behind, saysWhole ? rest : new Uint8Array());
}

const padesCase = (level: Level): OctetCase => ({
  name: `PAdES ${level}`,
  make: async () => {
    const signed = await signPdf(await samplePdf(), { reservedBytes: 6000 });
    return level === 'B' ? signed : extendPdf(signed, level);
  },
  verify: verifyPdf,
  protectedOctets: protectedPdf,
  parts: (document) => {
    const { before, cms, behind } = partsOfPdf(document);
    return [before, behind, signerCertificate, ...signedParts(cms)];
  },
});

/** The CMS structure of signed mail, and the content beside or inside of it. */
function partsOfMail(mail: Uint8Array): { content: Uint8Array; cms: Uint8Array } {
  const message = parseMimeEntity(mail);
  if (!message.isMultipart) {
    const cms = message.decoded();
    return { content: parseSignedData(cms).content!, cms };
  }
  const [content, signature] = message.multipart().parts;
  return { content: withCanonicalLineEnds(content!), cms: message.inner(signature!).decoded() };
}

/** What the letter's header shows. */
const SHOWN = ['from', 'to', 'subject', 'date'];

/** The content, the CMS structure, and the header as readers are shown it where that is said to be covered too. */
function protectedMail(mail: Uint8Array, saysWhole: boolean): Uint8Array {
  const { content, cms } = partsOfMail(mail);
  const shown = parseMimeEntity(mail).header.fields.filter(({ name }) => SHOWN.includes(name));
  const lines = shown.map(({ name, value }) => `${name}: ${value.replace(/\s+/g, ' ')}\n`).join('');
  const header = saysWhole ? new TextEncoder().encode(lines) : new Uint8Array();
  return concat(header, content, protectedCms(cms, cadesPki.der(WHO)));
}

function mailCase(level: Level, detached: boolean): OctetCase {
  const options = { engine, anchors: [rootCertificate], at: AT, evidence: rootCrl };
  const key = cadesPki.key(WHO);
  return {
    name: `S/MIME ${level}, ${detached ? 'clear-signed' : 'opaque'}`,
    make: () =>
      signDocument(LETTER, {
        ...options,
        format: 'smime',
        level,
        detached,
        timestamper,
        signer: testSigner(key, key.scheme),
        certificates: [cadesPki.der(WHO)],
      }),
    verify: (document) => verifyDocument(document, options),
    protectedOctets: protectedMail,
    parts: (document) => {
      const { content, cms } = partsOfMail(document);
      return [content, cadesPki.der(WHO), ...signedParts(cms)];
    },
  };
}

export const OCTET_CASES: readonly OctetCase[] = [
  ...LEVELS.map((level) => cadesCase(level, false)),
  ...LEVELS.map((level) => cadesCase(level, true)),
  ...LEVELS.map(padesCase),
  mailCase('B', true),
  mailCase('LTA', true),
  mailCase('B', false),
  mailCase('LT', false),
];

/** One change of one octet. */
export interface OctetChange {
  readonly what: string;
  readonly document: Uint8Array;
}

const flipped = (document: Uint8Array, at: number, bit: number): OctetChange => {
  const changed = document.slice();
  changed[at]! ^= 1 << bit;
  return { what: `bit ${bit} of octet ${at} flipped`, document: changed };
};
const removed = (document: Uint8Array, at: number): OctetChange => ({
  what: `octet ${at} removed`,
  document: concat(document.subarray(0, at), document.subarray(at + 1)),
});
const added = (document: Uint8Array, at: number, octet: number): OctetChange => ({
  what: `octet ${octet} added before ${at}`,
  document: concat(document.subarray(0, at), Uint8Array.of(octet), document.subarray(at)),
});

/** An octet that means nothing, one that ends things, white space of PDF and mail, and a copy of the neighbour. */
const addedAt = (document: Uint8Array, at: number): readonly number[] => [
  0x00,
  0xff,
  0x0a,
  0x20,
  document[at] ?? 0x0d,
];

/** Every change of one octet: each bit flipped, each octet removed, some added at each place. */
export function* everyChange(document: Uint8Array): Generator<OctetChange> {
  for (let at = 0; at <= document.length; at++) {
    for (const octet of addedAt(document, at)) yield added(document, at, octet);
    if (at === document.length) return;
    yield removed(document, at);
    for (let bit = 0; bit < 8; bit++) yield flipped(document, at, bit);
  }
}

/** Some of them, the same for the same seed; those at both ends always. */
export function* someChanges(document: Uint8Array, count: number, seed: number): Generator<OctetChange> {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  for (const at of [0, document.length]) {
    for (const octet of addedAt(document, at)) yield added(document, at, octet);
  }
  yield removed(document, 0);
  yield removed(document, document.length - 1);
  for (let made = 0; made < count; made++) {
    const at = below(document.length);
    const kind = below(3);
    if (kind === 0) yield removed(document, at);
    else if (kind === 1) yield added(document, at, addedAt(document, at)[below(5)]!);
    else yield flipped(document, at, below(8));
  }
}

/**
 * What is wrong with the verdict about a changed document; `undefined`: nothing.
 *
 * @param original the document as it was signed, which passes
 */
export async function faultOf(
  { verify, protectedOctets }: OctetCase,
  original: Uint8Array,
  { what, document }: OctetChange,
): Promise<string | undefined> {
  let report: ValidationReport;
  try {
    report = await verify(document);
  } catch (error) {
    if (isCertBankError(error)) return undefined;
    return `${what}: ${String(error)}`;
  }
  const passed = report.signatures.filter(({ indication }) => indication === 'TOTAL-PASSED');
  if (passed.length === 0) return undefined;
  const saysWhole = passed.some(({ scope }) => scope.some(({ kind }) => kind === 'FULL'));
  if (equal(protectedOctets(document, saysWhole), protectedOctets(original, saysWhole))) return undefined;
  return `${what}: passed${saysWhole ? ', and said to cover the whole' : ''}`;
}
