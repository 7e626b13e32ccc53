import { toHex } from '../../base/bytes.ts';
import { CertBankError, isCertBankError } from '../../base/errors.ts';
import { HASH_BYTES, type HashName } from '../../formats/algorithms.ts';
import { digestForScheme } from '../../formats/cms/signer-scheme.ts';
import { parseTimestampRequest, type TimestampRequest } from '../../formats/tsp/request.ts';
import { encodeTimestampRejection, type TimestampFailure } from '../../formats/tsp/response.ts';
import { TimestampTokenFrame } from '../../formats/tsp/token-draft.ts';
import { encodeTstInfo } from '../../formats/tsp/tst-info.ts';
import type { AuthorityDeps } from '../deps.ts';
import type { Issuer } from '../issuing/issuer.ts';
import { TIMESTAMP_POLICY } from './policy.ts';
import { AUTHORITY, CLOCK, type TimestampRegister } from './register.ts';

export interface StampDeps extends Pick<AuthorityDeps, 'issuers' | 'engine' | 'clock'> {
  readonly register: Pick<TimestampRegister, 'nextSerial' | 'record'>;
}

export interface TimestampAnswer {
  /** TimeStampResp. */
  readonly der: Uint8Array;
  readonly outcome: 'granted' | TimestampFailure;
}

/**
 * Answers a request for a time-stamp: with a token over its digest and the instant, recorded in the ledger before
 * it is given, or with why there is none.
 *
 * The newest time-stamp authority of the bank signs. Its certificate is bound by ESSCertIDv2 always, and sent along
 * with those above it, but for the root, where the request asks for it. A nonce is repeated.
 *
 * - `badDataFormat`: what is no request, or a digest of another length than its hash function gives;
 * - `badRequest`: a version other than 1;
 * - `badAlg`, `unacceptedPolicy`: what TIMESTAMP_POLICY does not have;
 * - `unacceptedExtension`: any extension, as the standard demands of one that is not known;
 * - `timeNotAvailable`: our clock is behind what was stamped or certified before.
 *
 * @throws CertBankError `service.not-ready` without a time-stamp authority whose certificate is valid;
 *   `store.unavailable`
 * @source RFC 3161 sections 2.1, 2.4; RFC 5816; EN 319 422 section 5
 */
export async function stamp(deps: StampDeps, requestDer: Uint8Array): Promise<TimestampAnswer> {
  const request = readRequest(requestDer);
  if (request === undefined) return rejection('badDataFormat', 'this is not a time-stamp request');
  const { imprint } = request;
  if (request.version !== 1) return rejection('badRequest', 'the version must be 1');
  if (imprint.hash === undefined || !TIMESTAMP_POLICY.hashes.includes(imprint.hash)) {
    return rejection('badAlg', `hash functions accepted: ${TIMESTAMP_POLICY.hashes.join(', ')}`);
  }
  if (imprint.digest.length !== HASH_BYTES[imprint.hash]) {
    return rejection('badDataFormat', `a digest by ${imprint.hash} has ${HASH_BYTES[imprint.hash]} octets`);
  }
  if (request.policy !== undefined && !TIMESTAMP_POLICY.policies.includes(request.policy)) {
    return rejection('unacceptedPolicy', `policies accepted: ${TIMESTAMP_POLICY.policies.join(', ')}`);
  }
  if (request.extensions.length > 0) return rejection('unacceptedExtension', 'no extension is known here');
  try {
    return { der: await answer(deps, request, imprint.hash), outcome: 'granted' };
  } catch (error) {
    if (!isCertBankError(error, 'service.not-ready') || error.details.what !== CLOCK) throw error;
    return rejection('timeNotAvailable', 'the clock of this authority is not to be trusted now');
  }
}

/** `undefined` for what is no request. */
function readRequest(der: Uint8Array): TimestampRequest | undefined {
  try {
    return parseTimestampRequest(der);
  } catch (error) {
    if (isCertBankError(error)) return undefined;
    throw error;
  }
}

const rejection = (failure: TimestampFailure, text: string): TimestampAnswer => ({
  der: encodeTimestampRejection(failure, text),
  outcome: failure,
});

/** The answer with a token that is recorded by now. */
async function answer(deps: StampDeps, request: TimestampRequest, hash: HashName): Promise<Uint8Array> {
  const { engine, register } = deps;
  const { imprint, nonce, wantsCertificate } = request;
  const genTime = deps.clock.now();
  const timestamper = getTimestamper(deps, genTime);
  const unit = units.get(timestamper) ?? (await makeUnit(deps, timestamper));
  const policy = request.policy ?? TIMESTAMP_POLICY.policies[0];
  const serialNumber = register.nextSerial();
  const tstInfo = encodeTstInfo({
    policy,
    hash,
    digest: imprint.digest,
    serialNumber,
    genTime,
    accuracySeconds: TIMESTAMP_POLICY.accuracySeconds,
    nonce,
  });
  const frame = wantsCertificate ? unit.withCertificates : unit.bare;
  const toBeSigned = frame.toBeSigned(await engine.digest(unit.hash, tstInfo));
  const signer = await timestamper.signer();
  const { der, token } = frame.answer(tstInfo, toBeSigned, await signer.sign(toBeSigned));
  await register.record(timestamper, {
    serial: toHex(serialNumber),
    timestamperId: timestamper.id,
    genTime,
    policy,
    hash,
    imprint: imprint.digest,
    tokenSha256: await engine.digest('SHA-256', token),
  });
  return der;
}

function getTimestamper({ issuers }: StampDeps, at: Date): Issuer {
  const timestamper = issuers.findTimestamper();
  if (timestamper === undefined) throw notReady(AUTHORITY, 'no time-stamp authority');
  // The certificate was made by a clock of ours.
  if (timestamper.notBefore > at) throw notReady(CLOCK, 'the clock is behind the certificate');
  if (timestamper.notAfter <= at) throw notReady(AUTHORITY, 'the certificate has run out');
  return timestamper;
}

function notReady(what: string, why: string): CertBankError<'service.not-ready'> {
  return new CertBankError('service.not-ready', { what }, why);
}

/** What every token of one authority says alike. */
interface Unit {
  readonly hash: HashName;
  readonly bare: TimestampTokenFrame;
  /** With those from the authority's own up, without the root. */
  readonly withCertificates: TimestampTokenFrame;
}

const units = new WeakMap<Issuer, Unit>();

async function makeUnit({ engine, issuers }: StampDeps, timestamper: Issuer): Promise<Unit> {
  const { certificate, scheme } = timestamper;
  const hash = digestForScheme(scheme);
  const fields = {
    hash,
    certificateDigest: await engine.digest(hash, certificate.der),
    issuer: certificate.issuer.der,
    serialNumber: certificate.serialNumber,
    scheme,
  };
  const unit = {
    hash,
    bare: new TimestampTokenFrame({ ...fields, certificates: [] }),
    withCertificates: new TimestampTokenFrame({
      ...fields,
      certificates: issuers.chainOf(timestamper.id).slice(0, -1),
    }),
  };
  units.set(timestamper, unit);
  return unit;
}
