import { createHash, generateKeyPairSync } from 'node:crypto';
import { nodeSigner } from '../../src/adapters/keys/node-signer.ts';
import { toBase64 } from '../../src/base/bytes.ts';
import { parsePem } from '../../src/formats/pem.ts';
import { encodeTimestampRequest } from '../../src/formats/tsp/request.ts';
import { parseTimestampResponse } from '../../src/formats/tsp/response.ts';
import { encodeName } from '../../src/formats/x509/name.ts';
import { draftRequest } from '../../src/formats/x509/request-draft.ts';

/** The server was killed before it answered: what was asked may have been done or not. */
export class CutOff extends Error {}

export interface Registered {
  readonly reference: string;
  readonly activationCode: string;
}

export interface Collected {
  readonly certificateDer: Uint8Array;
  readonly sha256: string;
  readonly serial: string;
  readonly revocationCode: string;
}

/** Speaks to one server as a client would. */
export class BankClient {
  readonly #url: string;
  readonly #token: string | undefined;

  constructor(url: string, token?: string) {
    this.#url = url;
    this.#token = token;
  }

  async signIn(username: string, password: string): Promise<string> {
    const { token } = await this.#json<{ token: string }>('POST', '/api/v1/sessions', { username, password });
    return token;
  }

  register(commonName: string): Promise<Registered> {
    return this.#json('POST', '/api/v1/orders', { kind: 'POCES', commonName });
  }

  async collect({ reference, activationCode }: Registered, request: string): Promise<Collected> {
    const answer = await this.#json<{
      certificate: string;
      sha256: string;
      serial: string;
      revocationCode: string;
    }>('POST', `/api/v1/orders/${reference}/collect`, { activationCode, request });
    const [{ der } = { der: new Uint8Array() }] = parsePem(answer.certificate);
    const { sha256, serial, revocationCode } = answer;
    return { certificateDer: der, sha256, serial, revocationCode };
  }

  async revoke(sha256: string, revocationCode: string | undefined): Promise<void> {
    const how = revocationCode === undefined ? {} : { revocationCode };
    await this.#json('POST', `/api/v1/certificates/${sha256}/revoke`, { reason: 'superseded', ...how });
  }

  verifyAudit(): Promise<{ ok: boolean; records: number }> {
    return this.#json('POST', '/api/v1/audit/verify', {});
  }

  async publishCrl(issuer: string): Promise<void> {
    await this.#json('POST', `/api/v1/crl/${issuer}/publish`, {});
  }

  /** A time-stamp token, DER. */
  async timestamp(digest: Uint8Array): Promise<Uint8Array> {
    let answer: Uint8Array;
    try {
      const response = await fetch(`${this.#url}/tsa`, {
        method: 'POST',
        headers: { 'content-type': 'application/timestamp-query' },
        body: encodeTimestampRequest({ hash: 'SHA-256', digest }).slice(),
      });
      answer = new Uint8Array(await response.arrayBuffer());
    } catch (cause) {
      throw new CutOff('no answer', { cause });
    }
    const { token, failures } = parseTimestampResponse(answer);
    if (token === undefined) throw new Error(`no time-stamp: ${failures.join()}`);
    return token;
  }

  status(sha256: string): Promise<{ status: string }> {
    return this.#json('GET', `/certificates/${sha256}.json`);
  }

  async bytes(path: string): Promise<Uint8Array> {
    const response = await this.#fetch('GET', path);
    return new Uint8Array(await response.arrayBuffer());
  }

  async #json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.#fetch(method, path, body);
    try {
      return (await response.json()) as T;
    } catch (cause) {
      throw new CutOff('the answer broke off', { cause });
    }
  }

  async #fetch(method: string, path: string, body?: unknown): Promise<Response> {
    let response: Response;
    let problem: string | undefined;
    try {
      response = await fetch(this.#url + path, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) problem = await response.text();
    } catch (cause) {
      throw new CutOff('no answer', { cause });
    }
    if (problem !== undefined)
      throw new Error(`${method} ${path} was answered ${response.status}: ${problem}`);
    return response;
  }
}

/** A PKCS#10 with a key of its own, base64. */
export async function makeRequest(): Promise<string> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const scheme = { kind: 'ecdsa', hash: 'SHA-256' } as const;
  const draft = draftRequest({
    subject: encodeName([]),
    publicKey: Uint8Array.from(publicKey.export({ format: 'der', type: 'spki' })),
    scheme,
  });
  return toBase64(draft.complete(await nodeSigner(privateKey, scheme).sign(draft.toBeSigned)));
}

export function sha256Of(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex');
}
