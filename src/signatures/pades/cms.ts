import { isCertBankError } from '../../base/errors.ts';
import { DerReader } from '../../formats/asn1/der-reader.ts';
import { contextConstructed } from '../../formats/asn1/tag.ts';
import type { AttributeSet } from '../../formats/cms/attribute-set.ts';
import { ATTRIBUTE } from '../../formats/cms/oids.ts';
import { parseSignedData, type SignedData, type SignerInfo } from '../../formats/cms/signed-data.ts';
import { takeAll } from '../../formats/cms/validation-values.ts';
import { withoutPadding } from '../../formats/pdf/padding.ts';
import type { Finding } from '../ades/facts.ts';
import { listedFindings, signerVersionFindings, versionFindings } from '../cades/read.ts';

/** adbe-revocationInfoArchival, ISO 32000-2 section 12.8.3.3.2. */
const REVOCATION_ARCHIVAL = '1.2.840.113583.1.1.8';
/** Attributes of S/MIME (RFC 5035) and CAdES (EN 319 122-1 section 5.2), each of which has one value. */
const SINGLE_VALUED = /^(1\.2\.840\.113549\.1\.9\.16\.2|0\.4\.0\.19122\.1)\./;

export interface PdfCms {
  readonly signedData: SignedData;
  readonly signer: SignerInfo;
}

/**
 * The CMS in the Contents of a signature dictionary; `undefined` where it cannot be read. Exactly one signer may
 * have signed.
 *
 * @source ISO 32000-2 section 12.8.3.3.1; EN 319 142-1 section 6.3
 */
export function readCms(contents: Uint8Array, findings: Finding[]): PdfCms | undefined {
  const clause = 'ISO 32000-2 section 12.8.3.3.1';
  let signedData: SignedData;
  try {
    signedData = parseSignedData(withoutPadding(contents));
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    const message = `Contents holds no CMS signature that can be read: ${error.message}`;
    findings.push({ code: 'pdf.contents-malformed', clause, message });
    return undefined;
  }
  const [signer] = signedData.signers;
  if (signer === undefined || signedData.signers.length > 1) {
    const message = `the CMS in Contents has ${signedData.signers.length} signers, not one`;
    findings.push({ code: 'pdf.signer-count', clause, message });
  }
  if (signer === undefined) return undefined;
  findings.push(...versionFindings(signedData), ...signerVersionFindings(signer));
  findings.push(...listedFindings(signedData, signer, []));
  for (const { oid, values } of signer.signedAttributes?.attributes ?? []) {
    if (SINGLE_VALUED.test(oid) && (values.length !== 1 || signer.signedAttributes!.all(oid).length > 1)) {
      const message = `the signed attribute ${oid} has not exactly one value`;
      findings.push({ code: 'cms.attribute-repeated', clause: 'EN 319 122-1 section 5.2', message });
    }
  }
  return { signedData, signer };
}

/** The tokens that stand over the signature value, each a ContentInfo. */
export const signatureTimestamps = (signer: SignerInfo): Uint8Array[] =>
  values(signer.unsignedAttributes, ATTRIBUTE.signatureTimestamp);

/** The tokens that were made over the content before it was signed. */
export const contentTimestamps = (signer: SignerInfo): Uint8Array[] =>
  values(signer.signedAttributes, ATTRIBUTE.contentTimestamp);

const values = (set: AttributeSet | undefined, oid: string): Uint8Array[] =>
  (set?.all(oid) ?? []).flatMap((attribute) => attribute.values);

/**
 * The evidence that Adobe's signers put under their signature. What cannot be read is left out.
 *
 * @source ISO 32000-2 section 12.8.3.3.2: RevocationInfoArchival { [0] SEQUENCE OF CRL, [1] SEQUENCE OF OCSPResponse }
 */
export function archivedEvidence(signer: SignerInfo): { crls: Uint8Array[]; ocspResponses: Uint8Array[] } {
  const crls: Uint8Array[] = [];
  const ocspResponses: Uint8Array[] = [];
  for (const value of values(signer.signedAttributes, REVOCATION_ARCHIVAL)) {
    try {
      const reader = new DerReader(value).enter();
      for (const [tag, to] of [
        [contextConstructed(0), crls],
        [contextConstructed(1), ocspResponses],
      ] as const) {
        if (!reader.isNext(tag)) continue;
        const list = reader.inside().enter();
        takeAll(list, (der) => to.push(der));
      }
    } catch (error) {
      if (!isCertBankError(error)) throw error;
    }
  }
  return { crls, ocspResponses };
}
