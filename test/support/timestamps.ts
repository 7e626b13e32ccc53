import type { HashName } from '../../src/formats/algorithms.ts';
import { digestForScheme } from '../../src/formats/cms/signer-scheme.ts';
import { draftTimestampToken, type TimestampTokenDraft } from '../../src/formats/tsp/token-draft.ts';
import { encodeTstInfo, type TstInfoFields } from '../../src/formats/tsp/tst-info.ts';
import { parseCertificate } from '../../src/formats/x509/certificate.ts';
import { KEY_PURPOSE } from '../../src/formats/x509/extension-values.ts';
import { encodeExtendedKeyUsage } from '../../src/formats/x509/extension-encoders.ts';
import type { Timestamper } from '../../src/signatures/ades/timestamper.ts';
import type { Entity, TestPki } from './pki.ts';
import { digest as hashOf, signWith } from './test-keys.ts';

/** The line of a PKI table for a time-stamp authority below `issuer`. */
export const timestampAuthority = (issuer: string, more: Partial<Entity> = {}): Entity => ({
  issuer,
  extensions: [{ ...encodeExtendedKeyUsage([KEY_PURPOSE.timeStamping]), critical: true }],
  ...more,
});

export interface TestTokenOptions {
  /** When, ISO 8601; or a clock of the test's own. */
  readonly at: string | (() => Date);
  /** Entities whose certificates are sent along, besides the authority's own. */
  readonly certificates?: readonly string[];
  /** No certificate at all is sent along. */
  readonly isBare?: boolean;
  /** Makes the TSTInfo something else than it should be. */
  readonly tstInfo?: Partial<TstInfoFields>;
  /** Makes the token something else than it should be. */
  readonly token?: Partial<TimestampTokenDraft>;
  readonly isSignatureDamaged?: boolean;
}

export const TEST_TIMESTAMP_POLICY = '1.3.6.1.4.1.99999.1';

let serial = 0x4000;

/** A token (DER) by the entity `authority` of `pki` over `digest`. */
export function testToken<N extends string>(
  pki: TestPki<N>,
  authority: N,
  hash: HashName,
  digest: Uint8Array,
  options: TestTokenOptions,
): Uint8Array {
  const { at, certificates = [], isBare = false } = options;
  const key = pki.key(authority);
  const certificate = parseCertificate(pki.der(authority));
  const tokenHash = digestForScheme(key.scheme);
  serial++;
  const tstInfo = encodeTstInfo({
    policy: TEST_TIMESTAMP_POLICY,
    hash,
    digest,
    serialNumber: Uint8Array.of(serial >> 8, serial & 0xff),
    genTime: typeof at === 'string' ? new Date(at) : at(),
    accuracySeconds: 1,
    ...options.tstInfo,
  });
  const draft = draftTimestampToken({
    tstInfo,
    hash: tokenHash,
    tstInfoDigest: hashOf(tokenHash, tstInfo),
    certificateDigest: hashOf(tokenHash, certificate.der),
    issuer: certificate.issuer.der,
    serialNumber: certificate.serialNumber,
    certificates: isBare ? [] : [certificate.der, ...certificates.map((name) => pki.der(name as N))],
    scheme: key.scheme,
    ...options.token,
  });
  const signature = signWith(key, draft.toBeSigned);
  if (options.isSignatureDamaged === true) signature[signature.length - 1]! ^= 1;
  return draft.complete(signature);
}

/**
 * An authority of a test's own PKI, such as
 *
 *     const pki = testPki({ root: { ca: true }, tsa: timestampAuthority('root') });
 *     const timestamper = testTimestamper(pki, 'tsa', { at: '2026-06-01T12:00:00Z' });
 */
export function testTimestamper<N extends string>(
  pki: TestPki<N>,
  authority: N,
  options: TestTokenOptions,
): Timestamper {
  return { timestamp: async (hash, digest) => testToken(pki, authority, hash, digest, options) };
}
