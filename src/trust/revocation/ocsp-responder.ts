import { equal } from '../../base/bytes.ts';
import { isCertBankError } from '../../base/errors.ts';
import type { Engine } from '../../crypto/engine.ts';
import type { BasicOcspResponse } from '../../formats/ocsp/response.ts';
import { parseCertificate, type Certificate } from '../../formats/x509/certificate.ts';
import { ACCESS_METHOD, KEY_PURPOSE, KEY_USAGE } from '../../formats/x509/extension-values.ts';
import { EXTENSION } from '../../formats/x509/extension.ts';
import type { PublicKey } from '../../formats/x509/public-key.ts';
import { checkResponder } from '../path/rules.ts';
import type { SignatureChecks } from '../path/signature-checks.ts';
import type { OcspAuthority } from './by-ocsp.ts';
import type { Issuer, RevocationQuestion } from './question.ts';
import type { RevocationStatus } from './status.ts';

type Objection = 'signature-invalid' | 'not-authorised';

/** Certificates looked at in one response. */
const CANDIDATES = 8;

export interface OcspResponderDeps {
  readonly engine: Engine;
  readonly signatures: SignatureChecks;
  /** Critical extensions that the caller processes himself. */
  readonly recognised: readonly string[];
  /** The one view of a certificate that is used everywhere, so that who is being asked about is recognised. */
  intern(certificate: Certificate): Certificate;
  /** Responder certificates that may be known from elsewhere, by the name in the response. */
  known(response: BasicOcspResponse): readonly Certificate[];
  /** The status of a responder's own certificate. */
  statusOf(certificate: Certificate, issuer: Issuer): Promise<RevocationStatus>;
}

/**
 * Believes an OCSP response that is signed by the very key that signed the
 * certificate asked about, or by a delegate whom that key authorised: whose
 * certificate it signed directly, for OCSP signing and nothing less specific,
 * valid at the instant, and not revoked.
 *
 * A delegate's certificate that names no place to ask for its status, or says `nocheck`, is not asked about:
 * the issuer chose so. Where it names one its status must be known.
 *
 * @source RFC 6960 section 4.2.2.2
 */
export class OcspResponders implements OcspAuthority {
  readonly #deps: OcspResponderDeps;

  constructor(deps: OcspResponderDeps) {
    this.#deps = deps;
  }

  async check(
    response: BasicOcspResponse,
    question: RevocationQuestion,
    isRelied: boolean,
  ): Promise<Objection | undefined> {
    const { issuer } = question;
    let objection: Objection = 'not-authorised';
    if (await this.#isNamed(response, issuer.name, issuer.publicKey)) {
      if ((await this.#deps.signatures.check(response, issuer.publicKey)) === undefined) return undefined;
      objection = 'signature-invalid';
    }
    for (const delegate of this.#candidates(response)) {
      try {
        if (!(await this.#isNamed(response, delegate.subject, delegate.publicKey))) continue;
        const signature = await this.#deps.signatures.check(response, delegate.publicKey);
        if (signature !== undefined) objection = 'signature-invalid';
        else if (await this.#isDelegate(delegate, response, question, isRelied)) return undefined;
        else objection = 'not-authorised';
      } catch (error) {
        // A certificate that cannot be read authorises nobody.
        if (!isCertBankError(error)) throw error;
      }
    }
    return objection;
  }

  *#candidates(response: BasicOcspResponse): Generator<Certificate> {
    for (const der of response.certificates.slice(0, CANDIDATES)) {
      try {
        yield this.#deps.intern(parseCertificate(der));
      } catch (error) {
        if (!isCertBankError(error)) throw error;
      }
    }
    yield* this.#deps.known(response).slice(0, CANDIDATES);
  }

  async #isNamed({ responderId }: BasicOcspResponse, name: Issuer['name'], key: PublicKey): Promise<boolean> {
    if (responderId.kind === 'name') return responderId.name.equals(name);
    // Section 4.2.1: always SHA-1.
    return equal(responderId.hash, await this.#deps.engine.digest('SHA-1', key.keyBits));
  }

  async #isDelegate(
    delegate: Certificate,
    response: BasicOcspResponse,
    { issuer, times }: RevocationQuestion,
    isRelied: boolean,
  ): Promise<boolean> {
    if (!delegate.issuer.equals(issuer.name)) return false;
    // anyExtendedKeyUsage is not enough: section 4.2.2.2 asks for id-kp-OCSPSigning itself.
    if (delegate.extendedKeyUsage?.includes(KEY_PURPOSE.ocspSigning) !== true) return false;
    const usage = delegate.keyUsage;
    const signing = KEY_USAGE.digitalSignature | KEY_USAGE.nonRepudiation;
    if (usage !== undefined && (usage & signing) === 0) return false;
    if (!delegate.isValidAt(response.producedAt)) return false;
    // nocheck is processed here, and here alone.
    const recognised = [...this.#deps.recognised, EXTENSION.ocspNoCheck];
    const at = isRelied ? times.evidenceAt : response.producedAt;
    if (checkResponder(delegate, { at, purpose: {}, recognised }).length > 0) return false;
    if ((await this.#deps.signatures.check(delegate, issuer.publicKey)) !== undefined) return false;
    if (delegate.hasOcspNoCheck) return true;
    const { status } = await this.#deps.statusOf(delegate, issuer);
    if (status !== 'unknown') return status === 'good';
    const namesCrl = delegate.crlDistributionPoints !== undefined;
    const namesOcsp = delegate.authorityInfoAccess?.some(({ method }) => method === ACCESS_METHOD.ocsp);
    return !namesCrl && namesOcsp !== true;
  }
}
