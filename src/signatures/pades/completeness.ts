import { equal, toHex } from '../../base/bytes.ts';
import { isCertBankError } from '../../base/errors.ts';
import { parseCrl } from '../../formats/crl/crl.ts';
import { parseOcspResponse } from '../../formats/ocsp/response.ts';
import { parseTimestampToken } from '../../formats/tsp/token.ts';
import type { SignerIdentifier } from '../../formats/cms/signed-data.ts';
import { parseCertificate, type Certificate } from '../../formats/x509/certificate.ts';
import { readable } from '../validation/context.ts';
import type { CarriedEvidence } from '../ades/facts.ts';

/**
 * The evidence of a document by the names in it: whether it is all there, not whether it is good.
 */
export class EvidenceIndex {
  readonly #bySubject = new Map<string, Certificate[]>();
  readonly #certificates: readonly Certificate[];
  readonly #crlIssuers = new Set<string>();
  readonly #answered = new Set<string>();

  constructor(evidence: CarriedEvidence) {
    this.#certificates = readable(evidence.certificates, parseCertificate);
    for (const certificate of this.#certificates) {
      const subject = toHex(certificate.subject.der);
      this.#bySubject.set(subject, [...(this.#bySubject.get(subject) ?? []), certificate]);
    }
    for (const crl of readable(evidence.crls, parseCrl)) this.#crlIssuers.add(toHex(crl.issuer.der));
    for (const { basic } of readable(evidence.ocspResponses, parseOcspResponse)) {
      for (const { certId } of basic?.responses ?? []) this.#answered.add(toHex(certId.serialNumber));
    }
  }

  /**
   * Whether there is a chain up to a self-issued certificate, and of each certificate below that one a CRL of its
   * issuer or an OCSP answer.
   *
   * Does not check: any signature or time; it tells the level, not the verdict.
   *
   * @param more certificates among which the signer's own may be
   * @source EN 319 142-1 section 6.3, table 1, column B-LT
   */
  isComplete(identifier: SignerIdentifier | undefined, more: readonly Uint8Array[] = []): boolean {
    return [...this.#certificates, ...readable(more, parseCertificate)].some(
      (certificate) => isNamed(certificate, identifier) && this.#isVouchedFor(certificate),
    );
  }

  #isVouchedFor(certificate: Certificate, seen = new Set<Certificate>()): boolean {
    if (certificate.isSelfIssued) return true;
    if (seen.has(certificate)) return false;
    seen.add(certificate);
    const isKnown =
      this.#crlIssuers.has(toHex(certificate.issuer.der)) ||
      this.#answered.has(toHex(certificate.serialNumber));
    if (!isKnown) return false;
    const issuers = this.#bySubject.get(toHex(certificate.issuer.der)) ?? [];
    return issuers.some((issuer) => this.#isVouchedFor(issuer, seen));
  }
}

function isNamed(certificate: Certificate, identifier: SignerIdentifier | undefined): boolean {
  if (identifier === undefined) return false;
  try {
    if (identifier.kind === 'key-identifier') {
      const keyIdentifier = certificate.subjectKeyIdentifier;
      return keyIdentifier !== undefined && equal(keyIdentifier, identifier.keyIdentifier);
    }
    return (
      equal(certificate.serialNumber, identifier.serialNumber) &&
      equal(certificate.issuer.der, identifier.issuer.der)
    );
  } catch (error) {
    if (isCertBankError(error)) return false;
    throw error;
  }
}

/** Who made a token, and the certificates in it; `undefined` where it cannot be read. */
export function tokenSigner(
  token: Uint8Array,
): { readonly identifier: SignerIdentifier; readonly evidence: CarriedEvidence } | undefined {
  try {
    const { signer, signedData } = parseTimestampToken(token);
    return { identifier: signer.identifier, evidence: signedData };
  } catch (error) {
    if (isCertBankError(error)) return undefined;
    throw error;
  }
}
