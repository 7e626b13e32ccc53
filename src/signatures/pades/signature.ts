import { isCertBankError } from '../../base/errors.ts';
import { DerReader } from '../../formats/asn1/der-reader.ts';
import type { SignerIdentifier, SignerInfo } from '../../formats/cms/signed-data.ts';
import { digestHash } from '../../formats/cms/signer-scheme.ts';
import type {
  CarriedEvidence,
  Datum,
  Finding,
  Reference,
  SignatureFacts,
  SignatureValue,
  SignerClaim,
  TimestampFacts,
} from '../ades/facts.ts';
import type { SignatureLevel } from '../ades/level.ts';
import { heldOctets } from '../ades/pieces.ts';
import { readSignedAttributes, type SignedAttributes } from '../cades/signed-attributes.ts';
import { readValue } from '../cades/value.ts';
import { isBaselineB } from './baseline.ts';
import { archivedEvidence, readCms, type PdfCms } from './cms.ts';
import type { PlacedSignature } from './placed.ts';
import { attributeTimestamps } from './timestamps.ts';

/** One signature, read as far as it goes without its neighbours. */
export interface ReadSignature {
  readonly id: string;
  readonly placed: PlacedSignature;
  readonly timestamps: readonly TimestampFacts[];
  /** The evidence in the signature itself. */
  readonly inside: CarriedEvidence;
  /** What level B-B demands is met. */
  readonly isBaseline: boolean;
  readonly identifier: SignerIdentifier | undefined;
  facts(
    evidence: CarriedEvidence,
    documentTimestamps: readonly TimestampFacts[],
    level: SignatureLevel,
  ): SignatureFacts;
}

/** ISO 32000-2 table 260 and EN 319 142-1 section 5.2: the sub-filters of signatures. */
const CMS_SUB_FILTERS = ['ETSI.CAdES.detached', 'adbe.pkcs7.detached', 'adbe.pkcs7.sha1'];

/**
 * Two hash functions in one signature. Deviation: RFC 8933 section 3 forbids it; in PDF, whose signers did so, it is
 * held against the signature and not against its structure.
 */
const ALGORITHM_MISMATCH = 'cms.algorithm-mismatch';

interface Core {
  readonly value: SignatureValue;
  readonly references: readonly Reference[];
  readonly signer: SignerClaim;
  readonly attributes?: SignedAttributes | undefined;
  readonly timestamps: readonly TimestampFacts[];
  readonly inside: CarriedEvidence;
  readonly isBaseline: boolean;
}

/** Reads one signature; what it carries is added to `carried`. */
export function readSignature(
  placed: PlacedSignature,
  id: string,
  name: string,
  carried: { certificates: Uint8Array[]; crls: Uint8Array[]; ocspResponses: Uint8Array[] },
): ReadSignature {
  const { coverage, signature } = placed;
  const findings = [...placed.findings];
  const content: Datum[] =
    coverage === undefined
      ? []
      : [{ pieces: coverage.pieces, scope: { name, kind: coverage.isWholeFile ? 'FULL' : 'PARTIAL' } }];
  const core = readCore(placed, id, content, findings);
  carried.certificates.push(...core.inside.certificates);
  carried.crls.push(...core.inside.crls);
  carried.ocspResponses.push(...core.inside.ocspResponses);
  const claimedSigningTime = core.attributes?.signingTime ?? signature.claimedTime;
  const { attributes } = core;
  return {
    id,
    placed,
    timestamps: core.timestamps,
    inside: core.inside,
    isBaseline: core.isBaseline,
    identifier: core.signer.identifier,
    facts: (evidence, documentTimestamps, level) => ({
      id,
      format: 'PAdES',
      level,
      value: core.value,
      references: core.references,
      signer: core.signer,
      ...(claimedSigningTime && { claimedSigningTime }),
      ...(attributes?.signaturePolicy !== undefined && { signaturePolicy: attributes.signaturePolicy }),
      evidence,
      timestamps: [...core.timestamps, ...documentTimestamps],
      findings: findings.filter(({ code }) => code !== ALGORITHM_MISMATCH),
      objections: findings.filter(({ code }) => code === ALGORITHM_MISMATCH),
    }),
  };
}

function readCore(placed: PlacedSignature, id: string, content: readonly Datum[], findings: Finding[]): Core {
  const { signature } = placed;
  if (signature.subFilter === 'adbe.x509.rsa_sha1') return readRsaSha1(placed, content, findings);
  if (signature.subFilter === undefined || !CMS_SUB_FILTERS.includes(signature.subFilter)) {
    findings.push({
      code: 'pdf.sub-filter',
      clause: 'ISO 32000-2 section 12.8.3.1',
      message: `the sub-filter ${signature.subFilter ?? '(none)'} is not known`,
    });
  }
  const cms = readCms(signature.contents?.bytes ?? new Uint8Array(), findings);
  if (cms === undefined) return unreadable(content);
  return signature.subFilter === 'adbe.pkcs7.sha1'
    ? readPkcs7Sha1(cms, id, content, findings)
    : readDetached(cms, placed, id, content, findings);
}

