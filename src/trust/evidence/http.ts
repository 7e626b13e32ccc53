import { equal } from '../../base/bytes.ts';
import { CertBankError, isCertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import type { RandomSource } from '../../base/random.ts';
import type { Engine } from '../../crypto/engine.ts';
import { certificatesFrom } from '../../formats/certificate-file.ts';
import type { DistributionPoint } from '../../formats/crl/distribution-point.ts';
import { encodeCertId } from '../../formats/ocsp/cert-id.ts';
import { encodeOcspRequest } from '../../formats/ocsp/request.ts';
import { parseOcspResponse } from '../../formats/ocsp/response.ts';
import { derFrom } from '../../formats/pem.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { ACCESS_METHOD } from '../../formats/x509/extension-values.ts';
import type { EvidenceSource } from './source.ts';

export interface HttpRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly accept: string;
  readonly contentType?: string;
  readonly body?: Uint8Array;
  /** A longer answer is a failure. */
  readonly maxBytes: number;
  readonly timeoutSeconds: number;
}

/**
 * Makes one HTTP exchange and gives the body of an answer of status 200.
 *
 * The URLs come from certificates, which anybody can write: whoever runs a service must hand in a function
 * that does not reach into its own network, nor follow redirects there.
 *
 * @throws anything when there is no such answer
 */
export type HttpFetch = (request: HttpRequest) => Promise<Uint8Array>;

export interface HttpEvidenceDeps {
  readonly fetch: HttpFetch;
  readonly engine: Engine;
  /** Where there is one, OCSP requests carry a nonce, and an answer with another one does not count. */
  readonly random?: RandomSource;
}

/** What one source may do in its life. */
export interface HttpEvidenceLimits {
  readonly requests: number;
  readonly requestsForCertificate: number;
  readonly crlBytes: number;
  readonly issuerBytes: number;
  readonly timeoutSeconds: number;
}

const DEFAULT_LIMITS: HttpEvidenceLimits = {
  requests: 32,
  requestsForCertificate: 4,
  crlBytes: 64 * 1024 * 1024,
  issuerBytes: 1024 * 1024,
  timeoutSeconds: 10,
};

/** RFC 9654 section 2.1: 32 octets. */
const NONCE_BYTES = 32;

/**
 * Evidence from the places that certificates name: OCSP responders and issuers' certificates by
 * AuthorityInfoAccess, CRLs by their distribution points. Each URL is asked once in the life of the source,
 * and all of them together a limited number of times. Make one source for one verification.
 *
 * @source RFC 5280 sections 4.2.1.13, 4.2.2.1; RFC 6960 appendix A
 */
export function httpEvidence(
  deps: HttpEvidenceDeps,
  limits: Partial<HttpEvidenceLimits> = {},
): EvidenceSource {
  return new HttpEvidence(deps, { ...DEFAULT_LIMITS, ...limits });
}

class HttpEvidence implements EvidenceSource {
  readonly #deps: HttpEvidenceDeps;
  readonly #limits: HttpEvidenceLimits;
  readonly #known = new Map<string, Promise<Uint8Array | undefined>>();
  #left: number;

  constructor(deps: HttpEvidenceDeps, limits: HttpEvidenceLimits) {
    this.#deps = deps;
    this.#limits = limits;
    this.#left = limits.requests;
  }

  async issuers(certificate: Certificate): Promise<readonly Uint8Array[]> {
    const found: Uint8Array[] = [];
    for (const url of this.#urls(() => accessUrls(certificate, ACCESS_METHOD.caIssuers))) {
      const accept = 'application/pkix-cert, application/pkcs7-mime';
      const body = await this.#get(url, accept, this.#limits.issuerBytes);
      if (body !== undefined) found.push(...(readable(() => certificatesFrom(body)) ?? []));
    }
    return found;
  }

