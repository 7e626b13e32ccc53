import { fromHex, toBase64 } from '../../base/bytes.ts';
import type { HashName } from '../../formats/algorithms.ts';
import type { SignatureFacts, TimestampType } from '../ades/facts.ts';
import type { BlockIndication, Indication, SubIndication } from '../validation/verdict.ts';
import type { DocumentValidation, ValidatedSignature } from '../verify-document.ts';
import type { DetailedBlock, DetailedProcess, DetailedSignature } from './detail.ts';
import { detailedReport } from './detailed.ts';
import type { ChainLink, SignatureReport, TimestampReport } from './report.ts';
import { element, xmlDocument, type Xml } from './xml-writer.ts';

const NAMESPACES = {
  xmlns: 'http://uri.etsi.org/19102/v1.2.1#',
  'xmlns:ds': 'http://www.w3.org/2000/09/xmldsig#',
  'xmlns:xades': 'http://uri.etsi.org/01903/v1.3.2#',
} as const;

/** XML Encryption section 5.8, RFC 6931 section 2.1. */
const DIGEST_METHODS: Readonly<Record<HashName, string>> = {
  SHAKE256: 'urn:oid:2.16.840.1.101.3.4.2.12',
  MD5: 'http://www.w3.org/2001/04/xmldsig-more#md5',
  'SHA-1': 'http://www.w3.org/2000/09/xmldsig#sha1',
  'SHA-224': 'http://www.w3.org/2001/04/xmldsig-more#sha224',
  'SHA-256': 'http://www.w3.org/2001/04/xmlenc#sha256',
  'SHA-384': 'http://www.w3.org/2001/04/xmldsig-more#sha384',
  'SHA-512': 'http://www.w3.org/2001/04/xmlenc#sha512',
  'SHA3-256': 'http://www.w3.org/2007/05/xmldsig-more#sha3-256',
  'SHA3-384': 'http://www.w3.org/2007/05/xmldsig-more#sha3-384',
  'SHA3-512': 'http://www.w3.org/2007/05/xmldsig-more#sha3-512',
};

/** The attribute in which a time-stamp of each kind stands. */
const TIMESTAMP_ATTRIBUTES: Readonly<Record<TimestampType, string>> = {
  content: 'AllDataObjectsTimeStamp',
  signature: 'SignatureTimeStamp',
  references: 'SigAndRefsTimeStamp',
  archive: 'ArchiveTimeStamp',
  document: 'DocTimeStamp',
};

/** What is written once and referred to. */
class ValidationObjects {
  readonly objects: Xml[] = [];
  readonly #seen = new Set<string>();

  /** A reference to the object `id`, which is written with the first of them. */
  refer(name: string, id: string, write: () => Xml): Xml {
    if (!this.#seen.has(id)) {
      this.#seen.add(id);
      this.objects.push(write());
    }
    return element(name, { VOReference: id });
  }
}

/**
 * The validation report in the form that agencies exchange. It bears no signature; whoever issues it seals it.
 *
 * Does not check: anything; it tells what the verdicts say.
 *
 * @source ETSI TS 119 102-2 V1.2.1 section 4; URNs of section 5 and annex A
 */
export function etsiReport(validation: DocumentValidation): string {
  const detailed = detailedReport(validation);
  const objects = new ValidationObjects();
  const { signatures } = validation.report;
  const reports = validation.signatures.map((signature, index) =>
    signatureReport(validation, signature, signatures[index]!, detailed.signatures[index]!, objects),
  );
  return xmlDocument(
    element(
      'ValidationReport',
      NAMESPACES,
      ...(reports.length === 0 ? [withoutSignature(validation)] : reports),
      objects.objects.length === 0
        ? undefined
        : element('SignatureValidationObjects', {}, ...objects.objects),
    ),
  );
}

/** The schema wants a report at least; what there is none of cannot be judged. */
function withoutSignature({ report }: DocumentValidation): Xml {
  return element(
    'SignatureValidationReport',
    {},
    signersDocument('SHA-256', fromHex(report.document.sha256)),
    element(
      'SignatureValidationStatus',
      {},
      element('MainIndication', {}, 'urn:cef:dss:mainindication:noSignatureFound'),
    ),
  );
}

