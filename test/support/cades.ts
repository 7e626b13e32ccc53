import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import type { SignatureScheme } from '../../src/formats/algorithms.ts';
import type { CadesOptions } from '../../src/signatures/cades/cades-options.ts';
import { extendDocument } from '../../src/signatures/extend-document.ts';
import type { ValidationReport } from '../../src/signatures/report/report.ts';
import { signDocument } from '../../src/signatures/sign-document.ts';
import type { SignOptions } from '../../src/signatures/sign-options.ts';
import { verifyDocument } from '../../src/signatures/verify-document.ts';
import type { DetachedContent, VerifyDocumentOptions } from '../../src/signatures/verify-options.ts';
import type { EvidenceSource } from '../../src/trust/evidence/source.ts';
import { AT, testPki, type Entity } from './pki.ts';
import { testSigner, type TestKeyKind } from './test-keys.ts';
import { testTimestamper, timestampAuthority } from './timestamps.ts';

/** Every way in which a document is signed here, with the key that does it. */
export const CADES_KEYS: Readonly<
  Record<string, { readonly key: TestKeyKind; readonly scheme?: SignatureScheme }>
> = {
  'RSA-PKCS1': { key: 'rsa2048' },
  'RSA-PSS': {
    key: 'rsa2048',
    scheme: { kind: 'rsa-pss', hash: 'SHA-256', mgfHash: 'SHA-256', saltLength: 32 },
  },
  'P-256': { key: 'p256' },
  'P-384': { key: 'p384' },
  brainpoolP256r1: { key: 'brainpoolP256r1' },
  Ed25519: { key: 'ed25519' },
};

/** The first two sign, the third confirms. RSA keys take long to make, so that the three share theirs. */
const TABLE = {
  root: { ca: true },
  tsa: timestampAuthority('root'),
  ...Object.fromEntries(
    Object.entries(CADES_KEYS).flatMap(([name, { key }]): [string, Entity][] => {
      const shared = key === 'rsa2048' ? { keyOf: 'rsa' } : {};
      return ['one', 'two', 'three'].map((who) => [`${name} ${who}`, { issuer: 'root', key, ...shared }]);
    }),
  ),
  rsa: { issuer: 'root', key: 'rsa2048' },
} satisfies Record<string, Entity>;

export const cadesPki = testPki<string>(TABLE);
export const engine = nodeEngine();
export const timestamper = testTimestamper(cadesPki, 'tsa', { at: AT.toISOString() });
export const rootCertificate = cadesPki.der('root');

/** One list, so that asking twice finds nothing new. */
const crl = cadesPki.crl('root');
export const rootCrl: EvidenceSource = {
  issuers: async () => [],
  crls: async () => [crl],
  ocsp: async () => [],
};

const anchors = [rootCertificate];

/** `document` signed by the entity `who`, such as `P-256 one`. */
export function signCades(
  document: Uint8Array,
  who: string,
  more: Partial<Pick<SignOptions, 'detached' | 'cades' | 'level' | 'timestamper' | 'evidence'>> = {},
): Promise<Uint8Array> {
  const key = cadesPki.key(who);
  const { scheme = key.scheme } = CADES_KEYS[who.split(' ')[0]!]!;
  return signDocument(document, {
    engine,
    format: 'cades',
    level: 'B',
    signer: testSigner(key, scheme),
    certificates: [cadesPki.der(who)],
    anchors,
    at: AT,
    ...more,
  });
}

export const addTo = (document: Uint8Array, who: string, cades: CadesOptions): Promise<Uint8Array> =>
  signCades(document, who, { cades });

export const extendCades = (
  document: Uint8Array,
  level: 'T' | 'LT' | 'LTA',
  contents: readonly DetachedContent[] = [],
): Promise<Uint8Array> =>
  extendDocument(document, { engine, level, timestamper, evidence: rootCrl, anchors, contents, at: AT });

export const verifyCades = (
  document: Uint8Array,
  options: Partial<VerifyDocumentOptions> = {},
): Promise<ValidationReport> =>
  verifyDocument(document, { engine, at: AT, anchors, evidence: rootCrl, ...options });
