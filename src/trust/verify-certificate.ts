import { toHex } from '../base/bytes.ts';
import { isCertBankError } from '../base/errors.ts';
import type { Engine } from '../crypto/engine.ts';
import type { Crl } from '../formats/crl/crl.ts';
import type { OcspResponse } from '../formats/ocsp/response.ts';
import { parseCertificate, type Certificate } from '../formats/x509/certificate.ts';
import type { Anchor } from './anchor.ts';
import type { EvidenceSource } from './evidence/source.ts';
import { refuseBroken, type AlgorithmRule } from './path/algorithm-rule.ts';
import { BudgetExhausted, Meter, type Budget } from './path/budget.ts';
import {
  checkAnchor,
  checkPath,
  type AnchorConstraints,
  type Path,
  type PathSettings,
} from './path/check.ts';
import { clauseOf, FaultList, type Fault, type PathFailure } from './path/failure.ts';
import { PathSearch, type SearchMode } from './path/find.ts';
import type { PolicySettings } from './path/policy-graph.ts';
import { CertificatePool, type Entry } from './path/pool.ts';
import type { Purpose } from './path/purpose.ts';
import { unreadable } from './path/rules.ts';
import { SignatureChecks } from './path/signature-checks.ts';
import { inheritsParameters } from './path/working-key.ts';
import { RevocationInquiry, issuerOf } from './revocation/inquiry.ts';
import type { RevocationStatus } from './revocation/status.ts';

/** Whether the status of every certificate below the anchor must be known, is used where known, or is not looked at. */
export type RevocationMode = 'required' | 'if-available' | 'off';

export interface CertificateRequest {
  readonly leaf: Certificate;
  /** Any order, more than needed. */
  readonly intermediates: readonly Certificate[];
  readonly anchors: readonly Anchor[];
  /** The instant asked about (UTC): everything but evidence is judged at it. */
  readonly at: Date;
  readonly crls?: readonly Crl[];
  readonly ocspResponses?: readonly OcspResponse[];
  /** Default `required`. */
  readonly revocation?: RevocationMode;
  /**
   * The instant at which evidence must be fresh; default `at`. Later than `at` where a signature of the past
   * is judged by evidence that was gathered since.
   */
  readonly evidenceAt?: Date;
  /** Evidence older than this is stale though its issuer promised nothing newer; default: only its promise counts. */
  readonly maxEvidenceAgeSeconds?: number;
  readonly policies?: PolicySettings;
  readonly purpose?: Purpose;
  /** Default `limits`. */
  readonly anchorConstraints?: AnchorConstraints;
  /** A leaf that is itself an anchor's certificate is believed without a path; default false. */
  readonly directTrust?: boolean;
  /** Which algorithms and keys may be relied upon; default: all that are not broken outright. */
  readonly algorithms?: AlgorithmRule;
  /** Critical extensions that the caller processes himself, beside those of RFC 5280. */
  readonly recognisedExtensions?: readonly string[];
  /** Asked for what is missing; default: nothing is fetched. */
  readonly evidence?: EvidenceSource | undefined;
  readonly limits?: Partial<Budget>;
}

export interface CertificateVerdict {
  readonly valid: boolean;
  /** Leaf .. anchor (when it came as a certificate); the best path found, also where it is not valid; empty where there is none. */
  readonly chain: readonly Certificate[];
  readonly anchor?: Anchor;
  /** Most telling first; empty when `valid`. */
  readonly failures: readonly PathFailure[];
  /** Of each certificate of `chain` below the anchor whose status was asked for. */
  readonly revocation: readonly { readonly certificate: Certificate; readonly status: RevocationStatus }[];
  readonly policies: { readonly authority: readonly string[]; readonly user: readonly string[] };
}

/**
 * Tells whether `leaf` is to be believed at the instant `at`: a path to one
 * of the anchors that is good by RFC 5280 section 6.1, none of whose
 * certificates is revoked.
 *
 * Where no good path exists the nearest one is told, with all that is wrong with it, and what was
 * wrong with other candidates after it. Fails closed: what is not known is not good, and a search that
 * reaches its budget has found nothing.
 *
 * Does not check: whether algorithms are still good enough beyond `request.algorithms`.
 *
 * @throws RangeError for a limit that is no whole number; never for what the certificates are
 * @source RFC 5280 section 6
 */
export async function verifyCertificate(
  engine: Engine,
  request: CertificateRequest,
): Promise<CertificateVerdict> {
  return new Verification(engine, request).run();
}

/** Certificates whose issuers are asked for at the evidence source, in one verification. */
const ISSUER_QUESTIONS = 16;

interface Found {
  readonly path: Path;
  readonly faults: Fault[];
  readonly revocation: { certificate: Certificate; status: RevocationStatus }[];
}

