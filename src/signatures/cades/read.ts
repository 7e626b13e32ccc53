import { CertBankError, isCertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import type { HashName } from '../../formats/algorithms.ts';
import { DerReader } from '../../formats/asn1/der-reader.ts';
import type { AttributeSet } from '../../formats/cms/attribute-set.ts';
import { looksLikeSignedAttributes } from '../../formats/cms/attribute-set.ts';
import { ATTRIBUTE, CONTENT_TYPE } from '../../formats/cms/oids.ts';
import { SignerInfo, type SignedData } from '../../formats/cms/signed-data.ts';
import { digestHash } from '../../formats/cms/signer-scheme.ts';
import { readValidationValues } from '../../formats/cms/validation-values.ts';
import { fromLatin1 } from '../../formats/asn1/text.ts';
import type { CarriedEvidence, Datum, Finding, Reference, SignatureFacts } from '../ades/facts.ts';
import type { SignatureLevel } from '../ades/level.ts';
import { joinEvidence } from '../ades/carried.ts';
import { heldOctets } from '../ades/pieces.ts';
import type { Problem } from '../report/report.ts';
import type { DetachedContent } from '../verify-options.ts';
import { readEvidenceRecords } from './evidence-records.ts';
import { readSignedAttributes, type SignedAttributes } from './signed-attributes.ts';
import type { TimestampPlace } from './surroundings.ts';
import { timestampFacts, timestampPlaces } from './timestamps.ts';
import { readValue } from './value.ts';

export interface CadesDocument {
  readonly signatures: readonly SignatureFacts[];
  readonly problems: readonly Problem[];
}

/** What surrounds one signer: the whole SignedData, or the signature that it counter-signs. */
interface Surroundings {
  readonly signedData: SignedData;
  /** `undefined` for a counter-signature, which has no content type. */
  readonly contentType: string | undefined;
  readonly candidates: readonly Datum[];
  readonly evidence: CarriedEvidence;
  readonly findings: readonly Finding[];
  readonly counterSignatureOf?: string;
}

/**
 * The facts of every signer of a SignedData, each followed by its counter-signatures.
 *
 * Does not check: anything cryptographic; faults of the structure are given as findings.
 *
 * @param name     what the document is called, for the scope of an attached signature
 * @param contents what a detached signature may cover
 * @throws CertBankError `limit.exceeded` above LIMITS.signatures
 * @source RFC 5652 section 5, EN 319 122-1 section 5
 */
export function readCades(
  signedData: SignedData,
  name: string | undefined,
  contents: readonly DetachedContent[],
): CadesDocument {
  const { content } = signedData;
  const candidates: Datum[] =
    content === undefined
      ? contents.map((given) => detachedDatum(given))
      : [datum(content, name ?? 'content')];
  const surroundings: Surroundings = {
    signedData,
    contentType: signedData.contentType,
    candidates,
    evidence: joinEvidence(signedData, olderValues(signedData.signers)),
    findings: versionFindings(signedData),
  };
  const reading: Reading = { signatures: [], problems: [], timestamps: new Map(), timestampCount: 0 };
  for (const signer of signedData.signers) {
    readSigner(
      signer,
      { ...surroundings, findings: listedFindings(signedData, signer, surroundings.findings) },
      reading,
    );
  }
  attachEvidenceRecords(signedData, candidates, reading);
  if (content !== undefined && contents.length > 0) {
    reading.problems.push({
      code: 'cms.content-inside',
      message: 'The document holds its content itself; the contents given beside it were not used.',
    });
  }
  return reading;
}

/** Records stand at the first signer and are about the whole. */
function attachEvidenceRecords(
  signedData: SignedData,
  candidates: readonly Datum[],
  { signatures }: Reading,
): void {
  const evidenceRecords = readEvidenceRecords(signedData, candidates, {
    signatures: signatures.map(({ id }) => id),
    timestamps: signatures.flatMap(({ timestamps }) => timestamps.map(({ id }) => id)),
    evidence: joinEvidence(...signatures.slice(0, 1).map(({ evidence }) => evidence)),
  });
  if (evidenceRecords.length === 0) return;
  for (const [index, facts] of signatures.entries()) signatures[index] = { ...facts, evidenceRecords };
}

interface Reading {
  readonly signatures: SignatureFacts[];
  readonly problems: Problem[];
  /** The identifiers of the tokens seen, by their octets. */
  readonly timestamps: Map<string, string>;
  timestampCount: number;
}

function detachedDatum(given: DetachedContent): Datum {
  const scope = { name: given.name ?? 'detached content', kind: 'FULL' } as const;
  return { pieces: ['bytes' in given ? given.bytes : given], scope };
}

const datum = (bytes: Uint8Array, name: string): Datum => ({
  pieces: [bytes],
  scope: { name, kind: 'FULL' },
});

function readSigner(signer: SignerInfo, surroundings: Surroundings, reading: Reading): void {
  if (reading.signatures.length === LIMITS.signatures) throw tooManySignatures();
  const { signedData, contentType, candidates, evidence, counterSignatureOf } = surroundings;
  const findings: Finding[] = [...surroundings.findings];
  findings.push(...signerVersionFindings(signer));
  const attributes = readSignedAttributes(signer, contentType, findings);
  if (attributes === undefined) checkBareContent(contentType, candidates, findings);
  const hash = digestHash(signer.digestAlgorithm);
  const id = `S-${reading.signatures.length + 1}`;
  const position = reading.signatures.length;
  const places = [
    ...timestampPlaces(signer.signedAttributes, 'signed', () => nextTimestamp(reading)),
    ...timestampPlaces(signer.unsignedAttributes, 'unsigned', () => nextTimestamp(reading)),
  ];
  const partial: SignatureFacts = {
    id,
    format: 'CAdES',
    level: levelOf(attributes, surroundings, places),
    value: readValue(signer, candidates, findings),
    references: [reference(signer, hash, attributes, candidates)],
    signer: { identifier: signer.identifier, bindings: attributes?.bindings ?? [] },
    ...(attributes?.signingTime && { claimedSigningTime: attributes.signingTime }),
    ...(attributes?.signaturePolicy !== undefined && { signaturePolicy: attributes.signaturePolicy }),
    evidence,
    timestamps: [],
    findings,
    ...(counterSignatureOf !== undefined && { counterSignatureOf }),
  };
  reading.signatures.push(partial);
  const counterSignatures = readCounterSignatures(signer, id, surroundings, reading);
  const around = { signedData, signer, signatureId: id, counterSignatures, candidates, places };
  const timestamps = places.map((place) => timestampFacts(place, around));
  reading.signatures[position] = { ...partial, timestamps };
  for (const place of places) noteDuplicate(place, reading);
}

function tooManySignatures(): CertBankError<'limit.exceeded'> {
  const details = { limit: 'signatures', maximum: LIMITS.signatures };
  return new CertBankError('limit.exceeded', details, `more than ${LIMITS.signatures} signatures`);
}

function nextTimestamp(reading: Reading): string {
  if (reading.timestampCount === LIMITS.signatures) {
    const details = { limit: 'timestamps', maximum: LIMITS.signatures };
    throw new CertBankError('limit.exceeded', details, `more than ${LIMITS.signatures} time-stamps`);
  }
  return `T-${++reading.timestampCount}`;
}

/** The same token twice proves no more than once; somebody put it there. */
function noteDuplicate({ id, value }: TimestampPlace, { timestamps, problems }: Reading): void {
  const octets = fromLatin1(value);
  const earlier = timestamps.get(octets);
  if (earlier === undefined) timestamps.set(octets, id);
  else {
    problems.push({
      code: 'timestamp.duplicated',
      message: `The time-stamp ${id} is a copy of ${earlier}.`,
    });
  }
}

function reference(
  signer: SignerInfo,
  hash: HashName | undefined,
  attributes: SignedAttributes | undefined,
  candidates: readonly Datum[],
): Reference {
  if (attributes === undefined) return { digest: undefined, candidates };
  // Without the attribute nothing is covered: an empty digest matches nothing.
  const value = attributes.messageDigest ?? new Uint8Array();
  return { digest: { hash, algorithm: signer.digestAlgorithm.oid, value }, candidates };
}

/**
 * The baseline level whose attributes are there, each level with all below it. A counter-signature has no
 * content type. What belongs to the older extended levels alone (certificate-values, archive-time-stamp-v2, ...)
 * raises no baseline level.
 *
 * @source EN 319 122-1 section 6.3, table 1
 */
function levelOf(
  attributes: SignedAttributes | undefined,
  { contentType, signedData }: Surroundings,
  places: readonly TimestampPlace[],
): SignatureLevel {
  const isBaseline =
    attributes?.messageDigest !== undefined &&
    (contentType === undefined || attributes.contentType !== undefined) &&
    attributes.signingTime !== undefined &&
    attributes.bindings.length > 0 &&
    signedData.certificates.length > 0;
  if (!isBaseline) return 'NOT-ADES';
  const has = (type: string): boolean => places.some(({ attribute }) => attribute.oid === type);
  if (!has(ATTRIBUTE.signatureTimestamp)) return 'BASELINE-B';
  if (signedData.crls.length + signedData.ocspResponses.length === 0) return 'BASELINE-T';
  return has(ATTRIBUTE.archiveTimestampV3) ? 'BASELINE-LTA' : 'BASELINE-LT';
}

/** Without signed attributes the value signs the content itself, which opens two doors. */
function checkBareContent(
  contentType: string | undefined,
  candidates: readonly Datum[],
  findings: Finding[],
): void {
  if (contentType !== undefined && contentType !== CONTENT_TYPE.data) {
    findings.push(
      finding(
        'cms.attributes-missing',
        'RFC 5652 section 5.3',
        `signed attributes are missing beside content of type ${contentType}`,
      ),
    );
  }
  const isReplayed = candidates.some(({ pieces }) => {
    const held = heldOctets(pieces);
    return held?.length === 1 && looksLikeSignedAttributes(held[0]!);
  });
  if (isReplayed) {
    findings.push(
      finding(
        'cms.attributes-replayed',
        'RFC 5652 section 5.4',
        'the content is the signed attributes of another signature',
      ),
    );
  }
}

/**
 * Each counter-signature signs the value of the signature that it stands in.
 *
 * @returns every counter-signature below `parent`, with the attribute value of `parent` that it is inside of
 * @source RFC 5652 section 11.4
 */
function readCounterSignatures(
  parent: SignerInfo,
  parentId: string,
  { signedData, evidence }: Surroundings,
  reading: Reading,
): { id: string; value: Uint8Array }[] {
  const found: { id: string; value: Uint8Array }[] = [];
  for (const value of counterSignatureValues(parent.unsignedAttributes)) {
    const signer = readCounterSigner(value);
    if (!(signer instanceof SignerInfo)) {
      reading.problems.push({
        code: 'cms.counter-signature-malformed',
        message: `A counter-signature of ${parentId} cannot be read: ${signer.message}`,
      });
      continue;
    }
    const first = reading.signatures.length;
    const scope = { name: parentId, kind: 'COUNTER_SIGNATURE' } as const;
    readSigner(
      signer,
      {
        signedData,
        contentType: undefined,
        candidates: [{ pieces: [parent.signature], scope }],
        evidence,
        findings: [],
        counterSignatureOf: parentId,
      },
      reading,
    );
    found.push(...reading.signatures.slice(first).map(({ id }) => ({ id, value })));
  }
  return found;
}

function readCounterSigner(value: Uint8Array): SignerInfo | CertBankError {
  try {
    const reader = new DerReader(value);
    const signer = new SignerInfo(reader);
    reader.finish();
    return signer;
  } catch (error) {
    if (isCertBankError(error)) return error;
    throw error;
  }
}

/**
 * Certificates and revocation information of the older levels, of all signers and of who counter-signed them.
 *
 * @throws CertBankError `limit.exceeded` above LIMITS.signatures
 */
function olderValues(signers: readonly SignerInfo[]): CarriedEvidence {
  const all = [...signers];
  for (let at = 0; at < all.length; at++) {
    if (at === LIMITS.signatures) throw tooManySignatures();
    for (const value of counterSignatureValues(all[at]!.unsignedAttributes)) {
      const counter = readCounterSigner(value);
      if (counter instanceof SignerInfo) all.push(counter);
    }
  }
  return joinEvidence(...all.map(({ unsignedAttributes }) => readValidationValues(unsignedAttributes)));
}

function counterSignatureValues(attributes: AttributeSet | undefined): readonly Uint8Array[] {
  return (attributes?.all(ATTRIBUTE.counterSignature) ?? []).flatMap((attribute) => attribute.values);
}

/** Deviation: who adds revocation information to a signature often leaves its version, and nothing hangs on it. */
export function versionFindings(signedData: SignedData): Finding[] {
  const { version, expectedVersion, coreVersion } = signedData;
  if (version === expectedVersion || version === coreVersion) return [];
  const message = `SignedData has version ${signedData.version}, not ${signedData.expectedVersion}`;
  return [finding('cms.version', 'RFC 5652 section 5.1', message)];
}

export function signerVersionFindings({ version, expectedVersion }: SignerInfo): Finding[] {
  if (version === expectedVersion) return [];
  const message = `SignerInfo has version ${version}, not ${expectedVersion}`;
  return [finding('cms.version', 'RFC 5652 section 5.3', message)];
}

export function listedFindings(
  signedData: SignedData,
  signer: SignerInfo,
  known: readonly Finding[],
): readonly Finding[] {
  if (signedData.digestAlgorithms.some(({ oid }) => oid === signer.digestAlgorithm.oid)) return known;
  const message = 'the digest algorithm of the signer is not among those of the message';
  return [...known, finding('cms.digest-algorithm-not-listed', 'RFC 5652 section 5.1', message)];
}

function finding(code: string, clause: string, message: string): Finding {
  return { code, clause, message };
}
