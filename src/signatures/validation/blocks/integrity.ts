import { equal } from '../../../base/bytes.ts';
import { isCertBankError } from '../../../base/errors.ts';
import { verifyDsa } from '../../../crypto/dsa.ts';
import { verifySignature, type SignatureCheck } from '../../../crypto/verify.ts';
import type { Certificate } from '../../../formats/x509/certificate.ts';
import type { PublicKey } from '../../../formats/x509/public-key.ts';
import { inheritsParameters, workingKey } from '../../../trust/path/working-key.ts';
import type { CarriedEvidence, Datum, Reference, SignatureFacts } from '../../ades/facts.ts';
import { heldOctets } from '../../ades/pieces.ts';
import type { Scope } from '../../report/report.ts';
import type { ValidationContext } from '../context.ts';
import { failed, indeterminate, PASSED, type Conclusion } from '../verdict.ts';

const BLOCK = 'cryptographic verification';
const CLAUSE = 'EN 319 102-1 5.2.7.4';

export interface CryptographicVerification {
  readonly conclusion: Conclusion;
  readonly isSignatureIntact: boolean;
  readonly areReferencesIntact: boolean;
  /** Whose key made the signature; the first candidate where none did. */
  readonly certificate: Certificate | undefined;
  /** What is covered for certain: the data whose digests match. */
  readonly scope: readonly Scope[];
}

type ReferenceCheck =
  | { readonly state: 'intact'; readonly datum: Datum }
  | { readonly state: 'missing' | 'changed' | 'unsupported' };

/**
 * Whether all that the signature covers is there and unchanged, and whether the signature value verifies under
 * the key of one of the candidates. Depends on neither trust nor date.
 *
 * @source EN 319 102-1 section 5.2.7
 */
export async function verifyCryptographically(
  context: ValidationContext,
  facts: SignatureFacts,
  candidates: readonly Certificate[],
): Promise<CryptographicVerification> {
  const { check, certificate, reading } = await checkValue(context, facts, candidates);
  const references: ReferenceCheck[] = [];
  for (const reference of facts.references) {
    references.push(await checkReference(context, facts, reference, check === 'valid' ? reading : undefined));
  }
  return {
    conclusion: conclude(facts, references, check),
    isSignatureIntact: check === 'valid',
    areReferencesIntact: references.every(({ state }) => state === 'intact'),
    certificate,
    scope: references.flatMap((reference) => (reference.state === 'intact' ? [reference.datum.scope] : [])),
  };
}

async function checkReference(
  context: ValidationContext,
  facts: SignatureFacts,
  reference: Reference,
  verifiedReading: Uint8Array | undefined,
): Promise<ReferenceCheck> {
  const { digest, candidates } = reference;
  if (candidates.length === 0) return { state: 'missing' };
  if (digest === undefined) {
    // The value covers the datum itself: readings and candidates at hand stand side by side. What is streamed, or
    // known by digests alone, cannot be verified so.
    const held = candidates.filter(({ pieces }) => heldOctets(pieces) !== undefined);
    const index = verifiedReading === undefined ? 0 : facts.value.readings.indexOf(verifiedReading);
    const datum = held[index] ?? held[0];
    return datum === undefined ? { state: 'missing' } : { state: 'intact', datum };
  }
  if (digest.hash === undefined) return { state: 'unsupported' };
  try {
    for (const datum of candidates) {
      if (equal(await context.digest(digest.hash, datum), digest.value)) return { state: 'intact', datum };
    }
  } catch (error) {
    if (isCertBankError(error, 'algorithm.unsupported')) return { state: 'unsupported' };
    if (isCertBankError(error, 'document.content-missing')) return { state: 'missing' };
    throw error;
  }
  return { state: 'changed' };
}

interface ValueCheck {
  readonly check: SignatureCheck;
  readonly certificate: Certificate | undefined;
  readonly reading: Uint8Array | undefined;
}

