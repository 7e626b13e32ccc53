import { equal } from '../../base/bytes.ts';
import { isCertBankError } from '../../base/errors.ts';
import type { Engine } from '../../crypto/engine.ts';
import { parseCrl, type Crl } from '../../formats/crl/crl.ts';
import type { BasicOcspResponse, OcspResponse } from '../../formats/ocsp/response.ts';
import { parseOcspResponse } from '../../formats/ocsp/response.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { KEY_USAGE } from '../../formats/x509/extension-values.ts';
import type { Anchor } from '../anchor.ts';
import type { EvidenceSource } from '../evidence/source.ts';
import type { Meter } from '../path/budget.ts';
import { checkPath, type PathSettings } from '../path/check.ts';
import { FaultList } from '../path/failure.ts';
import { PathSearch } from '../path/find.ts';
import type { CertificatePool, Entry } from '../path/pool.ts';
import type { SignatureChecks } from '../path/signature-checks.ts';
import { inheritsParameters, workingKey } from '../path/working-key.ts';
import { askCrls, type CrlAuthority } from './by-crl.ts';
import { askOcsp } from './by-ocsp.ts';
import { decide } from './decide.ts';
import type { EvidenceTimes } from './freshness.ts';
import { OcspResponders } from './ocsp-responder.ts';
import type { Issuer } from './question.ts';
import type { RevocationStatus, UnknownReason } from './status.ts';

export interface InquiryDeps {
  readonly engine: Engine;
  readonly pool: CertificatePool;
  readonly signatures: SignatureChecks;
  readonly meter: Meter;
  readonly settings: PathSettings;
  readonly times: EvidenceTimes;
  readonly crls: readonly Crl[];
  readonly ocspResponses: readonly OcspResponse[];
  readonly evidence: EvidenceSource | undefined;
}

/** Paths tried for one signer of CRLs. */
const SIGNER_PATHS = 4;

/**
 * Finds out the revocation status of the certificates of one search, from all
 * evidence there is. Signers of CRLs and delegated responders are themselves
 * asked about; who is already being asked about vouches for nobody, so that no
 * two can vouch for each other.
 */
export class RevocationInquiry {
  readonly #deps: InquiryDeps;
  readonly #crls: Crl[];
  readonly #ocspResponses: OcspResponse[];
  readonly #known = new Map<
    Certificate,
    { issuerKey: Uint8Array; anchor: Anchor; status: RevocationStatus }[]
  >();
  readonly #asking = new Set<Certificate>();
  readonly #fetched = new Set<Certificate>();

  constructor(deps: InquiryDeps) {
    this.#deps = deps;
    this.#crls = [...deps.crls];
    this.#ocspResponses = [...deps.ocspResponses];
  }

