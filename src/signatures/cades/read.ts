import { CertBankError, isCertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import type { HashName } from '../../formats/algorithms.ts';
import { DerReader } from '../../formats/asn1/der-reader.ts';
import type { AttributeSet } from '../../formats/cms/attribute-set.ts';
import { looksLikeSignedAttributes } from '../../formats/cms/attribute-set.ts';
import { ATTRIBUTE, CONTENT_TYPE } from '../../formats/cms/oids.ts';
import { SignerInfo, type SignedData } from '../../formats/cms/signed-data.ts';
import { digestHash } from '../../formats/cms/signer-scheme.ts';
import type { CarriedEvidence, Datum, Finding, Reference, SignatureFacts } from '../ades/facts.ts';
import type { SignatureLevel } from '../ades/level.ts';
import { heldOctets } from '../ades/pieces.ts';
import type { Problem } from '../report/report.ts';
import type { DetachedContent } from '../verify-options.ts';
import { readSignedAttributes, type SignedAttributes } from './signed-attributes.ts';
import { readValue } from './value.ts';

export interface CadesDocument {
  readonly signatures: readonly SignatureFacts[];
  readonly problems: readonly Problem[];
}

/** What surrounds one signer: the whole SignedData, or the signature that it counter-signs. */
interface Surroundings {
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
      ? contents.map(({ name: contentName, bytes }) => datum(bytes, contentName ?? 'detached content'))
      : [datum(content, name ?? 'content')];
  const surroundings: Surroundings = {
    contentType: signedData.contentType,
    candidates,
    evidence: signedData,
    findings: versionFindings(signedData),
  };
  const reading: Reading = { signatures: [], problems: [] };
  for (const signer of signedData.signers) {
    readSigner(
      signer,
      { ...surroundings, findings: listedFindings(signedData, signer, surroundings.findings) },
      reading,
    );
  }
  if (content !== undefined && contents.length > 0) {
    reading.problems.push({
      code: 'cms.content-inside',
      message: 'The document holds its content itself; the contents given beside it were not used.',
    });
  }
  return reading;
}

interface Reading {
  readonly signatures: SignatureFacts[];
  readonly problems: Problem[];
}

const datum = (bytes: Uint8Array, name: string): Datum => ({
  pieces: [bytes],
  scope: { name, kind: 'FULL' },
});

function readSigner(signer: SignerInfo, surroundings: Surroundings, reading: Reading): void {
  if (reading.signatures.length === LIMITS.signatures) {
    const details = { limit: 'signatures', maximum: LIMITS.signatures };
    throw new CertBankError('limit.exceeded', details, `more than ${LIMITS.signatures} signatures`);
  }
  const { contentType, candidates, evidence, counterSignatureOf } = surroundings;
  const findings: Finding[] = [...surroundings.findings];
  if (signer.version !== signer.expectedVersion) {
    findings.push(
      finding(
        'cms.version',
        'RFC 5652 section 5.3',
        `SignerInfo has version ${signer.version}, not ${signer.expectedVersion}`,
      ),
    );
  }
  const attributes = readSignedAttributes(signer, contentType, findings);
  if (attributes === undefined) checkBareContent(contentType, candidates, findings);
  const hash = digestHash(signer.digestAlgorithm);
  const id = `S-${reading.signatures.length + 1}`;
  reading.signatures.push({
    id,
    format: 'CAdES',
    level: levelOf(attributes, contentType, evidence),
    value: readValue(signer, candidates, findings),
    references: [reference(signer, hash, attributes, candidates)],
    signer: { identifier: signer.identifier, bindings: attributes?.bindings ?? [] },
    ...(attributes?.signingTime && { claimedSigningTime: attributes.signingTime }),
    ...(attributes?.signaturePolicy !== undefined && { signaturePolicy: attributes.signaturePolicy }),
    evidence,
    timestamps: [],
    findings,
    ...(counterSignatureOf !== undefined && { counterSignatureOf }),
  });
  readCounterSignatures(signer, id, evidence, reading);
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
 * What CAdES-B demands of the structure. A counter-signature has no content type.
 *
 * @source EN 319 122-1 section 6.3, table 1, column B-B
 */
function levelOf(
  attributes: SignedAttributes | undefined,
  contentType: string | undefined,
  evidence: CarriedEvidence,
): SignatureLevel {
  const isBaseline =
    attributes?.messageDigest !== undefined &&
    (contentType === undefined || attributes.contentType !== undefined) &&
    attributes.signingTime !== undefined &&
    attributes.bindings.length > 0 &&
    evidence.certificates.length > 0;
  return isBaseline ? 'BASELINE-B' : 'NOT-ADES';
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
 * @source RFC 5652 section 11.4
 */
function readCounterSignatures(
  parent: SignerInfo,
  parentId: string,
  evidence: CarriedEvidence,
  reading: Reading,
): void {
  for (const value of counterSignatureValues(parent.unsignedAttributes)) {
    let signer: SignerInfo;
    try {
      const reader = new DerReader(value);
      signer = new SignerInfo(reader);
      reader.finish();
    } catch (error) {
      if (!isCertBankError(error)) throw error;
      reading.problems.push({
        code: 'cms.counter-signature-malformed',
        message: `A counter-signature of ${parentId} cannot be read: ${error.message}`,
      });
      continue;
    }
    const scope = { name: parentId, kind: 'COUNTER_SIGNATURE' } as const;
    readSigner(
      signer,
      {
        contentType: undefined,
        candidates: [{ pieces: [parent.signature], scope }],
        evidence,
        findings: [],
        counterSignatureOf: parentId,
      },
      reading,
    );
  }
}

function counterSignatureValues(attributes: AttributeSet | undefined): readonly Uint8Array[] {
  return (attributes?.all(ATTRIBUTE.counterSignature) ?? []).flatMap((attribute) => attribute.values);
}

function versionFindings(signedData: SignedData): Finding[] {
  if (signedData.version === signedData.expectedVersion) return [];
  const message = `SignedData has version ${signedData.version}, not ${signedData.expectedVersion}`;
  return [finding('cms.version', 'RFC 5652 section 5.1', message)];
}

function listedFindings(
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