class Verification {
  readonly #engine: Engine;
  readonly #request: CertificateRequest;
  readonly #meter: Meter;
  readonly #pool: CertificatePool;
  readonly #signatures: SignatureChecks;
  readonly #settings: PathSettings;
  readonly #inquiry: RevocationInquiry;
  /** What was wrong with candidates. */
  readonly #faults = new FaultList();
  readonly #asked = new Set<Certificate>();
  /** The nearest path that is not good. */
  #nearest: Found | undefined;

  constructor(engine: Engine, request: CertificateRequest) {
    const { at, evidenceAt = at, maxEvidenceAgeSeconds, crls = [], ocspResponses = [], evidence } = request;
    this.#engine = engine;
    this.#request = request;
    this.#meter = new Meter(request.limits);
    this.#pool = new CertificatePool(this.#meter);
    this.#signatures = new SignatureChecks(engine, this.#meter, request.algorithms ?? refuseBroken);
    this.#settings = {
      at,
      purpose: request.purpose ?? {},
      recognised: request.recognisedExtensions ?? [],
      policies: request.policies ?? {},
      anchorConstraints: request.anchorConstraints ?? 'limits',
    };
    this.#inquiry = new RevocationInquiry({
      engine,
      pool: this.#pool,
      signatures: this.#signatures,
      meter: this.#meter,
      settings: this.#settings,
      times: { at, evidenceAt, maxAgeSeconds: maxEvidenceAgeSeconds },
      crls,
      ocspResponses,
      evidence,
    });
  }

  async run(): Promise<CertificateVerdict> {
    try {
      const verdict = await this.#verify();
      if (verdict !== undefined) return verdict;
    } catch (error) {
      if (!(error instanceof BudgetExhausted)) throw error;
      this.#faults.add({ code: 'path.budget-exhausted', message: error.message });
    }
    return this.#refusal();
  }

  async #verify(): Promise<CertificateVerdict | undefined> {
    const { leaf, intermediates, directTrust } = this.#request;
    const entry = this.#add(leaf);
    if (entry === undefined) return undefined;
    for (const certificate of intermediates) this.#add(certificate);
    const own = [...entry.leafFaults(this.#settings), ...this.#keyFaults(leaf)];
    this.#faults.addAll(own);
    if (directTrust === true) {
      const verdict = this.#trustDirectly(entry, own);
      if (verdict !== undefined) return verdict;
    }
    // With a fault of its own no path of the leaf can be good: then the path that names and signatures make
    // is looked for, to tell what is wrong with it.
    if (own.length === 0) {
      const verdict = await this.#search(entry, 'strict');
      if (verdict !== undefined) return verdict;
    }
    if (this.#nearest === undefined) return this.#search(entry, 'lenient');
    return undefined;
  }

  #add(certificate: Certificate): Entry | undefined {
    try {
      return this.#pool.add(certificate);
    } catch (error) {
      this.#faults.add(unreadable(certificate, error));
      return undefined;
    }
  }

  #keyFaults(certificate: Certificate): Fault[] {
    try {
      const key = certificate.publicKey;
      const fault = inheritsParameters(key) ? undefined : this.#signatures.checkKey(key);
      return fault === undefined ? [] : [{ ...fault, certificate }];
    } catch (error) {
      return [unreadable(certificate, error)];
    }
  }

  /** The leaf is an anchor's own certificate: what it says about itself still counts. */
  #trustDirectly(leaf: Entry, faults: readonly Fault[]): CertificateVerdict | undefined {
    const anchor = this.#request.anchors.find(({ certificate }) => certificate?.equals(leaf.certificate));
    if (anchor === undefined) return undefined;
    const all = [...checkAnchor(anchor, this.#settings), ...faults];
    if (all.length === 0) return verdictOf({ path: { entries: [leaf], anchor }, faults: [], revocation: [] });
    this.#nearest = { path: { entries: [leaf], anchor }, faults: all, revocation: [] };
    return undefined;
  }

  /** @returns the verdict when a good path was found */
  async #search(leaf: Entry, mode: SearchMode): Promise<CertificateVerdict | undefined> {
    const { anchors } = this.#request;
    for (;;) {
      const deps = {
        pool: this.#pool,
        anchors,
        settings: this.#settings,
        signatures: this.#signatures,
        meter: this.#meter,
        faults: this.#faults,
      };
      const search = new PathSearch(deps, leaf, mode);
      for (let path = await search.next(); path !== undefined; path = await search.next()) {
        const verdict = await this.#judge(path, search);
        if (verdict !== undefined || mode === 'lenient') return verdict;
      }
      if (this.#nearest !== undefined || !(await this.#fetchIssuers(leaf))) return undefined;
    }
  }

  async #judge(path: Path, search: PathSearch): Promise<CertificateVerdict | undefined> {
    const { faults, policies } = await checkPath(path, this.#settings, this.#signatures, this.#meter);
    const found: Found = { path, faults: [...faults], revocation: [] };
    const isNearest = this.#nearest === undefined;
    this.#nearest ??= found;
    // Revocation of a path that is bad anyway is asked only for the report.
    if (faults.length === 0 || isNearest) await this.#askRevocation(found, search);
    if (found.faults.length > 0) {
      if (!isNearest) this.#faults.addAll(found.faults);
      return undefined;
    }
    return verdictOf(found, policies);
  }

  /** From the anchor's side down: what a revoked authority signed is not asked about any more. */
  async #askRevocation({ path, faults, revocation }: Found, search: PathSearch): Promise<void> {
    const mode = this.#request.revocation ?? 'required';
    if (mode === 'off') return;
    const { entries, anchor } = path;
    for (let i = entries.length - 1; i >= 0; i--) {
      const entry = entries[i]!;
      const { certificate } = entry;
      const status = await this.#inquiry.statusOf(certificate, issuerOf(entries, i, anchor), anchor);
      revocation.unshift({ certificate, status });
      const fault = faultOf(status, mode, certificate);
      if (fault === undefined) continue;
      faults.push(fault);
      search.refuse(entry, entries[i + 1], anchor);
      if (status.status !== 'unknown') return;
    }
  }

  /** Asks the evidence source for what would lead on; whether anything new came. */
  async #fetchIssuers(leaf: Entry): Promise<boolean> {
    const { evidence } = this.#request;
    if (evidence === undefined) return false;
    const before = this.#pool.size;
    const reached: Entry[] = [leaf];
    const names = new Set<number>();
    for (let i = 0; i < reached.length; i++) {
      const entry = reached[i]!;
      if (names.has(entry.issuer)) continue;
      names.add(entry.issuer);
      const issuers = this.#pool.named(entry.issuer);
      reached.push(...issuers);
      if (issuers.length > 0 || this.#asked.has(entry.certificate) || this.#asked.size >= ISSUER_QUESTIONS)
        continue;
      this.#asked.add(entry.certificate);
      for (const der of await evidence.issuers(entry.certificate)) {
        try {
          this.#add(parseCertificate(der));
        } catch (error) {
          if (!isCertBankError(error)) throw error;
        }
      }
    }
    return this.#pool.size > before;
  }

  async #refusal(): Promise<CertificateVerdict> {
    const own = new FaultList();
    own.addAll(this.#nearest?.faults ?? []);
    const others = this.#faults.ranked();
    if (this.#nearest === undefined) {
      own.add({
        code: 'path.no-anchor',
        message: 'no path to an anchor was found',
        certificate: this.#request.leaf,
      });
    }
    const isExhausted = ({ code }: Fault): boolean => code === 'path.budget-exhausted';
    const all = new FaultList();
    const ordered = [
      ...others.filter(isExhausted),
      ...(this.#nearest === undefined ? [...others, ...own.ranked()] : [...own.ranked(), ...others]),
    ];
    const failures: PathFailure[] = [];
    for (const fault of ordered) if (all.add(fault)) failures.push(await this.#publish(fault));
    const { path, revocation } = this.#nearest ?? { revocation: [] };
    return {
      valid: false,
      chain: path === undefined ? [] : chainOf(path),
      ...(path !== undefined && { anchor: path.anchor }),
      failures,
      revocation,
      policies: { authority: [], user: [] },
    };
  }

  async #publish({ code, message, certificate }: Fault): Promise<PathFailure> {
    const failure = { code, clause: clauseOf(code), message };
    if (certificate === undefined) return failure;
    return { ...failure, certificateSha256: toHex(await this.#engine.digest('SHA-256', certificate.der)) };
  }
}

function verdictOf(
  { path, revocation }: Found,
  policies: CertificateVerdict['policies'] = { authority: [], user: [] },
): CertificateVerdict {
  return { valid: true, chain: chainOf(path), anchor: path.anchor, failures: [], revocation, policies };
}

/** The path's certificates and the anchor's own, once where the leaf is the anchor itself. */
function chainOf({ entries, anchor }: Path): Certificate[] {
  const chain = entries.map(({ certificate }) => certificate);
  const { certificate } = anchor;
  if (certificate !== undefined && !chain.at(-1)!.equals(certificate)) chain.push(certificate);
  return chain;
}

function faultOf(
  status: RevocationStatus,
  mode: RevocationMode,
  certificate: Certificate,
): Fault | undefined {
  switch (status.status) {
    case 'good':
      return undefined;
    case 'revoked':
    case 'on-hold': {
      const code = status.status === 'revoked' ? 'certificate.revoked' : 'certificate.on-hold';
      const reason = status.reason === undefined ? '' : ` (${status.reason})`;
      const message = `${status.status} since ${status.since.toISOString()}${reason}`;
      return { code, message, certificate };
    }
    case 'unknown':
      if (mode === 'if-available') return undefined;
      return {
        code: status.why === 'stale' ? 'revocation.stale' : 'revocation.unknown',
        message: `it is not known whether the certificate was revoked: ${status.why}`,
        certificate,
      };
  }
}
