import { concat, toUtf8 } from '../../base/bytes.ts';
import { parseMimeEntity, type MimeEntity } from './entity.ts';
import type { HeaderField } from './header.ts';
import { withCanonicalLineEnds } from './line-ends.ts';
import { encodeEntity } from './compose.ts';

/** What a mail program shows of a message, or acts upon, beside its content. */
const SHOWN: ReadonlySet<string> = new Set([
  'bcc',
  'cc',
  'comments',
  'date',
  'followup-to',
  'from',
  'in-reply-to',
  'keywords',
  'message-id',
  'references',
  'reply-to',
  'sender',
  'subject',
  'to',
]);

/** RFC 9788 section 4.1: the parameter of Content-Type. */
export type HeaderProtection = 'clear' | 'cipher';

/** A message taken apart for a cryptographic layer around its content. */
export interface ProtectedMessage {
  /** Fields that stay outside, with CR LF. */
  readonly outer: readonly Uint8Array[];
  /** What is signed or encrypted: the content with copies of the fields that are shown. */
  readonly inner: MimeEntity;
}

/**
 * Puts copies of the fields that a reader is shown inside what is going to be signed (`clear`) or encrypted
 * (`cipher`), where the subject is hidden outside.
 *
 * @throws CertBankError `structure.malformed` | `limit.exceeded`
 * @source RFC 9788 sections 2.1, 2.2 (HP-Outer), 3.2.1 (hcp_baseline), 5.1; RFC 8551 section 3.1
 */
export function protectHeader(message: MimeEntity, protection: HeaderProtection): ProtectedMessage {
  const outer: Uint8Array[] = [];
  const inner: Uint8Array[] = [];
  const shown = message.header.fields.filter(({ name }) => SHOWN.has(name));
  const isProtected = shown.length > 0;
  for (const field of message.header.fields) {
    const octets = terminated(field);
    if (SHOWN.has(field.name)) {
      inner.push(octets);
      const visible = protection === 'cipher' ? confidential(field.name, octets) : octets;
      if (visible === undefined) continue;
      outer.push(visible);
      if (protection === 'cipher') inner.push(concat(toUtf8('HP-Outer: '), visible));
    } else if (field.name === 'content-type' && isProtected && !message.mediaType.parameters.has('hp')) {
      inner.push(withProtection(octets, protection));
    } else if (field.name.startsWith('content-')) {
      inner.push(octets);
    } else if (field.name !== 'mime-version') {
      outer.push(octets);
    }
  }
  if (isProtected && message.header.find('content-type') === undefined) {
    inner.push(toUtf8(`Content-Type: text/plain; hp="${protection}"\r\n`));
  }
  return { outer, inner: parseMimeEntity(encodeEntity(inner, message.body)) };
}

/** With CR LF, also where the message ended with the field. */
function terminated({ octets }: HeaderField): Uint8Array {
  const canonical = withCanonicalLineEnds(octets);
  return canonical.at(-1) === 0x0a ? canonical : concat(canonical, toUtf8('\r\n'));
}

function withProtection(octets: Uint8Array, protection: HeaderProtection): Uint8Array {
  return concat(octets.subarray(0, -2), toUtf8(`;\r\n hp="${protection}"\r\n`));
}

/** RFC 9788 section 3.2.1. */
function confidential(name: string, octets: Uint8Array): Uint8Array | undefined {
  if (name === 'subject') return toUtf8('Subject: [...]\r\n');
  return name === 'comments' || name === 'keywords' ? undefined : octets;
}

/** What of the fields that are shown stands under the protection of the content. */
export interface HeaderComparison {
  /** Shown outside, and not repeated inside. */
  readonly unprotected: readonly string[];
  /** Repeated inside with another value, or left out outside. */
  readonly different: readonly string[];
}

/**
 * Compares what is shown of `message` with what its signed content repeats.
 *
 * @param content `undefined` where what is signed is no MIME entity
 * @source RFC 9788 section 4.2: the copies count only where Content-Type has the parameter; section 2.1.1: with
 *   `clear`, nothing was left out or changed outside
 */
export function compareHeader(message: MimeEntity, content: MimeEntity | undefined): HeaderComparison {
  const protection = content?.mediaType.parameters.get('hp');
  const copies = protection === undefined ? [] : content!.header.fields.filter(({ name }) => SHOWN.has(name));
  const unprotected = new Set<string>();
  const different = new Set<string>();
  for (const { name, value } of message.header.fields) {
    if (!SHOWN.has(name)) continue;
    const named = copies.filter((copy) => copy.name === name);
    if (named.length === 0) unprotected.add(name);
    else if (!named.some((copy) => sameText(copy.value, value))) different.add(name);
  }
  if (protection === 'clear') {
    const left = copies.filter(({ name }) => message.header.find(name) === undefined);
    for (const { name } of left) different.add(name);
  }
  return { unprotected: [...unprotected], different: [...different] };
}

/** Folding and unfolding on the way may change white space. */
const sameText = (a: string, b: string): boolean => a.replace(/\s+/g, ' ') === b.replace(/\s+/g, ' ');
