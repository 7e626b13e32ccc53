import { equal } from '../../base/bytes.ts';
import { wholeSeconds } from '../../base/clock.ts';
import { CertBankError } from '../../base/errors.ts';
import type { HashName } from '../../formats/algorithms.ts';
import type { CertId } from '../../formats/ocsp/cert-id.ts';
import { parseOcspRequest } from '../../formats/ocsp/request.ts';
import { draftOcspResponse, type SingleResponseFields } from '../../formats/ocsp/response-draft.ts';
import { encodeOcspError } from '../../formats/ocsp/response.ts';
import { serialText } from '../../formats/x509/serial-number.ts';
import type { AuthorityDeps } from '../deps.ts';
import type { Issuer } from '../issuing/issuer.ts';
import { signRepeated } from './sign-repeated.ts';

export type AnswerOcspDeps = Pick<AuthorityDeps, 'ledger' | 'issuers' | 'engine' | 'clock'>;

export interface OcspAnswer {
  /** OCSPResponse. */
  readonly der: Uint8Array;
  /**
   * How long an HTTP cache may keep the answer; `undefined` where it must not: with a nonce, for an error, and
   * for `unknown`, which may be issued the next second.
   */
  readonly httpCacheSeconds?: number | undefined;
}

/** Hashes by which requests may name an issuer. SHA-1 is what most clients in use send; it only names. */
const HASHES: readonly HashName[] = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'];

/** A relying party may rest on an answer for as long as a CRL takes to be followed by the next. */
const VALID_SECONDS = 1800;

/** Short, because a cache on the way cannot be told of a revocation. */
const HTTP_CACHE_SECONDS = 60;

/**
 * Answers an OCSP request from the ledger as it is now, signed by the delegated responder of the
 * authority that the request asks about: what was revoked before is told from the first
 * request on.
 *
 * - `good` is said of certificates that are in the bank and not revoked, and of no others: a
 *   serial number never issued is `unknown`. On hold is `revoked` with reason `certificateHold`.
 * - A request that names none of our authorities, or one without a responder, is `unauthorized`
 *   (RFC 5019 section 2.2.3). In a request for several, certificates of other authorities than
 *   the first of ours are `unknown`: one responder does not speak for another's authority.
 * - A nonce is repeated. A signature on the request and extensions that we do not know are not read.
 *
 * Expired certificates are answered like others, for as long as the bank has them.
 *
 * @throws CertBankError `der.malformed` | `structure.malformed` | `limit.exceeded` for what is no request;
 *   `service.not-ready` when the responder's certificate has run out; `store.unavailable`
 * @source RFC 6960 sections 2 and 4.2; RFC 5019; RFC 9654
 */
export async function answerOcsp(deps: AnswerOcspDeps, requestDer: Uint8Array): Promise<OcspAnswer> {
  const { nonce, requests } = parseOcspRequest(requestDer);
  const authorities = await Promise.all(requests.map(({ certId }) => findAuthority(deps, certId)));
  const authority = authorities.find((found) => found !== undefined);
  if (authority === undefined) return { der: encodeOcspError('unauthorized') };

  const at = wholeSeconds(deps.clock.now());
  const responder = getResponder(deps, authority, at);
  const nextUpdate = new Date(Math.min(at.getTime() + VALID_SECONDS * 1000, responder.notAfter.getTime()));
  const responses = await Promise.all(
    requests.map(({ certId }, index) =>
      answerOne(deps, authorities[index] === authority ? authority : undefined, certId, at, nextUpdate),
    ),
  );
  const draft = draftOcspResponse({
    responderKeyHash: responder.keyIdentifier,
    producedAt: at,
    responses,
    nonce,
    certificates: [responder.record.certificateDer],
    scheme: responder.scheme,
  });
  const { toBeSigned } = draft;
  const signature =
    nonce === undefined
      ? await signRepeated(responder, toBeSigned)
      : await (await responder.signer()).sign(toBeSigned);
  const der = draft.complete(signature);
  const mayBeKept = nonce === undefined && responses.every(({ status }) => status !== 'unknown');
  return { der, httpCacheSeconds: mayBeKept ? HTTP_CACHE_SECONDS : undefined };
}

/** The authority of ours, with a responder, that `certId` names. */
async function findAuthority(deps: AnswerOcspDeps, certId: CertId): Promise<Issuer | undefined> {
  if (certId.hash === undefined || !HASHES.includes(certId.hash)) return undefined;
  for (const issuer of deps.issuers.authorities) {
    if (deps.issuers.findResponder(issuer.id) === undefined) continue;
    const { name, key } = await issuer.namedBy(deps.engine, certId.hash);
    if (equal(key, certId.issuerKeyHash) && equal(name, certId.issuerNameHash)) return issuer;
  }
  return undefined;
}

/** An answer under a certificate that has run out would only be refused, and be hard to understand. */
function getResponder({ issuers }: AnswerOcspDeps, { id }: Issuer, at: Date): Issuer {
  const responder = issuers.findResponder(id, at);
  if (responder === undefined) {
    throw new CertBankError('service.not-ready', { what: 'OCSP responder' }, `no valid responder for ${id}`);
  }
  return responder;
}

async function answerOne(
  deps: AnswerOcspDeps,
  authority: Issuer | undefined,
  certId: CertId,
  thisUpdate: Date,
  nextUpdate: Date,
): Promise<SingleResponseFields> {
  const common = { certIdDer: certId.der, thisUpdate, nextUpdate };
  const found =
    authority &&
    (await deps.ledger.read.certificates.findStatus(authority.id, serialText(certId.serialNumber)));
  if (found === undefined) return { ...common, status: 'unknown' };
  if (found.status === 'good') return { ...common, status: 'good' };
  return { ...common, status: 'revoked', revokedAt: found.revokedAt, reason: found.reason };
}
