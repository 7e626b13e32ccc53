import { equal } from '../../base/bytes.ts';
import { CertBankError, isCertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import type { RandomSource } from '../../base/random.ts';
import type { HashName } from '../../formats/algorithms.ts';
import { encodeTimestampRequest } from '../../formats/tsp/request.ts';
import { parseTimestampResponse, type TimestampResponse } from '../../formats/tsp/response.ts';
import { parseTimestampToken } from '../../formats/tsp/token.ts';
import type { HttpFetch } from '../../trust/evidence/http.ts';
import type { Timestamper } from './timestamper.ts';

export const TIMESTAMP_QUERY = 'application/timestamp-query';
export const TIMESTAMP_REPLY = 'application/timestamp-reply';

export interface HttpTimestamperDeps {
  /** Follows no redirect, and stops at the bounds that it is told. */
  readonly fetch: HttpFetch;
  /** For the nonce, without which an old answer could be played back. */
  readonly random: RandomSource;
}

export interface HttpTimestamperConfig {
  readonly url: string;
  /** Policy that the token must be made under, dotted decimal; else the authority's choice. */
  readonly policy?: string | undefined;
  /** Default: 20. */
  readonly timeoutSeconds?: number;
}

const TIMEOUT_SECONDS = 20;
const NONCE_BYTES = 8;

/**
 * Time-stamps from the authority at `url`. Each token is the answer to our own question: it is granted, and bears
 * our digest, our nonce and, where one was asked for, our policy, and comes with certificates.
 *
 * Does not check: the token's signature and its authority; see `Timestamper`.
 *
 * @source RFC 3161 sections 2.2, 2.4 and 3.4
 */
export function httpTimestamper(deps: HttpTimestamperDeps, config: HttpTimestamperConfig): Timestamper {
  const { url, policy, timeoutSeconds = TIMEOUT_SECONDS } = config;
  return {
    async timestamp(hash, digest) {
      const nonce = makeNonce(deps.random);
      const body = await ask(deps.fetch, {
        url,
        method: 'POST',
        accept: TIMESTAMP_REPLY,
        contentType: TIMESTAMP_QUERY,
        body: encodeTimestampRequest({ hash, digest, policy, nonce, wantsCertificate: true }),
        maxBytes: LIMITS.timestampResponseBytes,
        timeoutSeconds,
      });
      try {
        const token = grantedToken(parseTimestampResponse(body));
        checkAnswer(token, { hash, digest, nonce, policy });
        return token;
      } catch (cause) {
        if (!isCertBankError(cause) || cause.code === 'timestamp.refused') throw cause;
        throw refused(`the answer is malformed: ${cause.message}`, cause);
      }
    },
  };
}

/** Positive, and without leading zero octets. */
function makeNonce(random: RandomSource): Uint8Array {
  const nonce = Uint8Array.from(random.bytes(NONCE_BYTES));
  nonce[0] = (nonce[0]! & 0x7f) | 0x40;
  return nonce;
}

async function ask(fetch: HttpFetch, request: Parameters<HttpFetch>[0]): Promise<Uint8Array> {
  try {
    return await fetch(request);
  } catch (cause) {
    if (isCertBankError(cause)) throw cause;
    const service = request.url;
    throw new CertBankError('service.unreachable', { service }, `${service}: no answer`, { cause });
  }
}

function refused(why: string, cause?: unknown): CertBankError<'timestamp.refused'> {
  return new CertBankError('timestamp.refused', { why }, `no time-stamp: ${why}`, { cause });
}

function grantedToken({ token, status, failures, statusText }: TimestampResponse): Uint8Array {
  if (token !== undefined) return token;
  throw refused([status, ...failures, ...statusText].join(', '));
}

/** Refuses a token that answers another question than ours. */
function checkAnswer(
  der: Uint8Array,
  asked: {
    readonly hash: HashName;
    readonly digest: Uint8Array;
    readonly nonce: Uint8Array;
    readonly policy: string | undefined;
  },
): void {
  const { tstInfo, signedData } = parseTimestampToken(der);
  if (tstInfo.imprint.hash !== asked.hash || !equal(tstInfo.imprint.digest, asked.digest)) {
    throw refused('the token is over another digest');
  }
  if (tstInfo.nonce === undefined || !equal(tstInfo.nonce, asked.nonce)) {
    throw refused('the token does not bear our nonce');
  }
  if (asked.policy !== undefined && tstInfo.policy !== asked.policy) {
    throw refused('the token is made under another policy');
  }
  if (signedData.certificates.length === 0) throw refused('the token comes without its certificate');
}
