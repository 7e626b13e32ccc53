import { equal } from '../../../base/bytes.ts';
import { isCertBankError } from '../../../base/errors.ts';
import type { Certificate } from '../../../formats/x509/certificate.ts';
import type { CertificateBinding, SignatureFacts, SignerClaim } from '../../ades/facts.ts';
import type { ValidationContext } from '../context.ts';
import { indeterminate, PASSED, type Conclusion } from '../verdict.ts';

const BLOCK = 'identification of the signing certificate';
const CLAUSE = 'EN 319 102-1 5.2.3.4';

/** Certificates of one issuer and serial number that are looked at; an honest document has one, perhaps twice. */
const MAX_CANDIDATES = 16;

export interface Identification {
  readonly conclusion: Conclusion;
  /** The certificates that the signature may mean, the likeliest first; when PASSED each fits every binding. */
  readonly candidates: readonly Certificate[];
  /** True where a certificate that the signature names is contradicted by its own binding. */
  readonly isContradicted: boolean;
}

/**
 * Finds the certificate that the signature names: by its identifier outside the signature's protection, and by
 * every binding inside.
 *
 * Does not check: that the certificate is to be trusted, or that its key made the signature.
 *
 * @source EN 319 102-1 section 5.2.3; RFC 5035 section 3 (the first certificate named is the signer's)
 */
export async function identifySigningCertificate(
  context: ValidationContext,
  facts: SignatureFacts,
): Promise<Identification> {
  const { signer } = facts;
  const named: Certificate[] = [];
  for (const certificate of [...context.read(facts.evidence).certificates, ...context.source.intermediates]) {
    if (named.length < MAX_CANDIDATES && isNamed(certificate, signer)) named.push(certificate);
  }
  if (named.length === 0) {
    const message = 'the signing certificate is neither in the document nor among those given';
    return none([], false, 'signing-certificate.missing', message);
  }
  const bound: Certificate[] = [];
  let isUnsupported = false;
  for (const certificate of named) {
    const fits = await fitsBindings(context, certificate, signer.bindings);
    if (fits === undefined) isUnsupported = true;
    else if (fits) bound.push(certificate);
  }
  if (bound.length > 0) return { conclusion: PASSED, candidates: bound, isContradicted: false };
  if (isUnsupported) {
    const message = 'the signing certificate is bound by a hash function that is not known here';
    return none(named, false, 'algorithm.unsupported', message);
  }
  const message = 'the certificate that the signature names is not the one that it binds';
  return none(named, true, 'signing-certificate.mismatch', message);
}

function none(
  candidates: readonly Certificate[],
  isContradicted: boolean,
  code: string,
  message: string,
): Identification {
  const conclusion = indeterminate(BLOCK, 'NO_SIGNING_CERTIFICATE_FOUND', { code, clause: CLAUSE, message });
  return { conclusion, candidates, isContradicted };
}

function isNamed(certificate: Certificate, { identifier }: SignerClaim): boolean {
  if (identifier === undefined) return true;
  try {
    if (identifier.kind === 'key-identifier') {
      const keyIdentifier = certificate.subjectKeyIdentifier;
      return keyIdentifier !== undefined && equal(keyIdentifier, identifier.keyIdentifier);
    }
    // Octet by octet: the identifier is not under the signature, and a name that merely matches (RFC 5280 section
    // 7.1) could be changed unnoticed.
    return (
      equal(certificate.serialNumber, identifier.serialNumber) &&
      equal(certificate.issuer.der, identifier.issuer.der)
    );
  } catch (error) {
    if (isCertBankError(error)) return false;
    throw error;
  }
}

/** `undefined`: a hash function that is not known here. */
async function fitsBindings(
  context: ValidationContext,
  certificate: Certificate,
  bindings: readonly CertificateBinding[],
): Promise<boolean | undefined> {
  for (const { hash, digest, issuer, serialNumber } of bindings) {
    if (hash === undefined) return undefined;
    try {
      if (!equal(await context.source.engine.digest(hash, certificate.der), digest)) return false;
      if (serialNumber !== undefined && !equal(serialNumber, certificate.serialNumber)) return false;
      if (issuer !== undefined && !issuer.equals(certificate.issuer)) return false;
    } catch (error) {
      if (isCertBankError(error, 'algorithm.unsupported')) return undefined;
      if (isCertBankError(error)) return false;
      throw error;
    }
  }
  return true;
}
