import { CertBankError } from '../../base/errors.ts';
import {
  encodeHashAlgorithm,
  hashFromOid,
  isNull,
  parseAlgorithm,
  type AlgorithmIdentifier,
  type HashName,
} from '../algorithms.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { element, integer, octetString, oid, sequence } from '../asn1/der-writer.ts';
import { contextConstructed } from '../asn1/tag.ts';

/** How content is encrypted. */
export interface ContentEncryption {
  readonly mode: 'CBC' | 'GCM';
  readonly keyBytes: number;
  /** Initialisation vector or nonce. */
  readonly iv: Uint8Array;
  /** Octets of the authentication tag; 0 in CBC. */
  readonly tagBytes: number;
}

const CBC: Readonly<Record<string, number>> = {
  '2.16.840.1.101.3.4.1.2': 16,
  '2.16.840.1.101.3.4.1.22': 24,
  '2.16.840.1.101.3.4.1.42': 32,
};
const GCM: Readonly<Record<string, number>> = {
  '2.16.840.1.101.3.4.1.6': 16,
  '2.16.840.1.101.3.4.1.26': 24,
  '2.16.840.1.101.3.4.1.46': 32,
};
const AES_256 = { CBC: '2.16.840.1.101.3.4.1.42', GCM: '2.16.840.1.101.3.4.1.46' } as const;

/**
 * AES in CBC or GCM mode.
 *
 * @throws CertBankError `algorithm.unsupported`; `der.malformed` | `structure.malformed` for other parameters
 * @source RFC 3565 section 4.1 (CBC), RFC 5084 section 3.2 (GCM)
 */
export function contentEncryption({ oid: name, parameters }: AlgorithmIdentifier): ContentEncryption {
  const cbcKey = CBC[name];
  const keyBytes = cbcKey ?? GCM[name];
  if (keyBytes === undefined) throw unsupported(name);
  const reader = new DerReader(parameters ?? new Uint8Array());
  if (cbcKey !== undefined) {
    const iv = reader.octetString();
    reader.finish();
    if (iv.length !== 16) throw malformed('initialisation vector is not one AES block');
    return { mode: 'CBC', keyBytes, iv, tagBytes: 0 };
  }
  const fields = reader.enter();
  reader.finish();
  const iv = fields.octetString();
  const tagBytes = fields.isAtEnd ? 12 : fields.smallInteger();
  fields.finish();
  if (iv.length === 0 || iv.length > 128 || tagBytes < 12 || tagBytes > 16) {
    throw malformed('nonce or tag length of GCM');
  }
  return { mode: 'GCM', keyBytes, iv, tagBytes };
}

/** The AlgorithmIdentifier of AES-256 with this nonce or initialisation vector; the tag has 16 octets. */
export function encodeContentEncryption(mode: 'CBC' | 'GCM', iv: Uint8Array): Uint8Array {
  const parameters = mode === 'CBC' ? octetString(iv) : sequence(octetString(iv), integer(16));
  return sequence(oid(AES_256[mode]), parameters);
}

const RSAES_PKCS1 = '1.2.840.113549.1.1.1';
const RSAES_OAEP = '1.2.840.113549.1.1.7';
const MGF1 = '1.2.840.113549.1.1.8';
const P_SPECIFIED = '1.2.840.113549.1.1.9';

export type KeyTransport =
  | { readonly kind: 'rsaes-pkcs1' }
  | { readonly kind: 'rsaes-oaep'; readonly hash: HashName; readonly label: Uint8Array };

/**
 * How RSA encrypted a key.
 *
 * @throws CertBankError `algorithm.unsupported`, also for a mask by another hash; `der.malformed` |
 *   `structure.malformed`
 * @source RFC 8017 appendix A.2.1, RFC 3560 section 3, RFC 3370 section 4.2.1
 */
export function keyTransport({ oid: name, parameters }: AlgorithmIdentifier): KeyTransport {
  if (name === RSAES_PKCS1) return { kind: 'rsaes-pkcs1' };
  if (name !== RSAES_OAEP) throw unsupported(name);
  let hash: HashName | undefined = 'SHA-1';
  let maskHash: HashName | undefined = 'SHA-1';
  let label: Uint8Array = new Uint8Array();
  if (parameters !== undefined) {
    const outer = new DerReader(parameters);
    const fields = outer.enter();
    outer.finish();
    if (fields.isNext(contextConstructed(0))) hash = hashOf(fields.inside());
    if (fields.isNext(contextConstructed(1))) {
      const mask = explicitAlgorithm(fields.inside());
      if (mask.oid !== MGF1) throw unsupported(mask.oid);
      maskHash = hashOf(new DerReader(mask.parameters ?? new Uint8Array()));
    }
    if (fields.isNext(contextConstructed(2))) {
      const source = explicitAlgorithm(fields.inside());
      if (source.oid !== P_SPECIFIED) throw unsupported(source.oid);
      const reader = new DerReader(source.parameters ?? new Uint8Array());
      label = reader.octetString();
      reader.finish();
    }
    fields.finish();
  }
  if (hash === undefined || hash !== maskHash) throw unsupported('RSAES-OAEP with these hash functions');
  return { kind: 'rsaes-oaep', hash, label };
}

