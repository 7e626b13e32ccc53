import { equal } from '../../base/bytes.ts';
import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { parseAlgorithm, type AlgorithmIdentifier } from '../algorithms.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { contextConstructed, contextPrimitive, TAG } from '../asn1/tag.ts';
import { parseDistributionPoints, type DistributionPoint } from '../crl/distribution-point.ts';
import { checkSize, SignedStructure } from '../signed-structure.ts';
import * as values from './extension-values.ts';
import { EXTENSION, ExtensionSet, type Extension } from './extension.ts';
import type { GeneralName } from './general-name.ts';
import { Name } from './name.ts';
import * as policies from './policies.ts';
import { PublicKey } from './public-key.ts';
import { parseQcStatements, type QcStatement } from './qc-statements.ts';
import { readSerialNumber, serialText } from './serial-number.ts';

/**
 * A view on one certificate. Where its fields lie is found when it is made; what they say is read when it
 * is asked for, once. A field or extension that is malformed inside therefore stops only those who ask for it.
 *
 * Getters throw CertBankError `der.malformed`, `structure.malformed` or `limit.exceeded` where what they read
 * is malformed.
 *
 * Does not check: the signature, or anything about trust.
 *
 * @source RFC 5280 section 4.1
 */
export class Certificate extends SignedStructure {
  readonly version: 1 | 2 | 3;
  /** Content octets of the INTEGER, in the fewest octets. */
  readonly serialNumber: Uint8Array;
  readonly issuer: Name;
  readonly subject: Name;
  readonly #innerAlgorithm: Uint8Array;
  readonly #notBefore: number;
  readonly #notAfter: number;
  readonly #publicKeyDer: Uint8Array;
  readonly #extensions: ExtensionSet;
  #publicKey: PublicKey | undefined;

  constructor(der: Uint8Array) {
    checkSize(der, 'certificateBytes', LIMITS.certificateBytes);
    const reader = new DerReader(der);
    const outer = reader.enter();
    reader.finish();
    super(der, outer);
    outer.finish();

    const tbs = this.enterSigned();
    this.version = readVersion(tbs);
    this.serialNumber = readSerialNumber(tbs);
    this.#innerAlgorithm = tbs.raw(TAG.sequence);
    this.issuer = new Name(tbs.raw(TAG.sequence));
    const validity = tbs.enter();
    this.#notBefore = validity.milliseconds();
    this.#notAfter = validity.milliseconds();
    validity.finish();
    this.subject = new Name(tbs.raw(TAG.sequence));
    this.#publicKeyDer = tbs.raw(TAG.sequence);
    // Unique identifiers are of versions 2 and 3, extensions of version 3 alone.
    if (this.version >= 2) {
      tbs.isNext(contextPrimitive(1));
      tbs.isNext(contextPrimitive(2));
    }
    this.#extensions = ExtensionSet.read(tbs, 3);
    if (this.version < 3 && !this.#extensions.isAbsent) {
      throw malformed(`version ${this.version} with extensions`, tbs.start);
    }
    tbs.finish();
  }

  /** Lower-case hexadecimal without a leading sign octet, as the bank writes serial numbers. */
  get serial(): string {
    return serialText(this.serialNumber);
  }

