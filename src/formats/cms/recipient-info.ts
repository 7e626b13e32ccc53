import { parseAlgorithm, type AlgorithmIdentifier } from '../algorithms.ts';
import type { DerReader } from '../asn1/der-reader.ts';
import { bitString, element, integer, octetString, sequence } from '../asn1/der-writer.ts';
import { contextConstructed, contextPrimitive, TAG } from '../asn1/tag.ts';
import { Name } from '../x509/name.ts';
import type { SignerIdentifier } from './signed-data.ts';

/** Names a recipient's certificate. */
export type RecipientIdentifier = SignerIdentifier;

/** One way to the key of the content, for one certificate. */
export type Recipient =
  | {
      readonly kind: 'key-transport';
      readonly identifier: RecipientIdentifier;
      readonly algorithm: AlgorithmIdentifier;
      readonly encryptedKey: Uint8Array;
    }
  | {
      readonly kind: 'key-agreement';
      readonly identifier: RecipientIdentifier;
      /** Of the key agreement; its parameters are the algorithm of the key wrap. */
      readonly algorithm: AlgorithmIdentifier;
      /** The sender's ephemeral point; `undefined` where the sender used a key of a certificate. */
      readonly originatorPoint: Uint8Array | undefined;
      readonly keyingMaterial: Uint8Array | undefined;
      readonly encryptedKey: Uint8Array;
    };

/**
 * Reads one RecipientInfo. Those by a password, by a key known before, and of other kinds are left out.
 *
 * @param set cursor before it; moved behind it
 * @throws CertBankError `der.malformed` | `structure.malformed`
 * @source RFC 5652 sections 6.2, 6.2.1 and 6.2.2
 */
export function parseRecipient(set: DerReader): readonly Recipient[] {
  if (set.nextTag === TAG.sequence) return [parseKeyTransport(set.enter())];
  if (set.nextTag === contextConstructed(1)) return parseKeyAgreement(set.enter(contextConstructed(1)));
  set.next();
  return [];
}

function parseKeyTransport(reader: DerReader): Recipient {
  reader.smallInteger();
  const identifier: RecipientIdentifier = reader.isNext(contextPrimitive(0))
    ? { kind: 'key-identifier', keyIdentifier: reader.content }
    : parseIssuerAndSerial(reader);
  const algorithm = parseAlgorithm(reader);
  const encryptedKey = reader.octetString();
  reader.finish();
  return { kind: 'key-transport', identifier, algorithm, encryptedKey };
}

function parseKeyAgreement(reader: DerReader): readonly Recipient[] {
  reader.smallInteger();
  const originator = reader.enter(contextConstructed(0));
  let originatorPoint: Uint8Array | undefined;
  if (originator.isNext(contextConstructed(1))) {
    const key = originator.inside();
    parseAlgorithm(key);
    originatorPoint = key.bitStringOctets();
    key.finish();
  } else originator.next();
  originator.finish();
  let keyingMaterial: Uint8Array | undefined;
  if (reader.nextTag === contextConstructed(1)) {
    const explicit = reader.enter(contextConstructed(1));
    keyingMaterial = explicit.octetString();
    explicit.finish();
  }
  const algorithm = parseAlgorithm(reader);
  const keys = reader.enter();
  reader.finish();
  const recipients: Recipient[] = [];
  while (!keys.isAtEnd) {
    const key = keys.enter();
    const identifier = key.isNext(contextConstructed(0))
      ? parseKeyIdentifier(key.inside())
      : parseIssuerAndSerial(key);
    const encryptedKey = key.octetString();
    key.finish();
    recipients.push({
      kind: 'key-agreement',
      identifier,
      algorithm,
      originatorPoint,
      keyingMaterial,
      encryptedKey,
    });
  }
  return recipients;
}

/** RecipientKeyIdentifier; its date and other attribute say nothing about the certificate. */
function parseKeyIdentifier(reader: DerReader): RecipientIdentifier {
  return { kind: 'key-identifier', keyIdentifier: reader.octetString() };
}

function parseIssuerAndSerial(reader: DerReader): RecipientIdentifier {
  const inner = reader.enter();
  const issuer = new Name(inner.raw(TAG.sequence));
  const serialNumber = inner.integer();
  inner.finish();
  return { kind: 'issuer-and-serial', issuer, serialNumber };
}

/** A certificate as messages name it. */
export interface NamedCertificate {
  /** Name, DER. */
  readonly issuer: Uint8Array;
  /** Content octets of the INTEGER. */
  readonly serialNumber: Uint8Array;
}

const issuerAndSerial = ({ issuer, serialNumber }: NamedCertificate): Uint8Array =>
  sequence(issuer, element(TAG.integer, serialNumber));

/** @param algorithm AlgorithmIdentifier, DER. @source RFC 5652 section 6.2.1 */
export function encodeKeyTransport(
  certificate: NamedCertificate,
  algorithm: Uint8Array,
  encryptedKey: Uint8Array,
): Uint8Array {
  return sequence(integer(0), issuerAndSerial(certificate), algorithm, octetString(encryptedKey));
}

/**
 * @param algorithm      of the key agreement, AlgorithmIdentifier, DER
 * @param originator     AlgorithmIdentifier of the ephemeral key, DER
 * @source RFC 5652 section 6.2.2, RFC 5753 section 3.1.1
 */
export function encodeKeyAgreement(
  certificate: NamedCertificate,
  algorithm: Uint8Array,
  originator: { readonly algorithm: Uint8Array; readonly point: Uint8Array },
  encryptedKey: Uint8Array,
): Uint8Array {
  const key = element(contextConstructed(1), originator.algorithm, bitString(originator.point));
  return element(
    contextConstructed(1),
    integer(3),
    element(contextConstructed(0), key),
    algorithm,
    sequence(sequence(issuerAndSerial(certificate), octetString(encryptedKey))),
  );
}
