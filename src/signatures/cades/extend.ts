import { equal } from '../../base/bytes.ts';
import { CertBankError } from '../../base/errors.ts';
import { digestHash } from '../../formats/cms/signer-scheme.ts';
import { encodeHashAlgorithm, type HashName } from '../../formats/algorithms.ts';
import { octetString, oid, sequence } from '../../formats/asn1/der-writer.ts';
import { encodeAttribute } from '../../formats/cms/attribute-set.ts';
import { ATTRIBUTE } from '../../formats/cms/oids.ts';
import { addUnsignedAttributes, rewriteSignedData } from '../../formats/cms/signed-data-rewrite.ts';
import {
  encodeOcspChoice,
  parseSignedData,
  type SignedData,
  type SignerInfo,
} from '../../formats/cms/signed-data.ts';
import { parseTimestampToken } from '../../formats/tsp/token.ts';
import type { CarriedEvidence, DigestPieces, Piece } from '../ades/facts.ts';
import { digestPieces } from '../ades/pieces.ts';
import type { ExtendOptions } from '../extend-options.ts';
import { gatherEvidence } from '../gather-evidence.ts';
import { indexedAttributes, indexedImprint } from './hash-index.ts';
import { hasOlderArchive, refuseOlderArchive } from './older-archive.ts';
import { readCades } from './read.ts';

/**
 * A CAdES signature of a higher level: each signer (counter-signers stay as they are, covered by the signature
 * that they stand in) gets a signature-time-stamp where he has none (T); the SignedData gets what the validation
 * of all of them needs (LT); each signer gets an archive-time-stamp-v3 over everything (LTA), one more each time.
 *
 * @throws CertBankError `document.no-signature`; `document.content-missing` where a detached content is not given;
 *   `evidence.missing`; `timestamp.refused`; `document.unsupported` where older archive time-stamps cover the
 *   SignedData as it is and would be broken
 * @source EN 319 122-1 sections 5.3, 5.5 and 6.3
 */
export async function extendCades(bytes: Uint8Array, options: ExtendOptions): Promise<Uint8Array> {
  let signedData = parseSignedData(bytes);
  if (signedData.signers.length === 0) {
    throw new CertBankError('document.no-signature', { format: 'cades' }, 'the document has no signature');
  }
  signedData = await addSignatureTimestamps(signedData, options);
  if (options.level === 'T') return signedData.der;
  signedData = await addEvidence(signedData, options);
  if (options.level === 'LT') return signedData.der;
  return (await addArchiveTimestamps(signedData, options)).der;
}

async function addSignatureTimestamps(signedData: SignedData, options: ExtendOptions): Promise<SignedData> {
  const { engine, timestamper } = options;
  return changeSigners(signedData, async (signer) => {
    if ((signer.unsignedAttributes?.all(ATTRIBUTE.signatureTimestamp).length ?? 0) > 0) return undefined;
    const hash = imprintHash(signer);
    const token = await timestamper.timestamp(hash, await engine.digest(hash, signer.signature));
    return encodeAttribute(oid(ATTRIBUTE.signatureTimestamp), parseTimestampToken(token).der);
  });
}

async function addEvidence(signedData: SignedData, options: ExtendOptions): Promise<SignedData> {
  const { signatures } = readCades(signedData, undefined, options.contents ?? []);
  const found: CarriedEvidence = await gatherEvidence(signatures, options);
  const { certificates, crls, ocspResponses } = found;
  if (certificates.length + crls.length + ocspResponses.length === 0) return signedData;
  refuseOlderArchive(signedData);
  return parseSignedData(
    rewriteSignedData(signedData, {
      certificateChoices: [...signedData.certificateChoices, ...certificates],
      revocationChoices: [
        ...signedData.revocationChoices,
        ...crls,
        ...ocspResponses.map((response) => encodeOcspChoice(response)),
      ],
    }),
  );
}