  /** The algorithm inside what is signed; it must agree with `signatureAlgorithm` (RFC 5280 section 4.1.1.2). */
  get innerSignatureAlgorithm(): AlgorithmIdentifier {
    return parseAlgorithm(new DerReader(this.#innerAlgorithm));
  }

  get notBefore(): Date {
    return new Date(this.#notBefore);
  }

  get notAfter(): Date {
    return new Date(this.#notAfter);
  }

  /** Whether `at` lies in the validity period, both ends included. */
  isValidAt(at: Date): boolean {
    const instant = at.getTime();
    return this.#notBefore <= instant && instant <= this.#notAfter;
  }

  get publicKey(): PublicKey {
    return (this.#publicKey ??= new PublicKey(this.#publicKeyDer));
  }

  /** Issuer and subject are the same name (RFC 5280 section 6.1); says nothing about who signed. */
  get isSelfIssued(): boolean {
    return this.issuer.equals(this.subject);
  }

  get extensions(): readonly Extension[] {
    return this.#extensions.all;
  }

  extension(oid: string): Extension | undefined {
    return this.#extensions.find(oid);
  }

  get basicConstraints(): values.BasicConstraints | undefined {
    return this.#extensions.value(EXTENSION.basicConstraints, values.parseBasicConstraints);
  }

  /** Bits of KEY_USAGE. */
  get keyUsage(): number | undefined {
    return this.#extensions.value(EXTENSION.keyUsage, values.parseKeyUsage);
  }

  get extendedKeyUsage(): readonly string[] | undefined {
    return this.#extensions.value(EXTENSION.extendedKeyUsage, values.parseExtendedKeyUsage);
  }

  get subjectKeyIdentifier(): Uint8Array | undefined {
    return this.#extensions.value(EXTENSION.subjectKeyIdentifier, values.parseKeyIdentifier);
  }

  get authorityKeyIdentifier(): values.AuthorityKeyIdentifier | undefined {
    return this.#extensions.value(EXTENSION.authorityKeyIdentifier, values.parseAuthorityKeyIdentifier);
  }

  get subjectAlternativeName(): readonly GeneralName[] | undefined {
    return this.#extensions.value(EXTENSION.subjectAlternativeName, values.parseAlternativeName);
  }

  get issuerAlternativeName(): readonly GeneralName[] | undefined {
    return this.#extensions.value(EXTENSION.issuerAlternativeName, values.parseAlternativeName);
  }

  get nameConstraints(): values.NameConstraints | undefined {
    return this.#extensions.value(EXTENSION.nameConstraints, values.parseNameConstraints);
  }

  get certificatePolicies(): readonly policies.CertificatePolicy[] | undefined {
    return this.#extensions.value(EXTENSION.certificatePolicies, policies.parseCertificatePolicies);
  }

  get policyMappings(): readonly policies.PolicyMapping[] | undefined {
    return this.#extensions.value(EXTENSION.policyMappings, policies.parsePolicyMappings);
  }

  get policyConstraints(): policies.PolicyConstraints | undefined {
    return this.#extensions.value(EXTENSION.policyConstraints, policies.parsePolicyConstraints);
  }

  get inhibitAnyPolicy(): number | undefined {
    return this.#extensions.value(EXTENSION.inhibitAnyPolicy, policies.parseInhibitAnyPolicy);
  }

  get crlDistributionPoints(): readonly DistributionPoint[] | undefined {
    return this.#extensions.value(EXTENSION.crlDistributionPoints, parseDistributionPoints);
  }

  get freshestCrl(): readonly DistributionPoint[] | undefined {
    return this.#extensions.value(EXTENSION.freshestCrl, parseDistributionPoints);
  }

  get authorityInfoAccess(): readonly values.AccessDescription[] | undefined {
    return this.#extensions.value(EXTENSION.authorityInfoAccess, values.parseInfoAccess);
  }

  get subjectInfoAccess(): readonly values.AccessDescription[] | undefined {
    return this.#extensions.value(EXTENSION.subjectInfoAccess, values.parseInfoAccess);
  }

  /** id-pkix-ocsp-nocheck: the issuer vouches for this responder for as long as its certificate lives. */
  get hasOcspNoCheck(): boolean {
    return this.#extensions.value(EXTENSION.ocspNoCheck, values.parseOcspNoCheck) ?? false;
  }

  get qcStatements(): readonly QcStatement[] | undefined {
    return this.#extensions.value(EXTENSION.qcStatements, parseQcStatements);
  }

  /** Same bytes. */
  equals(other: Certificate): boolean {
    return equal(this.der, other.der);
  }
}

/**
 * @throws CertBankError `der.malformed` | `structure.malformed` | `limit.exceeded` for what is no certificate
 *   on the outside; the contents of names, keys and extensions are read when they are asked for
 */
export function parseCertificate(der: Uint8Array): Certificate {
  return new Certificate(der);
}

/** Version ::= INTEGER { v1(0), v2(1), v3(2) } DEFAULT v1, which DER leaves out. */
function readVersion(tbs: DerReader): 1 | 2 | 3 {
  if (tbs.nextTag !== contextConstructed(0)) return 1;
  const explicit = tbs.enter(contextConstructed(0));
  const version = explicit.smallInteger();
  explicit.finish();
  if (version === 1) return 2;
  if (version === 2) return 3;
  throw malformed(version === 0 ? 'version 1 is written out' : `version ${version + 1}`, tbs.start);
}

function malformed(what: string, offset: number): CertBankError {
  return new CertBankError('structure.malformed', { structure: 'Certificate', what, offset }, what);
}
