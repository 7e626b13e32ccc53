import { CertBankError, isCertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { looksLikeEnvelope } from '../../formats/cms/enveloped-data.ts';
import { looksLikeSignedData, parseSignedData, type SignedData } from '../../formats/cms/signed-data.ts';
import { parseMimeEntity, type MimeEntity } from '../../formats/mime/entity.ts';
import { compareHeader } from '../../formats/mime/header-protection.ts';
import { withCanonicalLineEnds } from '../../formats/mime/line-ends.ts';
import { malformed } from '../../formats/mime/malformed.ts';
import type { Finding, SignatureFacts } from '../ades/facts.ts';
import { readCades } from '../cades/read.ts';
import type { Problem } from '../report/report.ts';
import { checkDetached, checkMicalg, openClearSigned } from './clear-signed.ts';
import { smimeRole } from './media.ts';
import { relabel } from './relabel.ts';
import { senderOf, type Sender } from './sender.ts';

export interface SmimeDocument {
  readonly signatures: readonly SignatureFacts[];
  readonly problems: readonly Problem[];
  /** By `SignatureFacts.id`: from whom the signed message says that it comes. */
  readonly senders: ReadonlyMap<string, Sender>;
}

/** Where in the message an entity stands. */
interface Place {
  /** As IMAP counts parts (RFC 9051 section 6.4.5): `` for the message itself, then `1`, `2.1`. */
  readonly number: string;
  /** The message, enclosed or not, whose header stands over it. */
  readonly message: MimeEntity;
  /** Nothing is shown beside it but the header of that message. */
  readonly isWholeBody: boolean;
}

/**
 * The facts of every signature in a mail message, wherever it stands: clear-signed (multipart/signed), opaque
 * (application/pkcs7-mime), one in another, in parts and in enclosed messages.
 *
 * The scope is FULL only where a signature covers all that a reader is shown: the whole body, and the header, of
 * which copies must stand under the signature (RFC 9788). It is PARTIAL for everything else, and names the part.
 *
 * Does not check: anything cryptographic. What is encrypted is not opened.
 *
 * @param name what the message is called, for scopes
 * @throws CertBankError `structure.malformed` | `der.malformed` | `limit.exceeded`; `document.unsupported` for a
 *   message without a signature, parts of which cannot be seen into
 * @source RFC 8551 sections 3.4 and 3.5, RFC 1847 section 2.1
 */
export function readSmime(octets: Uint8Array, name: string | undefined): SmimeDocument {
  const reading = new Reading(name ?? 'message');
  const message = parseMimeEntity(octets);
  reading.entity(message, { number: '', message, isWholeBody: true });
  const [closed] = reading.closed;
  if (reading.signatures.length === 0 && closed !== undefined) {
    throw new CertBankError('document.unsupported', { what: closed }, `the message is ${closed}`);
  }
  return reading;
}

class Reading implements SmimeDocument {
  readonly signatures: SignatureFacts[] = [];
  readonly problems: Problem[] = [];
  readonly senders = new Map<string, Sender>();
  /** What parts are in which there may be signatures that were not seen. */
  readonly closed: ('encrypted' | 'compressed' | 'signed by other means than S/MIME')[] = [];
  readonly #name: string;
  #signedParts = 0;

  constructor(name: string) {
    this.#name = name;
  }

  entity(entity: MimeEntity, place: Place): void {
    switch (smimeRole(entity)) {
      case 'clear-signed':
        this.#clearSigned(entity, place);
        return;
      case 'cms':
        this.#cms(entity, place);
        return;
      case 'multipart':
        if (entity.mediaType.value === 'multipart/signed') {
          this.#close('signed by other means than S/MIME', place);
        }
        for (const [index, part] of entity.multipart().parts.entries()) {
          const number = below(place, index + 1);
          this.#within(entity, part, { ...place, number, isWholeBody: false });
        }
        return;
      case 'message':
        this.#within(entity, entity.body, { ...place, isWholeBody: false }, true);
        return;
      case 'other':
    }
  }

  /** A part that cannot be read hides nothing that is signed around it: it is told, and the rest is read. */
  #within(parent: MimeEntity, octets: Uint8Array, place: Place, isMessage = false): void {
    try {
      const entity = parent.inner(octets);
      this.entity(entity, isMessage ? { ...place, message: entity } : place);
    } catch (error) {
      if (!isCertBankError(error) || error.code === 'limit.exceeded') throw error;
      this.#tell('smime.part-unreadable', `${this.#describe(place)} cannot be read: ${error.message}`);
    }
  }

  #clearSigned(entity: MimeEntity, place: Place): void {
    const { content, signature, hasTextOutside, findings } = openClearSigned(entity);
    const signedData = parseSignedData(signature.decoded());
    const canonical = withCanonicalLineEnds(content);
    const readings = canonical === content ? [content] : [content, canonical];
    const isDetached = signedData.content === undefined;
    if (hasTextOutside) {
      this.#tell('smime.text-outside', `${this.#describe(place)} has text outside of its signed part`);
    }
    this.#signed(signedData, isDetached ? readings : [], content, entity, {
      place: { ...place, isWholeBody: place.isWholeBody && !hasTextOutside },
      findings: [...findings, ...checkDetached(signedData)],
      micalgOf: entity,
    });
    this.#within(entity, content, { ...place, number: below(place, 1), isWholeBody: false });
  }

  #cms(entity: MimeEntity, place: Place): void {
    const cms = entity.decoded();
    if (!looksLikeSignedData(cms)) {
      if (looksLikeEnvelope(cms)) this.#close('encrypted', place);
      else if (/^compressed-data$/i.test(entity.mediaType.parameters.get('smime-type') ?? '')) {
        this.#close('compressed', place);
      } else throw malformed('application/pkcs7-mime that is no CMS');
      return;
    }
    const signedData = parseSignedData(cms);
    // certs-only (RFC 8551 section 3.8): nothing is signed.
    if (signedData.signers.length === 0) return;
    this.#signed(signedData, [], signedData.content, entity, { place, findings: [] });
    if (signedData.content === undefined) return;
    this.#within(entity, signedData.content, { ...place, number: below(place, 1), isWholeBody: false });
  }

  #signed(
    signedData: SignedData,
    readings: readonly Uint8Array[],
    content: Uint8Array | undefined,
    parent: MimeEntity,
    frame: {
      readonly place: Place;
      readonly findings: readonly Finding[];
      readonly micalgOf?: MimeEntity | undefined;
    },
  ): void {
    const { place, findings, micalgOf } = frame;
    const read = readCades(
      signedData,
      undefined,
      readings.map((bytes) => ({ bytes })),
    );
    const prefix = this.#signedParts++ === 0 ? '' : `P${this.#signedParts}-`;
    const signed = relabel(read.signatures, {
      prefix,
      scope: this.#scope(place, content === undefined ? undefined : readable(parent, content)),
      findings: (facts) =>
        facts.counterSignatureOf === undefined ? [...findings, ...checkMicalg(micalgOf, facts)] : [],
    });
    if (this.signatures.length + signed.length > LIMITS.signatures) {
      const details = { limit: 'signatures', maximum: LIMITS.signatures };
      throw new CertBankError('limit.exceeded', details, `more than ${LIMITS.signatures} signatures`);
    }
    const sender = senderOf(place.message);
    for (const { id, counterSignatureOf } of signed) {
      if (sender !== undefined && counterSignatureOf === undefined) this.senders.set(id, sender);
    }
    this.signatures.push(...signed);
    this.problems.push(...read.problems);
  }

  #scope(place: Place, content: MimeEntity | undefined): { name: string; kind: 'FULL' | 'PARTIAL' } {
    if (!place.isWholeBody) return { name: this.#describe(place), kind: 'PARTIAL' };
    const { unprotected, different } = compareHeader(place.message, content);
    if (different.length > 0) {
      const fields = different.join(', ');
      this.#tell('smime.header-changed', `The header was changed after signing: ${fields}`);
    }
    if (unprotected.length > 0) {
      this.#tell('smime.header-unsigned', `Not under the signature: ${unprotected.join(', ')}`);
    }
    const isFull = unprotected.length === 0 && different.length === 0;
    return isFull ? { name: this.#name, kind: 'FULL' } : { name: `${this.#name}, body`, kind: 'PARTIAL' };
  }

  #describe({ number }: Place): string {
    return number === '' ? this.#name : `${this.#name}, part ${number}`;
  }

  #close(state: Reading['closed'][number], place: Place): void {
    this.closed.push(state);
    this.#tell('smime.part-closed', `${this.#describe(place)} is ${state}: what is in it was not verified`);
  }

  #tell(code: string, message: string): void {
    this.problems.push({ code, message });
  }
}

const below = ({ number }: Place, index: number): string =>
  number === '' ? `${index}` : `${number}.${index}`;

function readable(parent: MimeEntity, content: Uint8Array): MimeEntity | undefined {
  try {
    return parent.inner(content);
  } catch (error) {
    if (isCertBankError(error)) return undefined;
    throw error;
  }
}
