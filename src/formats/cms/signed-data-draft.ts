import type { SignatureScheme } from '../algorithms.ts';
import { encodeHashAlgorithm, encodeSignatureAlgorithm, type HashName } from '../algorithms.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { element, integer, octetString, oid, sequence, setOf } from '../asn1/der-writer.ts';
import { contextConstructed, TAG } from '../asn1/tag.ts';
import type { Draft } from '../draft.ts';
import { CONTENT_TYPE } from './oids.ts';

/** One signer, named by issuer and serial number. */
export interface SignerInfoDraft {
  /** Of the signer's certificate. */
  readonly issuer: Uint8Array;
  /** Of the signer's certificate; content octets of the INTEGER. */
  readonly serialNumber: Uint8Array;
  readonly digest: HashName;
  readonly scheme: SignatureScheme;
  /** Attributes, DER; at least message-digest, and content-type in all but a counter-signature. */
  readonly signedAttributes: readonly Uint8Array[];
}

export interface SignedDataDraft extends SignerInfoDraft {
  /** The type of what is signed, such as CONTENT_TYPE.data. */
  readonly contentType: string;
  /** Left out of a detached signature. */
  readonly content?: Uint8Array;
  /** X.509 certificates, DER. */
  readonly certificates: readonly Uint8Array[];
}

/**
 * A SignerInfo in DER. What is signed is the SET OF the signed attributes.
 *
 * @source RFC 5652 sections 5.3 and 5.4
 */
export function draftSignerInfo(draft: SignerInfoDraft): Draft {
  const attributes = setOf(...draft.signedAttributes);
  return {
    toBeSigned: attributes,
    complete: (signature) =>
      sequence(
        integer(1),
        sequence(draft.issuer, element(TAG.integer, draft.serialNumber)),
        encodeHashAlgorithm(draft.digest),
        retag(attributes, contextConstructed(0)),
        encodeSignatureAlgorithm(draft.scheme),
        octetString(signature),
      ),
  };
}

/**
 * A SignedData with one signer, in DER. What is signed is the SET OF the signed attributes.
 *
 * Does not check: that attributes, content and certificates belong together.
 *
 * @source RFC 5652 sections 5.1, 5.3 and 5.4
 */
export function draftSignedData(draft: SignedDataDraft): Draft {
  const signer = draftSignerInfo(draft);
  const content =
    draft.content === undefined ? [] : [element(contextConstructed(0), octetString(draft.content))];
  // RFC 5652 section 5.1: version 3 for any content type but id-data; the signer is named by issuer and serial.
  const version = integer(draft.contentType === CONTENT_TYPE.data ? 1 : 3);
  return {
    toBeSigned: signer.toBeSigned,
    complete: (signature) => {
      const signedData = sequence(
        version,
        setOf(encodeHashAlgorithm(draft.digest)),
        sequence(oid(draft.contentType), ...content),
        // OPTIONAL: an empty set says nothing.
        ...(draft.certificates.length === 0
          ? []
          : [retag(setOf(...draft.certificates), contextConstructed(0))]),
        setOf(signer.complete(signature)),
      );
      return sequence(oid(CONTENT_TYPE.signedData), element(contextConstructed(0), signedData));
    },
  };
}

/** The same content under another tag. */
function retag(der: Uint8Array, tag: number): Uint8Array {
  return element(tag, new DerReader(der).next().content);
}
