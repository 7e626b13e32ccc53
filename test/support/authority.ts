import { createHash, generateKeyPairSync } from 'node:crypto';
import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { nodeSigner } from '../../src/adapters/keys/node-signer.ts';
import { openLedger } from '../../src/adapters/store/ledger.ts';
import type { Actor } from '../../src/authority/access/actor.ts';
import { initialise } from '../../src/authority/ceremony/initialise.ts';
import type { AuthorityDeps } from '../../src/authority/deps.ts';
import { collect } from '../../src/authority/enrollment/collect.ts';
import type { Collected } from '../../src/authority/enrollment/collected.ts';
import { register } from '../../src/authority/enrollment/register.ts';
import { Issuers } from '../../src/authority/issuing/issuers.ts';
import type { KeyStore } from '../../src/authority/ports/keys.ts';
import type { PasswordHasher } from '../../src/authority/ports/secrets.ts';
import type { Registration } from '../../src/authority/ports/records.ts';
import type { FamilyId } from '../../src/authority/profiles/profile.ts';
import type { RandomSource } from '../../src/base/random.ts';
import type { KeyKind } from '../../src/crypto/keys.ts';
import type { Signer } from '../../src/crypto/signer.ts';
import type { SignatureScheme } from '../../src/formats/algorithms.ts';
import { encodeName } from '../../src/formats/x509/name.ts';
import { draftRequest } from '../../src/formats/x509/request-draft.ts';
import { handClock, type HandClock } from './hand-clock.ts';

export const OFFICER: Actor = { kind: 'officer', id: 'otto' };
export const ADMINISTRATOR: Actor = { kind: 'administrator', id: 'anna' };
export const AUDITOR: Actor = { kind: 'auditor', id: 'ulla' };
export const PUBLIC: Actor = { kind: 'public', id: '' };
export const SYSTEM: Actor = { kind: 'system', id: '' };

export const PERSON: Registration = {
  kind: 'POCES',
  commonName: 'Anne Ærø Testesen',
  organisation: null,
  cvr: null,
  email: 'anne@example.dk',
};

export const COMPANY: Registration = {
  kind: 'VOCES',
  commonName: 'Faktura',
  organisation: 'Eksempel A/S',
  cvr: '10150817',
  email: null,
};

export const BASE_URL = 'http://bank.example';

/** An authority in memory with a real store and a clock that stands still. */
export interface TestBank extends AuthorityDeps {
  readonly clock: HandClock;
  readonly signed: { count: number };
  close(): Promise<void>;
}

export interface TestBankOptions {
  readonly family?: FamilyId;
  readonly at?: string;
  /** Default: in memory. */
  readonly file?: string;
  /** Whether the hierarchy is made; default: yes. */
  readonly isInitialised?: boolean;
}

export async function makeBank({
  family = 'p256',
  at = '2026-03-01T12:00:00Z',
  file = ':memory:',
  isInitialised = true,
}: TestBankOptions = {}): Promise<TestBank> {
  const open = await openLedger({ client: 'sqlite', file });
  await open.migrate();
  const signed = { count: 0 };
  const deps = {
    ledger: open.ledger,
    keys: memoryKeys(signed),
    engine: nodeEngine({ verifiesInPool: true }),
    clock: handClock(at),
    random: seededRandom(`bank ${family}`),
    passwords: plainPasswords,
  };
  const issuers = isInitialised
    ? await initialise(deps, {
        profile: family,
        organisation: 'Eksempelbanken',
        country: 'DK',
        baseUrl: BASE_URL,
      })
    : await Issuers.load(deps, { baseUrl: BASE_URL });
  return { ...deps, issuers, signed, close: () => open.close() };
}

/** Reproducible bytes: SHA-256 of a seed and a counter. */
export function seededRandom(seed: string): RandomSource {
  let count = 0;
  return {
    bytes(length) {
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; at += 32) {
        bytes.set(
          createHash('sha256')
            .update(`${seed} ${count++}`)
            .digest()
            .subarray(0, length - at),
          at,
        );
      }
      return bytes;
    },
  };
}

/** Kept as it is: how passwords are hashed is tested where they are. */
const plainPasswords: PasswordHasher = {
  hash: async (password) => `plain:${password}`,
  verify: async (password, hash) => hash === `plain:${password}`,
};

export function generatePkcs8(kind: KeyKind): Uint8Array {
  const { privateKey } = kind.startsWith('RSA')
    ? generateKeyPairSync('rsa', { modulusLength: Number(kind.slice(4)) })
    : generateKeyPairSync('ec', { namedCurve: kind });
  return Uint8Array.from(privateKey.export({ format: 'der', type: 'pkcs8' }));
}

/** @param signed counts signatures */
function memoryKeys(signed: { count: number }): KeyStore {
  const keys = new Map<string, Uint8Array>();
  return {
    async generate(name, kind) {
      const pkcs8 = generatePkcs8(kind);
      keys.set(name, pkcs8);
      return { publicKey: nodeSigner(pkcs8, schemeFor(kind)).publicKey };
    },
    async signer(name, scheme) {
      const signer = nodeSigner(keys.get(name)!, scheme);
      return {
        ...signer,
        sign(data) {
          signed.count++;
          return signer.sign(data);
        },
      };
    },
    list: async () => [...keys.keys()].sort(),
  };
}

function schemeFor(kind: KeyKind): SignatureScheme {
  if (kind.startsWith('RSA')) return { kind: 'rsa-pkcs1', hash: 'SHA-256' };
  return { kind: 'ecdsa', hash: kind === 'P-384' ? 'SHA-384' : 'SHA-256' };
}

/** An applicant's key. */
export function applicantKey(kind: KeyKind = 'P-256'): Signer {
  return nodeSigner(generatePkcs8(kind), schemeFor(kind));
}

/** A PKCS#10 request for `key`; its subject is the applicant's own idea. */
export async function requestFor(key: Signer): Promise<Uint8Array> {
  const subject = encodeName([[{ oid: '2.5.4.3', value: 'whatever', as: 'utf8' }]]);
  const draft = draftRequest({ subject, publicKey: key.publicKey, scheme: key.scheme });
  return draft.complete(await key.sign(draft.toBeSigned));
}

/** An order and its certificate. */
export async function collectNew(
  bank: TestBank,
  registration: Registration = PERSON,
  { isListed, key = applicantKey() }: { readonly isListed?: boolean; readonly key?: Signer } = {},
): Promise<Collected & { readonly reference: string; readonly activationCode: string }> {
  const { order, activationCode } = await register(bank, { actor: OFFICER, registration, isListed });
  const { reference } = order;
  const requestDer = await requestFor(key);
  return { ...(await collect(bank, { reference, activationCode, requestDer })), reference, activationCode };
}