  async crls(certificate: Certificate): Promise<readonly Uint8Array[]> {
    const found: Uint8Array[] = [];
    const urls = this.#urls(() => [
      ...pointUrls(certificate.crlDistributionPoints),
      ...pointUrls(certificate.freshestCrl),
    ]);
    for (const url of urls) {
      const body = await this.#get(url, 'application/pkix-crl', this.#limits.crlBytes);
      if (body !== undefined) found.push(...(readable(() => derFrom(body, 'X509 CRL')) ?? []));
    }
    return found;
  }

  async ocsp(certificate: Certificate, issuer: Certificate | undefined): Promise<readonly Uint8Array[]> {
    if (issuer === undefined) return [];
    const found: Uint8Array[] = [];
    for (const url of this.#urls(() => accessUrls(certificate, ACCESS_METHOD.ocsp))) {
      const nonce = this.#deps.random?.bytes(NONCE_BYTES);
      const response = await this.#send(`${url}\n${certificate.issuer.toString()} ${certificate.serial}`, {
        url,
        method: 'POST',
        accept: 'application/ocsp-response',
        contentType: 'application/ocsp-request',
        body: encodeOcspRequest({ certIds: [await this.#certId(certificate, issuer)], nonce }),
        maxBytes: LIMITS.ocspResponseBytes,
        timeoutSeconds: this.#limits.timeoutSeconds,
      });
      if (response !== undefined && hasNonce(response, nonce)) found.push(response);
    }
    return found;
  }

  /** By SHA-1, which every responder understands (RFC 5019 section 2.1.1); nothing rests on its strength. */
  async #certId({ issuer, serialNumber }: Certificate, { publicKey }: Certificate): Promise<Uint8Array> {
    const { engine } = this.#deps;
    return encodeCertId({
      hash: 'SHA-1',
      issuerNameHash: await engine.digest('SHA-1', issuer.der),
      issuerKeyHash: await engine.digest('SHA-1', publicKey.keyBits),
      serialNumber,
    });
  }

  /** Places that cannot be read are none. */
  #urls(read: () => readonly string[]): readonly string[] {
    return (readable(read) ?? []).filter(isHttp).slice(0, this.#limits.requestsForCertificate);
  }

  #get(url: string, accept: string, maxBytes: number): Promise<Uint8Array | undefined> {
    const { timeoutSeconds } = this.#limits;
    return this.#send(url, { url, method: 'GET', accept, maxBytes, timeoutSeconds });
  }

  #send(key: string, request: HttpRequest): Promise<Uint8Array | undefined> {
    let answer = this.#known.get(key);
    if (answer === undefined) {
      answer = this.#left-- > 0 ? this.#exchange(request) : Promise.resolve(undefined);
      this.#known.set(key, answer);
    }
    return answer;
  }

  /** Whatever goes wrong out there means that there is no evidence. */
  async #exchange(request: HttpRequest): Promise<Uint8Array | undefined> {
    try {
      const body = await this.#deps.fetch(request);
      return body.length <= request.maxBytes ? body : undefined;
    } catch {
      return undefined;
    }
  }
}

function accessUrls(certificate: Certificate, method: string): string[] {
  return (certificate.authorityInfoAccess ?? []).flatMap((access) =>
    access.method === method && access.location.kind === 'uri' ? [access.location.value] : [],
  );
}

function pointUrls(points: readonly DistributionPoint[] | undefined): string[] {
  return (points ?? []).flatMap(({ fullName = [] }) =>
    fullName.flatMap((name) => (name.kind === 'uri' ? [name.value] : [])),
  );
}

function isHttp(url: string): boolean {
  return /^https?:\/\/[^\s/?#@]+([/?#]\S*)?$/i.test(url);
}

/** An answer without a nonce counts (RFC 9654 section 2.1 leaves it to the responder); one with another's does not. */
function hasNonce(response: Uint8Array, nonce: Uint8Array | undefined): boolean {
  const given = readable(() => parseOcspResponse(response).basic?.nonce);
  return nonce === undefined || given === undefined || equal(given, nonce);
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isCertBankError(error)) return undefined;
    throw error;
  }
}

/**
 * An `HttpFetch` by the platform's own `fetch`, for browsers and for tools that a person runs. Does not follow
 * redirects, sends no credentials, and stops reading at the limit.
 *
 * Does not check: where a URL leads.
 */
export function platformFetch(fetch: typeof globalThis.fetch): HttpFetch {
  return async ({ url, method, accept, contentType, body, maxBytes, timeoutSeconds }) => {
    const response = await fetch(url, {
      method,
      headers: { accept, ...(contentType !== undefined && { 'content-type': contentType }) },
      ...(body !== undefined && { body: body.slice() }),
      redirect: 'error',
      credentials: 'omit',
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    });
    if (response.status !== 200 || response.body === null) {
      throw new CertBankError(
        'service.unreachable',
        { service: url },
        `answered with status ${response.status}`,
      );
    }
    return readAtMost(response.body, maxBytes);
  };
}

async function readAtMost(stream: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.length;
    if (length > maxBytes) {
      await reader.cancel();
      throw new CertBankError('limit.exceeded', { limit: 'maxBytes', maximum: maxBytes }, 'answer too long');
    }
    parts.push(read.value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