function signatureReport(
  { report: { validationTime, document } }: DocumentValidation,
  { facts, verdict }: ValidatedSignature,
  report: SignatureReport,
  detailed: DetailedSignature,
  objects: ValidationObjects,
): Xml {
  const [covered] = facts.references;
  const digest = covered?.digest;
  const certificates = verdict.path?.chain.length
    ? verdict.path.chain
    : verdict.signingCertificate
      ? [verdict.signingCertificate]
      : [];
  const chain = report.chain.map((link, index) => ({ link, der: certificates[index]?.der }));
  const refer = (name: string, { link, der }: (typeof chain)[number]): Xml =>
    objects.refer(name, `C-${link.sha256}`, () => certificateObject(link, der, validationTime));
  for (const [index, timestamp] of verdict.timestamps.entries()) {
    const told = report.timestamps[index]!;
    objects.refer('AttributeObject', timestamp.facts.id, () =>
      timestampObject(timestamp.facts.id, timestamp.facts.token, told, validationTime),
    );
  }
  return element(
    'SignatureValidationReport',
    {},
    element(
      'SignatureIdentifier',
      { id: facts.id },
      element('ds:SignatureValue', {}, toBase64(facts.value.octets)),
      element('HashOnly', {}, 'false'),
      element('DocHashOnly', {}, 'false'),
    ),
    constraints(detailed.processes),
    timeInfo(
      validationTime,
      report,
      verdict.timestamps.find(({ indication }) => indication === 'PASSED')?.facts.id,
    ),
    digest?.hash === undefined
      ? signersDocument('SHA-256', fromHex(document.sha256))
      : signersDocument(digest.hash, digest.value),
    attributes(
      facts,
      report,
      verdict.timestamps.map((timestamp) => timestamp.facts.id),
    ),
    chain[0] === undefined
      ? undefined
      : element(
          'SignerInformation',
          {},
          refer('SignerCertificate', chain[0]),
          report.subject === null ? undefined : element('Signer', {}, report.subject),
        ),
    element(
      'SignatureValidationProcess',
      {},
      element('SignatureValidationProcessID', {}, processId(detailed)),
    ),
    status('SignatureValidationStatus', report.indication, report.subIndication, chainData(chain, refer)),
  );
}

function digestParts(hash: HashName, value: Uint8Array): Xml[] {
  return [
    element('ds:DigestMethod', { Algorithm: DIGEST_METHODS[hash] }),
    element('ds:DigestValue', {}, toBase64(value)),
  ];
}

function signersDocument(hash: HashName, value: Uint8Array): Xml {
  return element('SignersDocument', {}, element('DigestAlgAndValue', {}, ...digestParts(hash, value)));
}

function timeInfo(validationTime: string, report: SignatureReport, provenBy: string | undefined): Xml {
  return element(
    'ValidationTimeInfo',
    {},
    element('ValidationTime', {}, validationTime),
    element('BestSignatureTime', {}, ...proofParts(report.bestSignatureTime, provenBy)),
  );
}

/** A proof by a time-stamp was found in the validation; else the validation itself is the first to see it. */
function proofParts(time: string, provenBy?: string): (Xml | undefined)[] {
  return [
    element('POETime', {}, time),
    element('TypeOfProof', {}, 'urn:etsi:019102:poetype:validation'),
    provenBy === undefined ? undefined : element('POEObject', { VOReference: provenBy }),
  ];
}

function attributes(
  facts: SignatureFacts,
  report: SignatureReport,
  timestampIds: readonly string[],
): Xml | undefined {
  const written: Xml[] = [];
  if (report.claimedSigningTime !== null) {
    const time = element('Time', {}, report.claimedSigningTime);
    written.push(element('SigningTime', { Signed: 'true' }, time));
  }
  const bindings = facts.signer.bindings.flatMap(({ hash, digest }) =>
    hash === undefined ? [] : [element('CertID', {}, ...digestParts(hash, digest))],
  );
  if (bindings.length > 0) written.push(element('SigningCertificate', { Signed: 'true' }, ...bindings));
  if (facts.signaturePolicy !== undefined) {
    const id = element('SigPolicyId', {}, asUri(facts.signaturePolicy));
    written.push(element('SigPolicyIdentifier', { Signed: 'true' }, id));
  }
  for (const [index, { type, time }] of report.timestamps.entries()) {
    if (time === null) continue;
    written.push(
      element(
        TIMESTAMP_ATTRIBUTES[type],
        { Signed: String(type === 'content') },
        element('AttributeObject', { VOReference: timestampIds[index]! }),
        element('TimeStampValue', {}, time),
      ),
    );
  }
  return written.length === 0 ? undefined : element('SignatureAttributes', {}, ...written);
}

