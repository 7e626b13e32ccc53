import type { HashName } from '../../formats/algorithms.ts';
import { CONTENT_TYPE } from '../../formats/cms/oids.ts';
import type { SignedData } from '../../formats/cms/signed-data.ts';
import type { MimeEntity } from '../../formats/mime/entity.ts';
import { malformed } from '../../formats/mime/malformed.ts';
import type { Finding, SignatureFacts } from '../ades/facts.ts';
import { isSignatureType } from './media.ts';

/** The two parts of a multipart/signed. */
export interface ClearSigned {
  /** The exact octets that are signed. */
  readonly content: Uint8Array;
  readonly signature: MimeEntity;
  /** Text before the first or behind the last boundary, which some programs show. */
  readonly hasTextOutside: boolean;
  /** Faults of the frame, which count against every signature in it. */
  readonly findings: readonly Finding[];
}

/** What OpenSSL writes before the first boundary. */
const HARMLESS_PREAMBLE = 'This is an S/MIME signed message';

/**
 * Takes a multipart/signed apart.
 *
 * @throws CertBankError `structure.malformed` unless there are a signed part and its signature and nothing else;
 *   `limit.exceeded`
 * @source RFC 1847 section 2.1, RFC 8551 section 3.5.3
 */
export function openClearSigned(entity: MimeEntity): ClearSigned {
  const { parts, preamble, epilogue } = entity.multipart();
  const [content, signatureOctets, ...more] = parts;
  if (content === undefined || signatureOctets === undefined || more.length > 0) {
    throw malformed('multipart/signed has not exactly two parts');
  }
  const signature = entity.inner(signatureOctets);
  const type = signature.mediaType.value;
  if (!isSignatureType(type)) throw malformed('the second part of multipart/signed is no signature');
  const protocol = entity.mediaType.parameters.get('protocol')?.toLowerCase();
  const findings: Finding[] = [];
  if (protocol === undefined || withoutX(protocol) !== withoutX(type)) {
    findings.push({
      code: 'smime.protocol',
      clause: 'RFC 1847 section 2.1',
      message: 'the parameter protocol of multipart/signed does not name the type of the signature',
    });
  }
  const outside = [preamble, epilogue].map((octets) => new TextDecoder().decode(octets).trim());
  return {
    content,
    signature,
    hasTextOutside: outside[1] !== '' || (outside[0] !== '' && outside[0] !== HARMLESS_PREAMBLE),
    findings,
  };
}

const withoutX = (type: string): string => type.replace('/x-', '/');

/**
 * What must hold of the SignedData beside a clear-signed part. Content inside it would be verified in place of the
 * part that the reader is shown.
 *
 * @source RFC 8551 sections 2.4.1 and 3.5.3
 */
export function checkDetached(signedData: SignedData): readonly Finding[] {
  const findings: Finding[] = [];
  if (signedData.content !== undefined) {
    findings.push({
      code: 'smime.content-inside',
      clause: 'RFC 8551 section 3.5.3',
      message: 'the signature holds a content of its own beside the part that is shown',
    });
  }
  if (signedData.contentType !== CONTENT_TYPE.data) {
    findings.push({
      code: 'smime.content-type',
      clause: 'RFC 8551 section 2.4.1',
      message: `what is signed has type ${signedData.contentType}, not id-data`,
    });
  }
  return findings;
}

/** RFC 8551 section 3.5.3.2, with the names that older programs write. */
const MICALGS: Readonly<Record<string, HashName>> = {
  md5: 'MD5',
  'rsa-md5': 'MD5',
  sha1: 'SHA-1',
  'sha-1': 'SHA-1',
  'rsa-sha1': 'SHA-1',
  'sha-224': 'SHA-224',
  sha224: 'SHA-224',
  'sha-256': 'SHA-256',
  sha256: 'SHA-256',
  'rsa-sha256': 'SHA-256',
  'sha-384': 'SHA-384',
  sha384: 'SHA-384',
  'sha-512': 'SHA-512',
  sha512: 'SHA-512',
  'sha3-256': 'SHA3-256',
  'sha3-384': 'SHA3-384',
  'sha3-512': 'SHA3-512',
};

/**
 * The finding that the message announces other hash functions than a signer used; none where it announces one
 * that is not known here, or none at all.
 */
export function checkMicalg(entity: MimeEntity | undefined, facts: SignatureFacts): readonly Finding[] {
  const announced = entity?.mediaType.parameters.get('micalg');
  const used = facts.references[0]?.digest?.hash;
  if (announced === undefined || used === undefined) return [];
  const hashes = announced.split(',').map((name) => MICALGS[name.trim().toLowerCase()]);
  if (hashes.includes(undefined) || hashes.includes(used)) return [];
  return [
    {
      code: 'smime.micalg',
      clause: 'RFC 8551 section 3.5.3.2',
      message: `the message announces ${announced}, which the signature does not use`,
    },
  ];
}