function explicitAlgorithm(reader: DerReader): AlgorithmIdentifier {
  const algorithm = parseAlgorithm(reader);
  reader.finish();
  return algorithm;
}

function hashOf(reader: DerReader): HashName | undefined {
  const { oid: name, parameters } = explicitAlgorithm(reader);
  return parameters === undefined || isNull(parameters) ? hashFromOid(name) : undefined;
}

/** RSAES-OAEP with SHA-256 for label and mask, without a label. */
export function encodeOaep(): Uint8Array {
  const hash = encodeHashAlgorithm('SHA-256');
  return sequence(
    oid(RSAES_OAEP),
    sequence(element(contextConstructed(0), hash), element(contextConstructed(1), sequence(oid(MGF1), hash))),
  );
}

/** RFC 5753 section 7.1.4: dhSinglePass-stdDH by the hash of its key derivation. */
const AGREEMENTS: Readonly<Record<string, HashName>> = {
  '1.3.133.16.840.63.0.2': 'SHA-1',
  '1.3.132.1.11.1': 'SHA-256',
  '1.3.132.1.11.2': 'SHA-384',
  '1.3.132.1.11.3': 'SHA-512',
};
const STANDARD_DH_SHA256 = '1.3.132.1.11.1';

/** RFC 3565 section 2.3.2: AES key wrap by the octets of its key. */
const WRAPS: Readonly<Record<string, number>> = {
  '2.16.840.1.101.3.4.1.5': 16,
  '2.16.840.1.101.3.4.1.25': 24,
  '2.16.840.1.101.3.4.1.45': 32,
};
const AES_256_WRAP = '2.16.840.1.101.3.4.1.45';

export interface KeyAgreement {
  /** Of the key derivation. */
  readonly hash: HashName;
  /** AlgorithmIdentifier of the key wrap, DER as it stands. */
  readonly wrap: Uint8Array;
  readonly wrapKeyBytes: number;
}

/** @throws CertBankError `algorithm.unsupported` | `der.malformed` | `structure.malformed` */
export function keyAgreement({ oid: name, parameters }: AlgorithmIdentifier): KeyAgreement {
  const hash = AGREEMENTS[name];
  if (hash === undefined) throw unsupported(name);
  if (parameters === undefined) throw malformed('key agreement without a key wrap');
  const reader = new DerReader(parameters);
  const wrap = explicitAlgorithm(reader);
  const wrapKeyBytes = WRAPS[wrap.oid];
  if (wrapKeyBytes === undefined) throw unsupported(wrap.oid);
  return { hash, wrap: wrap.der, wrapKeyBytes };
}

/** ECDH with an ephemeral key, X9.63 key derivation by SHA-256, AES-256 key wrap. */
export function encodeKeyAgreementAlgorithm(): Uint8Array {
  return sequence(oid(STANDARD_DH_SHA256), sequence(oid(AES_256_WRAP)));
}

/**
 * ECC-CMS-SharedInfo, what the key derivation binds the key to.
 *
 * @source RFC 5753 section 7.2
 */
export function encodeSharedInfo(
  { wrap, wrapKeyBytes }: KeyAgreement,
  keyingMaterial: Uint8Array | undefined,
): Uint8Array {
  const bits = Uint8Array.of(0, 0, (wrapKeyBytes * 8) >> 8, (wrapKeyBytes * 8) & 0xff);
  return sequence(
    wrap,
    ...(keyingMaterial ? [element(contextConstructed(0), octetString(keyingMaterial))] : []),
    element(contextConstructed(2), octetString(bits)),
  );
}

function unsupported(algorithm: string): CertBankError<'algorithm.unsupported'> {
  const message = `encryption by ${algorithm} is not supported`;
  return new CertBankError('algorithm.unsupported', { algorithm }, message);
}

function malformed(what: string): CertBankError<'structure.malformed'> {
  return new CertBankError('structure.malformed', { structure: 'AlgorithmIdentifier', what }, what);
}
