import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { fromHex } from '../../src/base/bytes.ts';
import { isCertBankError } from '../../src/base/errors.ts';
import { encodeEcdsaSignature } from '../../src/crypto/ecdsa-signature.ts';
import type { Engine } from '../../src/crypto/engine.ts';
import { verifySignature, verifySigned } from '../../src/crypto/verify.ts';
import { webEngine } from '../../src/crypto/web-engine.ts';
import {
  hashFromOid,
  hashOid,
  HASH_BYTES,
  type HashName,
  type SignatureScheme,
} from '../../src/formats/algorithms.ts';
import { parsePublicKey, type PublicKey } from '../../src/formats/x509/public-key.ts';
import { readTable, type CorpusResult, type Outcome } from './corpus.ts';

interface Group {
  readonly type: string;
  readonly publicKeyDer: string;
  readonly sha?: string;
  readonly mgfSha?: string;
  readonly sLen?: number;
  readonly tests: readonly {
    readonly tcId: number;
    readonly comment: string;
    readonly msg: string;
    readonly sig: string;
    readonly result: 'valid' | 'invalid' | 'acceptable';
  }[];
}

/** A platform whose WebCrypto has no signature algorithm, so that all of them are computed. */
const bare = {
  digest: globalThis.crypto.subtle.digest.bind(globalThis.crypto.subtle),
  importKey: () => Promise.reject(new DOMException('not here', 'NotSupportedError')),
} as unknown as SubtleCrypto;

const ENGINES: Readonly<Record<string, Engine>> = {
  node: nodeEngine(),
  pool: nodeEngine({ verifiesInPool: true }),
  web: webEngine(globalThis.crypto.subtle),
  software: webEngine(bare),
};

/** Every signature test of every algorithm that the house verifies, by every engine. */
export async function wycheproof(folder: string): Promise<CorpusResult> {
  const outcomes: Outcome[] = [];
  const skipped: string[] = [];
  const { entries } = readTable(folder, 'wycheproof.json') as { entries: { file: string }[] };
  for (const { file } of entries) {
    const { testGroups } = readTable(folder, file) as { testGroups: Group[] };
    for (const group of testGroups) {
      if (group.sha !== undefined && hashFromName(group.sha) === undefined) {
        if (!skipped.includes(group.sha)) skipped.push(group.sha);
        continue;
      }
      for (const test of group.tests) {
        for (const [name, engine] of Object.entries(ENGINES)) {
          const got = await check(engine, group, fromHex(test.msg), fromHex(test.sig));
          const isWrong =
            test.result === 'valid' ? got !== 'valid' : test.result === 'invalid' && got === 'valid';
          const miss = isWrong ? `${got}, expected ${test.result}: ${test.comment}` : undefined;
          const by = name === 'node' ? '' : ` by ${name}`;
          outcomes.push({ name: `${file} ${test.tcId}${by}`, miss, isFalseAccept: got === 'valid' });
        }
      }
    }
  }
  return { outcomes, note: `not an algorithm of the house: ${skipped.join(', ') || 'none'}` };
}

function hashFromName(name: string): HashName | undefined {
  return name in HASH_BYTES ? hashFromOid(hashOid(name as HashName)) : undefined;
}

async function check(
  engine: Engine,
  group: Group,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<string> {
  try {
    const key = parsePublicKey(fromHex(group.publicKeyDer));
    if (key.kind === 'dsa') {
      const signatureAlgorithm = { oid: DSA_OIDS[group.sha!]!, parameters: undefined, der: new Uint8Array() };
      return await verifySigned(engine, { toBeSigned: message, signatureAlgorithm, signature }, key);
    }
    const isRaw = group.type === 'EcdsaP1363Verify';
    if (isRaw && signature.length !== 2 * Math.ceil(key.bits / 8)) return 'invalid';
    const der = isRaw ? encodeEcdsaSignature(signature) : signature;
    return await verifySignature(engine, schemeOf(group, key), key, der, message);
  } catch (error) {
    if (isCertBankError(error)) return error.code;
    throw error;
  }
}

const DSA_OIDS: Readonly<Record<string, string>> = {
  'SHA-224': '2.16.840.1.101.3.4.3.1',
  'SHA-256': '2.16.840.1.101.3.4.3.2',
};

function schemeOf(group: Group, key: PublicKey): SignatureScheme {
  const hash = group.sha as HashName;
  switch (group.type) {
    case 'RsassaPkcs1Verify':
      return { kind: 'rsa-pkcs1', hash };
    case 'RsassaPssVerify':
      return { kind: 'rsa-pss', hash, mgfHash: group.mgfSha as HashName, saltLength: group.sLen! };
    case 'EddsaVerify':
      return { kind: 'eddsa', curve: key.kind === 'ed448' ? 'Ed448' : 'Ed25519' };
    default:
      return { kind: 'ecdsa', hash };
  }
}