async function checkValue(
  context: ValidationContext,
  { value, evidence }: SignatureFacts,
  candidates: readonly Certificate[],
): Promise<ValueCheck> {
  let best: ValueCheck = { check: 'invalid', certificate: candidates[0], reading: undefined };
  for (const certificate of candidates) {
    for (const reading of value.readings) {
      const check = await checkUnder(context, certificate, value, reading, evidence);
      if (check === 'valid') return { check, certificate, reading };
      if (best.reading === undefined) best = { check, certificate: best.certificate, reading };
    }
  }
  return best;
}

async function checkUnder(
  context: ValidationContext,
  certificate: Certificate,
  { scheme, dsaHash, octets }: SignatureFacts['value'],
  reading: Uint8Array,
  evidence: CarriedEvidence,
): Promise<SignatureCheck> {
  const { engine } = context.source;
  try {
    const { publicKey } = certificate;
    if (dsaHash === undefined) return await verifySignature(engine, scheme, publicKey, octets, reading);
    if (publicKey.kind !== 'dsa') return 'invalid';
    for (const key of dsaKeys(context, certificate, evidence)) {
      if (await verifyDsa(engine, dsaHash, key, octets, reading)) return 'valid';
    }
    return 'invalid';
  } catch (error) {
    // The key inside the certificate cannot be read, or not the value of a DSA signature.
    if (isCertBankError(error)) return dsaHash === undefined ? 'malformed-key' : 'invalid';
    throw error;
  }
}

/** The key of a certificate; where it has no parameters, with those of whoever may have issued it. */
function dsaKeys(
  context: ValidationContext,
  { publicKey, issuer }: Certificate,
  evidence: CarriedEvidence,
  depth = 0,
): PublicKey[] {
  if (!inheritsParameters(publicKey)) return [publicKey];
  if (depth === MAX_INHERITED) return [];
  const known = [...context.read(evidence).certificates, ...context.source.intermediates];
  const above = known.filter(({ subject, publicKey: key }) => subject.equals(issuer) && key.kind === 'dsa');
  return above
    .slice(0, MAX_ISSUERS)
    .flatMap((certificate) => dsaKeys(context, certificate, evidence, depth + 1))
    .map((key) => workingKey(publicKey, key));
}

/** How far parameters are inherited. */
const MAX_INHERITED = 2;

/** Certificates of one issuer that are looked at; an honest document has one. */
const MAX_ISSUERS = 4;

function conclude(
  facts: SignatureFacts,
  references: readonly ReferenceCheck[],
  check: SignatureCheck,
): Conclusion {
  const has = (state: ReferenceCheck['state']): boolean =>
    references.some((reference) => reference.state === state);
  if (has('missing')) {
    const message = 'what the signature covers was not found';
    return indeterminate(BLOCK, 'SIGNED_DATA_NOT_FOUND', {
      code: 'document.content-missing',
      clause: CLAUSE,
      message,
    });
  }
  if (has('changed')) {
    const message = 'what the signature covers is not what was signed';
    return failed(BLOCK, 'HASH_FAILURE', { code: 'digest.mismatch', clause: CLAUSE, message });
  }
  if (has('unsupported'))
    return unsupported('the data are covered by a hash function that is not known here');
  switch (check) {
    case 'valid':
      return PASSED;
    case 'unsupported':
      return unsupported(
        `the signature algorithm ${facts.value.algorithm} is not known here, or not with this key`,
      );
    case 'malformed-key':
      return failed(BLOCK, 'SIG_CRYPTO_FAILURE', {
        code: 'key.malformed',
        clause: CLAUSE,
        message: 'the key of the signing certificate is malformed',
      });
    case 'invalid':
      return failed(BLOCK, 'SIG_CRYPTO_FAILURE', {
        code: 'signature.invalid',
        clause: CLAUSE,
        message: 'the signature value does not verify under the key of the signing certificate',
      });
  }
}

/** What cannot be judged is neither good nor bad: no algorithm outside the policy's list is accepted. */
function unsupported(message: string): Conclusion {
  return indeterminate(BLOCK, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', {
    code: 'algorithm.unsupported',
    clause: CLAUSE,
    message,
  });
}