const NO_EVIDENCE: CarriedEvidence = { certificates: [], crls: [], ocspResponses: [] };

function unreadable(content: readonly Datum[]): Core {
  return {
    value: { octets: new Uint8Array(), scheme: undefined, algorithm: 'unknown', readings: [] },
    references: [
      { digest: { hash: undefined, algorithm: 'unknown', value: new Uint8Array() }, candidates: content },
    ],
    signer: { identifier: undefined, bindings: [] },
    timestamps: [],
    inside: NO_EVIDENCE,
    isBaseline: false,
  };
}

/** ISO 32000-2 section 12.8.3.3 and EN 319 142-1 section 6.3. */
function readDetached(
  { signedData, signer }: PdfCms,
  placed: PlacedSignature,
  id: string,
  content: readonly Datum[],
  findings: Finding[],
): Core {
  if (signedData.content !== undefined) {
    findings.push({
      code: 'pdf.content-inside',
      clause: 'ISO 32000-2 section 12.8.3.3.1',
      message: 'the CMS of a detached signature holds content of its own',
    });
  }
  const attributes = readSignedAttributes(signer, signedData.contentType, findings);
  if (attributes === undefined && placed.signature.subFilter === 'ETSI.CAdES.detached') {
    findings.push({
      code: 'cms.attributes-missing',
      clause: 'EN 319 142-1 section 6.3',
      message: 'the signature has no signed attributes',
    });
  }
  return {
    value: readValue(signer, content, findings),
    references: [referenceOf(signer, attributes, content)],
    signer: { identifier: signer.identifier, bindings: attributes?.bindings ?? [] },
    attributes,
    timestamps: attributeTimestamps(signer, id, content),
    inside: evidenceInside({ signedData, signer }),
    isBaseline: isBaselineB({ signedData, signer }, placed, attributes),
  };
}

function referenceOf(
  signer: SignerInfo,
  attributes: SignedAttributes | undefined,
  candidates: readonly Datum[],
): Reference {
  if (attributes === undefined) return { digest: undefined, candidates };
  const value = attributes.messageDigest ?? new Uint8Array();
  return {
    digest: { hash: digestHash(signer.digestAlgorithm), algorithm: signer.digestAlgorithm.oid, value },
    candidates,
  };
}

/** The CMS holds the SHA-1 digest of what is covered as its content; ISO 32000-2 section 12.8.3.3. */
function readPkcs7Sha1(
  { signedData, signer }: PdfCms,
  id: string,
  content: readonly Datum[],
  findings: Finding[],
): Core {
  const attributes = readSignedAttributes(signer, signedData.contentType, findings);
  const held = signedData.content ?? new Uint8Array();
  const inner: Datum[] = [
    { pieces: [held], scope: { name: 'SHA-1 digest of the document', kind: 'DIGEST' } },
  ];
  return {
    value: readValue(signer, inner, findings),
    references: [
      { digest: { hash: 'SHA-1', algorithm: 'SHA-1', value: held }, candidates: content },
      referenceOf(signer, attributes, inner),
    ],
    signer: { identifier: signer.identifier, bindings: attributes?.bindings ?? [] },
    attributes,
    timestamps: attributeTimestamps(signer, id, inner),
    inside: evidenceInside({ signedData, signer }),
    isBaseline: false,
  };
}

/** An RSA signature in an OCTET STRING, beside it the certificates; ISO 32000-2 section 12.8.3.2. */
function readRsaSha1({ signature }: PlacedSignature, content: readonly Datum[], findings: Finding[]): Core {
  let octets = new Uint8Array();
  try {
    const reader = new DerReader(signature.contents?.bytes ?? new Uint8Array());
    octets = new Uint8Array(reader.octetString());
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    findings.push({
      code: 'pdf.contents-malformed',
      clause: 'ISO 32000-2 section 12.8.3.2',
      message: `Contents holds no RSA signature that can be read: ${error.message}`,
    });
  }
  return {
    value: {
      octets,
      scheme: { kind: 'rsa-pkcs1', hash: 'SHA-1' },
      algorithm: 'RSASSA-PKCS1-v1_5 with SHA-1',
      readings: content.flatMap(({ pieces }) => joined(heldOctets(pieces) ?? [])),
    },
    references: [{ digest: undefined, candidates: content }],
    signer: { identifier: undefined, bindings: [] },
    timestamps: [],
    inside: { ...NO_EVIDENCE, certificates: signature.certificates },
    isBaseline: false,
  };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array[] {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return [whole];
}

function evidenceInside({ signedData, signer }: PdfCms): CarriedEvidence {
  const archived = archivedEvidence(signer);
  return {
    certificates: signedData.certificates,
    crls: [...signedData.crls, ...archived.crls],
    ocspResponses: [...signedData.ocspResponses, ...archived.ocspResponses],
  };
}
