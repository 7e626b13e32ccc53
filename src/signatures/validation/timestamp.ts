import { equal } from '../../base/bytes.ts';
import { isCertBankError } from '../../base/errors.ts';
import type { HashName } from '../../formats/algorithms.ts';
import { parseTimestampToken, type TimestampToken } from '../../formats/tsp/token.ts';
import { joinEvidence } from '../ades/carried.ts';
import type {
  CarriedEvidence,
  DigestPieces,
  Protection,
  SignatureFacts,
  TimestampFacts,
} from '../ades/facts.ts';
import { digestPieces } from '../ades/pieces.ts';
import { readCades } from '../cades/read.ts';
import { decide, validateBasic, type BasicValidation } from './basic.ts';
import type { ValidationContext } from './context.ts';
import { hashObjection } from './crypto-policy.ts';
import {
  failed,
  indeterminate,
  PASSED,
  type BlockIndication,
  type Conclusion,
  type Reason,
  type SubIndication,
} from './verdict.ts';

const BLOCK = 'time-stamp validation';
const CLAUSE = 'EN 319 102-1 5.4.4';

/** What the validation of one time-stamp came to. */
export interface TimestampVerdict {
  readonly facts: TimestampFacts;
  readonly indication: BlockIndication;
  readonly subIndication: SubIndication | null;
  readonly reasons: readonly Reason[];
  /** The token's own signature, its form and its imprint are whole; depends on neither anchors nor date. */
  readonly isIntact: boolean;
  /** `undefined` where the token cannot be read. */
  readonly token: TimestampToken | undefined;
  /** The token as a signature of its own. */
  readonly signature: SignatureFacts | undefined;
  readonly basic: BasicValidation | undefined;
  readonly protects: Protection | undefined;
  /** Hash functions on the way from the token to what it protects. */
  readonly hashes: readonly HashName[];
}

/**
 * Judges a time-stamp: the token as a signature of its own by a certificate for time-stamping alone, and whether
 * its imprint is the digest of what it is said to be over.
 *
 * @param evidence of the document; what the token carries itself comes first
 * @source EN 319 102-1 section 5.4
 */
export async function validateTimestamp(
  context: ValidationContext,
  facts: TimestampFacts,
  evidence: CarriedEvidence,
): Promise<TimestampVerdict> {
  const digest: DigestPieces = (hash, pieces) => digestPieces(context.source.engine, hash, pieces);
  let token: TimestampToken;
  let signature: SignatureFacts;
  try {
    token = parseTimestampToken(facts.token);
    signature = tokenSignature(facts.id, token, evidence);
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    const why = `the time-stamp token cannot be read: ${error.message}`;
    return unreadable(
      facts,
      failed(BLOCK, 'FORMAT_FAILURE', { code: error.code, clause: CLAUSE, message: why }),
    );
  }
  const basic = await validateBasic(context, signature, 'time-stamping');
  const covered =
    typeof facts.protects === 'function'
      ? await facts.protects(digest)
      : { protects: facts.protects, hashes: [], findings: [] };
  const findings = [...facts.findings, ...covered.findings];
  const form = findings.length === 0 ? PASSED : failed(BLOCK, 'FORMAT_FAILURE', ...findings);
  const imprint = await checkImprint(facts, token, digest);
  const hashes = [...covered.hashes, ...(token.tstInfo.imprint.hash ? [token.tstInfo.imprint.hash] : [])];
  const lasting = [form, ...basic.lasting, imprint, checkTime(token, basic)];
  const decided = decide([...lasting, acceptHashes(context, hashes, context.source.at), ...basic.dated]);
  const { integrity } = basic;
  return {
    facts,
    ...decided,
    indication: blockIndication(decided.indication),
    isIntact:
      integrity.signature &&
      integrity.references &&
      integrity.structure &&
      form.indication === 'PASSED' &&
      imprint.indication === 'PASSED',
    token,
    signature,
    basic: { ...basic, lasting },
    protects: covered.protects,
    hashes,
  };
}

/** Whether the hash functions between a time-stamp and what it protects may be relied upon. */
export function acceptHashes(context: ValidationContext, hashes: readonly HashName[], at: Date): Conclusion {
  const objections = hashes.flatMap((hash) => hashObjection(context.source.policy.crypto, hash, at) ?? []);
  if (objections.length === 0) return PASSED;
  const whys = objections.map((message) => ({ code: 'algorithm.not-acceptable', clause: CLAUSE, message }));
  return indeterminate(BLOCK, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', ...whys);
}

export const blockIndication = (indication: BasicValidation['indication']): BlockIndication =>
  indication === 'TOTAL-PASSED' ? 'PASSED' : indication === 'TOTAL-FAILED' ? 'FAILED' : indication;

function unreadable(facts: TimestampFacts, conclusion: Conclusion): TimestampVerdict {
  const decided = decide([conclusion]);
  return {
    facts,
    ...decided,
    indication: blockIndication(decided.indication),
    isIntact: false,
    token: undefined,
    signature: undefined,
    basic: undefined,
    protects: undefined,
    hashes: [],
  };
}

/** A token is CMS whatever format it stands in. */
function tokenSignature(id: string, token: TimestampToken, evidence: CarriedEvidence): SignatureFacts {
  const { signatures } = readCades(token.signedData, id, []);
  const signature = signatures[0]!;
  return { ...signature, id, evidence: joinEvidence(signature.evidence, evidence) };
}

async function checkImprint(
  facts: TimestampFacts,
  { tstInfo }: TimestampToken,
  digest: DigestPieces,
): Promise<Conclusion> {
  const { hash, digest: imprint } = tstInfo.imprint;
  const unsupported = (): Conclusion =>
    indeterminate(BLOCK, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', {
      code: 'algorithm.unsupported',
      clause: CLAUSE,
      message: 'the imprint is by a hash function that is not known here',
    });
  const missing = (): Conclusion =>
    indeterminate(BLOCK, 'SIGNED_DATA_NOT_FOUND', {
      code: 'document.content-missing',
      clause: CLAUSE,
      message: 'what the time-stamp is over was not found',
    });
  if (hash === undefined) return unsupported();
  try {
    const readings = await facts.imprintInput(hash, digest);
    if (readings.length === 0) return missing();
    for (const pieces of readings) if (equal(await digest(hash, pieces), imprint)) return PASSED;
  } catch (error) {
    if (isCertBankError(error, 'algorithm.unsupported')) return unsupported();
    if (isCertBankError(error, 'document.content-missing')) return missing();
    throw error;
  }
  return failed(BLOCK, 'HASH_FAILURE', {
    code: 'timestamp.imprint',
    clause: CLAUSE,
    message: 'the imprint of the time-stamp is not of what it stands at',
  });
}

/** An authority without a certificate could not yet, and need no longer, tell the time. */
function checkTime({ tstInfo }: TimestampToken, { signingCertificate }: BasicValidation): Conclusion {
  if (signingCertificate === undefined || signingCertificate.isValidAt(tstInfo.genTime)) return PASSED;
  return indeterminate(BLOCK, 'SIG_CONSTRAINTS_FAILURE', {
    code: 'timestamp.time',
    clause: CLAUSE,
    message: 'the time-stamp gives a time at which the certificate of its authority was not valid',
  });
}
