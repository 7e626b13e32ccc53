import { generateKeyPairSync, sign, constants } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { collect } from '../../src/authority/enrollment/collect.ts';
import { register } from '../../src/authority/enrollment/register.ts';
import type { FamilyId } from '../../src/authority/profiles/profile.ts';
import {
  applicantKey,
  makeBank,
  OFFICER,
  PERSON,
  requestFor,
  type TestBank,
} from '../../test/support/authority.ts';
import { rateOf, type Benchmark, type BenchResult } from './measure.ts';

const IN_FLIGHT = 64;
const ROUNDS = 3;

interface Order {
  readonly reference: string;
  readonly activationCode: string;
  readonly requestDer: Uint8Array;
}

async function makeOrders(bank: TestBank, count: number): Promise<Order[]> {
  const orders: Order[] = [];
  for (let start = 0; start < count; start += IN_FLIGHT) {
    const batch = Array.from({ length: Math.min(IN_FLIGHT, count - start) }, async () => {
      const requestDer = await requestFor(applicantKey('P-256'));
      const { order, activationCode } = await register(bank, { actor: OFFICER, registration: PERSON });
      return { reference: order.reference, activationCode, requestDer };
    });
    orders.push(...(await Promise.all(batch)));
  }
  return orders;
}

/** From PKCS#10 to a certificate that is durable in the bank, `IN_FLIGHT` at a time; certificates a second. */
async function issuingRate(family: FamilyId, count: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'certbank-bench-'));
  const bank = await makeBank({ family, file: join(folder, 'bank.sqlite') });
  try {
    const rates: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const orders = await makeOrders(bank, count);
      const start = performance.now();
      const worker = async (): Promise<void> => {
        for (let order = orders.pop(); order !== undefined; order = orders.pop()) await collect(bank, order);
      };
      await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
      if (round > 0) rates.push((count / (performance.now() - start)) * 1000);
    }
    return rates.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
  } finally {
    await bank.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the issuing key alone signs on one core. */
function bareRate(family: 'oces3' | 'p256'): number {
  const data = new Uint8Array(1200);
  if (family === 'p256') {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return rateOf(() => sign('sha256', data, privateKey));
  }
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 3072 });
  const key = { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  return rateOf(() => sign('sha256', data, key));
}

/** Issuance with durable commit against the issuing key's own signing rate. */
export const benchmark: Benchmark = async () => {
  const results: BenchResult[] = [];
  results.push({
    name: 'issued with durable commit, SQLite, RSA-3072 issuer',
    unit: 'certificates/s',
    ours: await issuingRate('oces3', 1000),
    against: [{ name: 'the RSA-3072 key alone, one core', rate: bareRate('oces3'), bar: 0.7 }],
  });
  results.push({
    name: 'issued with durable commit, SQLite, P-256 issuer',
    unit: 'certificates/s',
    ours: await issuingRate('p256', 4000),
    against: [
      { name: 'the bar of 1,000 a second', rate: 1000, bar: 1 },
      { name: 'the P-256 key alone, one core', rate: bareRate('p256') },
    ],
  });
  return results;
};