const asUri = (policy: string): string => (/^[0-2](\.\d+)+$/.test(policy) ? `urn:oid:${policy}` : policy);

function chainData<T extends { readonly link: ChainLink }>(
  chain: readonly T[],
  refer: (name: string, item: T) => Xml,
): Xml | undefined {
  const [signing, ...above] = chain;
  if (signing === undefined) return undefined;
  const anchor = above.find(({ link }) => link.anchor);
  return element(
    'AssociatedValidationReportData',
    {},
    anchor === undefined ? undefined : refer('TrustAnchor', anchor),
    element(
      'CertificateChain',
      {},
      refer('SigningCertificate', signing),
      ...above.filter(({ link }) => !link.anchor).map((item) => refer('IntermediateCertificate', item)),
      anchor === undefined ? undefined : refer('TrustAnchor', anchor),
    ),
  );
}

/** Each block of each process as a constraint with what it came to. */
function constraints(processes: readonly DetailedProcess[]): Xml {
  const applied = element(
    'ConstraintStatus',
    {},
    element('Status', {}, 'urn:etsi:019102:constraintStatus:applied'),
  );
  const disabled = element(
    'ConstraintStatus',
    {},
    element('Status', {}, 'urn:etsi:019102:constraintStatus:disabled'),
  );
  const constraint = (process: DetailedProcess, block: DetailedBlock): Xml => {
    const id = `urn:certbank:constraint:${slug(process.process)}:${slug(block.block)}`;
    const { indication } = block;
    return element(
      'ValidationConstraint',
      {},
      element('ValidationConstraintIdentifier', {}, id),
      indication === 'NOT-JUDGED' ? disabled : applied,
      indication === 'NOT-JUDGED' ? undefined : status('ValidationStatus', indication, block.subIndication),
    );
  };
  return element(
    'ValidationConstraintsEvaluationReport',
    {},
    ...processes.flatMap((process) => process.blocks.map((block) => constraint(process, block))),
  );
}

const slug = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, '-');

function processId({ processes }: DetailedSignature): string {
  const last = processes.at(-1)?.process;
  const name =
    last === 'validation of signatures with archive data'
      ? 'LTA'
      : last === 'validation of signatures with time and long-term material'
        ? 'LTVM'
        : 'Basic';
  return `urn:etsi:019102:validationprocess:${name}`;
}

function status(
  name: string,
  indication: Indication | BlockIndication,
  subIndication: SubIndication | null,
  data?: Xml,
): Xml {
  return element(
    name,
    {},
    element('MainIndication', {}, `urn:etsi:019102:mainindication:${indication.toLowerCase()}`),
    subIndication === null
      ? undefined
      : element('SubIndication', {}, `urn:etsi:019102:subindication:${subIndication}`),
    data,
  );
}

function certificateObject(link: ChainLink, der: Uint8Array | undefined, validationTime: string): Xml {
  const representation =
    der === undefined
      ? element('DigestAlgAndValue', {}, ...digestParts('SHA-256', fromHex(link.sha256)))
      : element('base64', {}, toBase64(der));
  return validationObject(`C-${link.sha256}`, 'certificate', representation, validationTime);
}

function timestampObject(
  id: string,
  token: Uint8Array,
  { indication, subIndication }: TimestampReport,
  validationTime: string,
): Xml {
  const report = element(
    'ValidationReport',
    {},
    status('SignatureValidationStatus', indication, subIndication),
  );
  return validationObject(id, 'timestamp', element('base64', {}, toBase64(token)), validationTime, report);
}

/** The validation sees the object now; that it existed earlier is told at the signature. */
function validationObject(id: string, type: string, representation: Xml, time: string, report?: Xml): Xml {
  return element(
    'ValidationObject',
    { id },
    element('ObjectType', {}, `urn:etsi:019102:validationObject:${type}`),
    element('ValidationObjectRepresentation', {}, representation),
    element('POE', {}, ...proofParts(time)),
    report,
  );
}