  /**
   * The status of `certificate`, which `issuer` signed on a path to `anchor`.
   *
   * @throws BudgetExhausted
   */
  async statusOf(certificate: Certificate, issuer: Issuer, anchor: Anchor): Promise<RevocationStatus> {
    let known = this.#known.get(certificate);
    if (known === undefined) this.#known.set(certificate, (known = []));
    for (const answer of known) {
      if (answer.anchor === anchor && equal(answer.issuerKey, issuer.publicKey.der)) return answer.status;
    }
    if (this.#asking.has(certificate)) return { status: 'unknown', why: 'not-authorised' };
    const isOutermost = this.#asking.size === 0;
    this.#asking.add(certificate);
    try {
      let status = await this.#ask(certificate, issuer, anchor);
      if (status.status === 'unknown' && (await this.#fetch(certificate, issuer))) {
        status = await this.#ask(certificate, issuer, anchor);
      }
      // "Unknown" inside another question may only mean that the questions were about each other.
      if (isOutermost || status.status !== 'unknown') {
        known.push({ issuerKey: issuer.publicKey.der, anchor, status });
      }
      return status;
    } finally {
      this.#asking.delete(certificate);
    }
  }

  async #ask(certificate: Certificate, issuer: Issuer, anchor: Anchor): Promise<RevocationStatus> {
    const { engine, signatures, settings, times } = this.#deps;
    const question = { certificate, issuer, times, crls: this.#crls, ocspResponses: this.#ocspResponses };
    const responders = new OcspResponders({
      engine,
      signatures,
      recognised: settings.recognised,
      intern: (delegate) => this.#deps.pool.add(delegate).certificate,
      known: (response) => this.#responders(response),
      statusOf: (delegate, by) => this.statusOf(delegate, by, anchor),
    });
    const authority: CrlAuthority = { check: (crl, by) => this.#checkCrl(crl, by, anchor) };
    const reasons = new Set<UnknownReason>();
    const fromOcsp = await askOcsp(question, responders, engine);
    for (const reason of fromOcsp.reasons) reasons.add(reason);
    const findings = [...fromOcsp.findings];
    try {
      const fromCrls = await askCrls(question, authority, this.#deps.meter);
      for (const finding of fromCrls.findings) findings.push(finding);
      for (const reason of fromCrls.reasons) reasons.add(reason);
    } catch (error) {
      // The certificate's own distribution points cannot be read.
      if (!isCertBankError(error)) throw error;
      reasons.add('out-of-scope');
    }
    return decide(findings, [...reasons]);
  }

  /** Adds what the evidence source finds; once for each certificate. */
  async #fetch(certificate: Certificate, issuer: Issuer): Promise<boolean> {
    const { evidence } = this.#deps;
    if (evidence === undefined || this.#fetched.has(certificate)) return false;
    this.#fetched.add(certificate);
    const before = this.#crls.length + this.#ocspResponses.length;
    addReadable(this.#ocspResponses, await evidence.ocsp(certificate, issuer.certificate), parseOcspResponse);
    addReadable(this.#crls, await evidence.crls(certificate, issuer.certificate), parseCrl);
    return this.#crls.length + this.#ocspResponses.length > before;
  }

  /** Section 6.3.3 (f), (g). */
  async #checkCrl(
    crl: Crl,
    issuer: Issuer,
    anchor: Anchor,
  ): Promise<'signature-invalid' | 'not-authorised' | undefined> {
    const { signatures, pool } = this.#deps;
    let objection: 'signature-invalid' | 'not-authorised' = 'not-authorised';
    for (const signer of [issuer, anchorAsIssuer(anchor)]) {
      if (!crl.issuer.equals(signer.name) || !maySignCrls(signer.certificate)) continue;
      if ((await signatures.check(crl, signer.publicKey)) === undefined) return undefined;
      objection = 'signature-invalid';
    }
    const wanted = crl.authorityKeyIdentifier?.keyIdentifier;
    const isHinted = ({ certificate }: Entry): boolean => {
      const has = certificate.subjectKeyIdentifier;
      return wanted !== undefined && has !== undefined && equal(wanted, has);
    };
    const candidates = pool
      .named(pool.names.number(crl.issuer))
      .filter(({ certificate }) => certificate !== issuer.certificate && isReadable(certificate))
      .sort((a, b) => Number(isHinted(b)) - Number(isHinted(a)));
    for (const candidate of candidates) {
      if (!maySignCrls(candidate.certificate)) continue;
      const signature = await signatures.check(crl, candidate.certificate.publicKey);
      if (signature !== undefined) objection = 'signature-invalid';
      else if (await this.#hasPath(candidate, anchor)) return undefined;
      else objection = 'not-authorised';
    }
    return objection;
  }

  /**
   * Whether a signer of CRLs has a path of its own to the same anchor, none of it revoked. While that is being
   * found out, its own CRL counts for itself where its issuer said so, by naming it as the one to ask.
   */
  async #hasPath(signer: Entry, anchor: Anchor): Promise<boolean> {
    if (this.#asking.has(signer.certificate)) return namesItself(signer.certificate);
    const { pool, signatures, meter, times } = this.#deps;
    const settings = { ...this.#deps.settings, at: times.evidenceAt, purpose: {}, policies: {} };
    const search = new PathSearch(
      { pool, anchors: [anchor], settings, signatures, meter, faults: new FaultList() },
      signer,
      'strict',
    );
    for (let tries = 0; tries < SIGNER_PATHS; tries++) {
      const path = await search.next();
      if (path === undefined) return false;
      const { faults } = await checkPath(path, settings, signatures, meter);
      if (faults.length === 0 && (await this.#isNowhereRevoked(path.entries, anchor))) return true;
    }
    return false;
  }

  async #isNowhereRevoked(entries: readonly Entry[], anchor: Anchor): Promise<boolean> {
    for (let i = entries.length - 1; i >= 0; i--) {
      const { status } = await this.statusOf(entries[i]!.certificate, issuerOf(entries, i, anchor), anchor);
      if (status !== 'good') return false;
    }
    return true;
  }

  #responders({ responderId }: BasicOcspResponse): readonly Certificate[] {
    if (responderId.kind !== 'name') return [];
    const { pool } = this.#deps;
    return pool.named(pool.names.number(responderId.name)).map(({ certificate }) => certificate);
  }
}

/** Who issued entry `index` of a path. */
export function issuerOf(entries: readonly Entry[], index: number, anchor: Anchor): Issuer {
  const above = entries[index + 1]?.certificate;
  if (above === undefined) return anchorAsIssuer(anchor);
  const publicKey = inheritsParameters(above.publicKey)
    ? workingKey(above.publicKey, issuerOf(entries, index + 1, anchor).publicKey)
    : above.publicKey;
  return { name: above.subject, publicKey, certificate: above };
}

function anchorAsIssuer({ name, publicKey, certificate }: Anchor): Issuer {
  return { name, publicKey, certificate };
}

/** A distribution point of `certificate` gives its own subject as the issuer of the CRL. */
function namesItself(certificate: Certificate): boolean {
  return (certificate.crlDistributionPoints ?? []).some(({ crlIssuer }) =>
    crlIssuer?.some((name) => name.kind === 'directory' && name.name.equals(certificate.subject)),
  );
}

/** A key usage that is there must allow it; an anchor without certificate may do everything. */
function maySignCrls(certificate: Certificate | undefined): boolean {
  const usage = certificate?.keyUsage;
  return usage === undefined || (usage & KEY_USAGE.crlSign) !== 0;
}

function isReadable(certificate: Certificate): boolean {
  const read = [
    (): unknown => certificate.keyUsage,
    () => certificate.subjectKeyIdentifier,
    () => certificate.publicKey,
  ];
  try {
    for (const field of read) field();
    return true;
  } catch (error) {
    if (isCertBankError(error)) return false;
    throw error;
  }
}

/** What was fetched and cannot be read is left out: it says nothing. */
function addReadable<T>(list: T[], found: readonly Uint8Array[], parse: (der: Uint8Array) => T): void {
  for (const der of found) {
    try {
      list.push(parse(der));
    } catch (error) {
      if (!isCertBankError(error)) throw error;
    }
  }
}
