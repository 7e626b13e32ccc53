import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runTool } from './run-tool.ts';
import type { RunningBank } from './running-bank.ts';

/** Options of `openssl genpkey`. */
const KEYS = {
  'P-256': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  'RSA-3072': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072'],
} as const;

/** A holder of a certificate of the bank whose key is OpenSSL's. */
export interface OpensslHolder {
  /** Path of a file of this holder's directory. */
  file(name: string): string;
  /** PEM, the holder's certificate first, then those above it. */
  readonly certificates: readonly string[];
  /** A signature over `data`, as `openssl dgst` makes it. */
  sign(data: Uint8Array, ...options: string[]): Promise<Uint8Array>;
  remove(): void;
}

/** Runs OpenSSL, which must succeed. */
export async function openssl(...args: string[]): Promise<string> {
  const { status, text } = await runTool('openssl', args);
  expect(status, text).to.equal(0);
  return text;
}

/** Registers `commonName` and collects the certificate with a key made by OpenSSL. */
export async function collectWithOpenssl(
  bank: RunningBank,
  token: string,
  commonName: string,
  kind: keyof typeof KEYS,
): Promise<OpensslHolder> {
  const directory = mkdtempSync(join(tmpdir(), 'certbank-holder-'));
  const file = (name: string): string => join(directory, name);
  await openssl('genpkey', ...KEYS[kind], '-out', file('key.pem'));
  await openssl('req', '-new', '-key', file('key.pem'), '-subj', '/CN=ignored', '-out', file('request.pem'));
  const order = await bank.ask('/api/v1/orders', { token, body: { kind: 'POCES', commonName } });
  expect(order.status, order.text).to.equal(201);
  const { reference, activationCode } = order.json;
  const request = readFileSync(file('request.pem'), 'utf8');
  const body = { activationCode, request };
  const { json, status, text } = await bank.ask(`/api/v1/orders/${reference}/collect`, { body });
  expect(status, text).to.equal(200);
  writeFileSync(file('root.pem'), json.chain.at(-1));
  return {
    file,
    certificates: [json.certificate, ...json.chain],
    async sign(data, ...options) {
      writeFileSync(file('to-be-signed'), data);
      const key = ['-sign', file('key.pem'), '-out', file('signature')];
      await openssl('dgst', '-sha256', ...options, ...key, file('to-be-signed'));
      return readFileSync(file('signature'));
    },
    remove: () => rmSync(directory, { recursive: true }),
  };
}
