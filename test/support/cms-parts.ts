import { createHash } from 'node:crypto';
import {
  encodeHashAlgorithm,
  encodeSignatureAlgorithm,
  type HashName,
} from '../../src/formats/algorithms.ts';
import { DerReader } from '../../src/formats/asn1/der-reader.ts';
import { element, integer, octetString, oid, sequence, setOf } from '../../src/formats/asn1/der-writer.ts';
import {
  encodeAlgorithmProtection,
  encodeContentType,
  encodeMessageDigest,
  encodeSigningCertificateV2,
  encodeSigningTime,
} from '../../src/formats/cms/attributes.ts';
import { CONTENT_TYPE } from '../../src/formats/cms/oids.ts';
import { digestForScheme } from '../../src/formats/cms/signer-scheme.ts';
import { parseCertificate } from '../../src/formats/x509/certificate.ts';
import { AT, type TestSigner } from './signers.ts';

/**
 * A SignedData put together from parts, so that each can be what it should not be. What is not named is as an
 * honest CAdES-B signer makes it.
 */
export interface SignerParts {
  readonly signer: TestSigner;
  readonly content: Uint8Array;
  /** Replaces attributes by name; `undefined` leaves one out. */
  readonly attributes?: Partial<Record<keyof Attributes, Uint8Array | undefined>>;
  readonly moreAttributes?: readonly Uint8Array[];
  /** No signed attributes: the value signs the content. */
  readonly isBare?: boolean;
  /** The attributes in this order instead of that of DER; the value signs the order of DER. */
  readonly order?: (attributes: Uint8Array[]) => Uint8Array[];
  readonly version?: number;
  readonly identifier?: Uint8Array;
  readonly digestAlgorithm?: Uint8Array;
  readonly signatureAlgorithm?: Uint8Array;
  readonly unsignedAttributes?: readonly Uint8Array[];
}

interface Attributes {
  contentType: Uint8Array;
  messageDigest: Uint8Array;
  signingTime: Uint8Array;
  signingCertificate: Uint8Array;
  algorithmProtection: Uint8Array;
}

export interface MessageParts {
  readonly signers: readonly Uint8Array[];
  readonly content?: Uint8Array;
  readonly contentType?: string;
  readonly version?: number;
  readonly digests?: readonly Uint8Array[];
  readonly certificates?: readonly Uint8Array[];
  readonly revocation?: readonly Uint8Array[];
}

export const sha = (hash: HashName, data: Uint8Array): Uint8Array =>
  Uint8Array.from(createHash(hash.replace('SHA-', 'sha')).update(data).digest());

export function honestAttributes(signer: TestSigner, content: Uint8Array): Attributes {
  const { scheme } = signer.signer;
  const hash = digestForScheme(scheme);
  const certificate = parseCertificate(signer.certificate);
  return {
    contentType: encodeContentType(CONTENT_TYPE.data),
    messageDigest: encodeMessageDigest(sha(hash, content)),
    signingTime: encodeSigningTime(AT),
    signingCertificate: encodeSigningCertificateV2(
      hash,
      sha(hash, signer.certificate),
      certificate.issuer.der,
      certificate.serialNumber,
    ),
    algorithmProtection: encodeAlgorithmProtection(
      encodeHashAlgorithm(hash),
      encodeSignatureAlgorithm(scheme),
    ),
  };
}

/** A SignerInfo whose signature value is good for the parts it was made of. */
export async function signerInfo(parts: SignerParts): Promise<Uint8Array> {
  const { signer, content } = parts;
  const { scheme } = signer.signer;
  const certificate = parseCertificate(signer.certificate);
  const named = { ...honestAttributes(signer, content), ...parts.attributes };
  const attributes = [...Object.values(named), ...(parts.moreAttributes ?? [])].filter(
    (attribute): attribute is Uint8Array => attribute !== undefined,
  );
  const set = setOf(...attributes);
  const signature = await signer.signer.sign(parts.isBare === true ? content : set);
  const written = parts.order
    ? element(0xa0, ...parts.order(attributes))
    : element(0xa0, new DerReader(set).next().content);
  return sequence(
    integer(parts.version ?? 1),
    parts.identifier ?? sequence(certificate.issuer.der, element(0x02, certificate.serialNumber)),
    parts.digestAlgorithm ?? encodeHashAlgorithm(digestForScheme(scheme)),
    ...(parts.isBare === true ? [] : [written]),
    parts.signatureAlgorithm ?? encodeSignatureAlgorithm(scheme),
    octetString(signature),
    ...(parts.unsignedAttributes ? [element(0xa1, ...parts.unsignedAttributes)] : []),
  );
}

export function message(parts: MessageParts): Uint8Array {
  const { content, contentType = CONTENT_TYPE.data, certificates = [], revocation } = parts;
  const encapsulated = content === undefined ? [] : [element(0xa0, octetString(content))];
  const digests = parts.digests ?? (['SHA-256', 'SHA-384', 'SHA-512'] as const).map(encodeHashAlgorithm);
  const signedData = sequence(
    integer(parts.version ?? 1),
    setOf(...digests),
    sequence(oid(contentType), ...encapsulated),
    element(0xa0, ...certificates),
    ...(revocation ? [element(0xa1, ...revocation)] : []),
    setOf(...parts.signers),
  );
  return sequence(oid(CONTENT_TYPE.signedData), element(0xa0, signedData));
}