async function addArchiveTimestamps(signedData: SignedData, options: ExtendOptions): Promise<SignedData> {
  const { engine, contents = [], timestamper } = options;
  const digest: DigestPieces = (hash, pieces) => digestPieces(engine, hash, pieces);
  const candidates = await contentOf(signedData, contents, digest);
  return changeSigners(signedData, async (signer, index) => {
    const hash = imprintHash(signer);
    const hashIndex = await draftHashIndex(signedData, signer, hash, digest);
    const around = { signedData, signer, candidates: [{ pieces: candidates[index]! }] };
    const [pieces] = await indexedImprint({ der: hashIndex }, hash, digest, around);
    const token = await timestamper.timestamp(hash, await digest(hash, pieces!));
    const attribute = encodeAttribute(oid(ATTRIBUTE.hashIndexV3), hashIndex);
    return encodeAttribute(oid(ATTRIBUTE.archiveTimestampV3), withAttribute(token, attribute));
  });
}

/** @source EN 319 122-1 section 5.5.2 */
async function draftHashIndex(
  signedData: SignedData,
  signer: SignerInfo,
  hash: HashName,
  digest: DigestPieces,
): Promise<Uint8Array> {
  const list = async (items: readonly (readonly Uint8Array[])[]): Promise<Uint8Array> => {
    const digests: Uint8Array[] = [];
    for (const pieces of items) digests.push(octetString(await digest(hash, pieces)));
    return sequence(...digests);
  };
  return sequence(
    encodeHashAlgorithm(hash),
    await list(signedData.certificateChoices.map((choice) => [choice])),
    await list(signedData.revocationChoices.map((choice) => [choice])),
    await list(indexedAttributes(signer, 'value').map(({ pieces }) => pieces)),
  );
}

/** A token with one more unsigned attribute, which its authority does not sign. */
function withAttribute(token: Uint8Array, attribute: Uint8Array): Uint8Array {
  const { signedData, signer } = parseTimestampToken(token);
  return rewriteSignedData(signedData, { signers: [addUnsignedAttributes(signer, [attribute], 'sorted')] });
}

/** Whichever of the contents each signer's message digest is of. */
async function contentOf(
  signedData: SignedData,
  contents: ExtendOptions['contents'],
  digest: DigestPieces,
): Promise<(readonly Piece[])[]> {
  const found: (readonly Piece[])[] = [];
  const top = readCades(signedData, undefined, contents ?? []).signatures.filter(
    ({ counterSignatureOf }) => counterSignatureOf === undefined,
  );
  for (const { references } of top) {
    const { digest: wanted, candidates } = references[0]!;
    let pieces: readonly Piece[] | undefined;
    for (const candidate of candidates) {
      if (wanted === undefined || wanted.hash === undefined) pieces ??= candidate.pieces;
      else if (equal(await digest(wanted.hash, candidate.pieces), wanted.value)) pieces ??= candidate.pieces;
    }
    if (pieces === undefined) {
      const what = 'the content that the signature covers';
      throw new CertBankError('document.content-missing', { what }, `${what} was not given`);
    }
    found.push(pieces);
  }
  return found;
}

async function changeSigners(
  signedData: SignedData,
  attributeFor: (signer: SignerInfo, index: number) => Promise<Uint8Array | undefined>,
): Promise<SignedData> {
  // Older archive time-stamps cover the unsigned attributes in the order in which they stand.
  const order = hasOlderArchive(signedData) ? 'appended' : 'sorted';
  const signers: Uint8Array[] = [];
  for (const [index, signer] of signedData.signers.entries()) {
    const attribute = await attributeFor(signer, index);
    signers.push(attribute === undefined ? signer.der : addUnsignedAttributes(signer, [attribute], order));
  }
  return parseSignedData(rewriteSignedData(signedData, { signers }));
}

/** At least as strong as what the signer himself used; never less than SHA-256. */
function imprintHash(signer: SignerInfo): HashName {
  const hash = digestHash(signer.digestAlgorithm);
  return hash === 'SHA-384' || hash === 'SHA-512' ? hash : 'SHA-256';
}
