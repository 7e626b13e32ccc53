import { isCertBankError } from '../../base/errors.ts';
import type { Attribute, AttributeSet } from '../../formats/cms/attribute-set.ts';
import {
  parseAlgorithmProtection,
  parseContentType,
  parseMessageDigest,
  parseSignaturePolicy,
  parseSigningCertificate,
  parseSigningCertificateV2,
  parseSigningTime,
  type EssCertificateId,
} from '../../formats/cms/attributes.ts';
import { ATTRIBUTE } from '../../formats/cms/oids.ts';
import type { SignerInfo } from '../../formats/cms/signed-data.ts';
import { isSameAlgorithm } from '../../formats/cms/signer-scheme.ts';
import type { CertificateBinding, Finding } from '../ades/facts.ts';

/** What the signed attributes of one signer say. */
export interface SignedAttributes {
  readonly contentType: string | undefined;
  readonly messageDigest: Uint8Array | undefined;
  readonly signingTime: Date | undefined;
  readonly bindings: readonly CertificateBinding[];
  readonly signaturePolicy: string | undefined;
}

/**
 * Reads the signed attributes; `undefined` where there are none. Missing, repeated, malformed and contradicting
 * ones are added to `findings`.
 *
 * @param contentType the type of what is signed; `undefined` for a counter-signature
 * @source RFC 5652 section 5.3 and 11, RFC 5035 section 3, RFC 6211 section 2
 */
export function readSignedAttributes(
  signer: SignerInfo,
  contentType: string | undefined,
  findings: Finding[],
): SignedAttributes | undefined {
  const set = signer.signedAttributes;
  if (set === undefined) return undefined;
  const once = <T>(
    name: keyof typeof ATTRIBUTE,
    clause: string,
    parse: (attribute: Attribute) => T,
  ): T | undefined => readOnce(set, name, clause, parse, findings);

  const attributes: SignedAttributes = {
    contentType: once('contentType', 'RFC 5652 section 11.1', parseContentType),
    messageDigest: once('messageDigest', 'RFC 5652 section 11.2', parseMessageDigest),
    signingTime: once('signingTime', 'RFC 5652 section 11.3', parseSigningTime),
    bindings: [
      ...(once('signingCertificate', 'RFC 2634 section 5.4', parseSigningCertificate)?.slice(0, 1) ?? []),
      ...(once('signingCertificateV2', 'RFC 5035 section 3', parseSigningCertificateV2)?.slice(0, 1) ?? []),
    ].map(binding),
    signaturePolicy: once('signaturePolicy', 'EN 319 122-1 section 5.2.9', parseSignaturePolicy),
  };

  if (set.all(ATTRIBUTE.messageDigest).length === 0) {
    findings.push(missing('message-digest', 'RFC 5652 section 11.2'));
  }
  checkContentType(set, attributes.contentType, contentType, findings);
  const protection = once('algorithmProtection', 'RFC 6211 section 2', parseAlgorithmProtection);
  if (protection !== undefined) {
    const isKept =
      isSameAlgorithm(protection.digestAlgorithm, signer.digestAlgorithm) &&
      protection.signatureAlgorithm !== undefined &&
      isSameAlgorithm(protection.signatureAlgorithm, signer.signatureAlgorithm);
    if (!isKept) {
      findings.push({
        code: 'cms.algorithm-protection',
        clause: 'RFC 6211 section 2',
        message: 'the algorithms are not those that the signer protected',
      });
    }
  }
  return attributes;
}

function readOnce<T>(
  set: AttributeSet,
  name: keyof typeof ATTRIBUTE,
  clause: string,
  parse: (attribute: Attribute) => T,
  findings: Finding[],
): T | undefined {
  const [first, ...more] = set.all(ATTRIBUTE[name]);
  if (first === undefined) return undefined;
  if (more.length > 0) {
    findings.push({
      code: 'cms.attribute-repeated',
      clause,
      message: `the signed attribute ${name} stands there twice`,
    });
  }
  try {
    return parse(first);
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    findings.push({
      code: 'cms.attribute-malformed',
      clause,
      message: `the signed attribute ${name} is malformed: ${error.message}`,
    });
    return undefined;
  }
}

function checkContentType(
  set: AttributeSet,
  claimed: string | undefined,
  actual: string | undefined,
  findings: Finding[],
): void {
  const isPresent = set.all(ATTRIBUTE.contentType).length > 0;
  if (actual === undefined) {
    if (isPresent) {
      findings.push({
        code: 'cms.content-type-mismatch',
        clause: 'RFC 5652 section 11.4',
        message: 'a counter-signature has no content type',
      });
    }
  } else if (!isPresent) {
    findings.push(missing('content-type', 'RFC 5652 section 11.1'));
  } else if (claimed !== undefined && claimed !== actual) {
    findings.push({
      code: 'cms.content-type-mismatch',
      clause: 'RFC 5652 section 5.3',
      message: `the content has type ${actual}, but what was signed has type ${claimed}`,
    });
  }
}

const missing = (name: string, clause: string): Finding => ({
  code: 'cms.attribute-missing',
  clause,
  message: `the signed attribute ${name} is missing`,
});

function binding(id: EssCertificateId): CertificateBinding {
  const { hash, hashOid, digest, issuer, serialNumber } = id;
  return {
    hash,
    algorithm: hashOid,
    digest,
    ...(issuer && { issuer }),
    ...(serialNumber && { serialNumber }),
  };
}
