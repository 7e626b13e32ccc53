import { execFile, execFileSync } from 'node:child_process';
import { createHash, createPublicKey, randomBytes, verify, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { encodePem } from '../../src/formats/pem.ts';
import { parseSignedData } from '../../src/formats/cms/signed-data.ts';
import { parseCrl } from '../../src/formats/crl/crl.ts';
import { parseCertificate } from '../../src/formats/x509/certificate.ts';
import { setOf } from '../../src/formats/asn1/der-writer.ts';
import { DerReader } from '../../src/formats/asn1/der-reader.ts';
import { signDocument } from '../../src/signatures/sign-document.ts';
import { STRICT_POLICY } from '../../src/signatures/validation/policy.ts';
import { verifyDocument } from '../../src/signatures/verify-document.ts';
import type { VerifyDocumentOptions } from '../../src/signatures/verify-options.ts';
import { AT, crlSource, TestAuthority, type SchemeName } from '../../test/support/signers.ts';
import { libcryptoVerifier } from './libcrypto-cms.ts';
import { median, type BenchResult } from './measure.ts';
import { engine, signedDocuments } from './sample-documents.ts';

/** As many as make sure that no key is kept in the engine's cache until it comes again. */
const SIGNERS = 300;
const ROUNDS = 9;
const DETACHED_BYTES = 10 * 1024 * 1024;
const DOCUMENTS = 1000;
const BAR = { libcrypto: 1 / 1.2, bareChecks: 1 / 3, sha256: 0.9, processes: 10 };

const root = new TestAuthority('Root');
const TRUST: VerifyDocumentOptions = { engine, at: AT, anchors: [root.certificate] };
/** As far as libcrypto goes here: it is asked for no revocation. */
const WITHOUT_REVOCATION = { ...TRUST, policy: { ...STRICT_POLICY, revocation: 'off' as const } };

/** Microseconds of processor time that one of `count` operations takes, threads of the engine included. */
async function microseconds(count: number, operation: (index: number) => unknown): Promise<number> {
  const start = process.cpuUsage();
  for (let index = 0; index < count; index++) await operation(index);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / count;
}

/** The same by the clock: speed is what somebody waits for. */
async function microsecondsByClock(count: number, operation: () => unknown): Promise<number> {
  const start = performance.now();
  for (let index = 0; index < count; index++) await operation();
  return ((performance.now() - start) * 1000) / count;
}

/** Verifications before anything is measured, for the compiler. */
const WARM_UP = 4000;

/** Measures alternately, so that what else the machine does weighs on all alike; medians, the first round apart. */
async function alternately(measures: readonly (() => Promise<number>)[]): Promise<number[]> {
  const found = measures.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, measure] of measures.entries()) {
      const value = await measure();
      if (round > 0) found[index]!.push(value);
    }
  }
  return found.map(median);
}

async function passes(document: Uint8Array, options: VerifyDocumentOptions): Promise<void> {
  const { passedCount } = await verifyDocument(document, options);
  if (passedCount !== 1) throw new Error('the document is good');
}

/** Against libcrypto, which reads the signer's key anew each time. */
async function againstLibcrypto(scheme: SchemeName, signers: number): Promise<BenchResult> {
  const documents = await signedDocuments(root, scheme, SIGNERS, 1024, signers);
  const ours = (): Promise<number> =>
    microseconds(SIGNERS, (index) => passes(documents[index]!, WITHOUT_REVOCATION));
  const peer = libcryptoVerifier(root.certificate, documents, AT, 1);
  const [our, theirs] = await alternately([ours, ...(peer ? [() => peer.measure()] : [])]);
  peer?.stop();
  return {
    name: `CAdES-B of 1 KiB verified, ${scheme}, ${signers === 1 ? 'one signer' : 'each of another signer'}`,
    ours: 1e6 / our!,
    unit: 'documents a second of processor time',
    against:
      theirs === undefined
        ? []
        : [{ name: 'libcrypto, CMS_verify with CMS_CADES', rate: 1e6 / theirs, bar: BAR.libcrypto }],
    ...(theirs !== undefined && { note: `${our!.toFixed(0)} us, libcrypto ${theirs.toFixed(0)} us` }),
  };
}

/** The signature values under one document, and whose key made each. */
function bareChecks(document: Uint8Array, crl: Uint8Array): () => void {
  const signedData = parseSignedData(document);
  const [signer] = signedData.signers;
  const certificate = parseCertificate(signedData.certificates[0]!);
  const keyOf = (der: Uint8Array): KeyObject =>
    createPublicKey({ key: Buffer.from(parseCertificate(der).publicKey.der), format: 'der', type: 'spki' });
  const rootKey = keyOf(root.certificate);
  const list = parseCrl(crl);
  const attributes = setOf(new DerReader(signer!.signedAttributes!.der).next().content);
  const checks = [
    { data: attributes, key: keyOf(certificate.der), value: signer!.signature },
    { data: certificate.toBeSigned, key: rootKey, value: certificate.signature },
    { data: list.toBeSigned, key: rootKey, value: list.signature },
  ];
  return () => {
    for (const { data, key, value } of checks) {
      if (!verify('sha256', data, key, value)) throw new Error('the signature is good');
    }
  };
}

async function wholeReport(): Promise<BenchResult> {
  const [document] = await signedDocuments(root, 'P-256', 1);
  const crl = root.crl();
  const options = { ...TRUST, evidence: crlSource(crl) };
  const bare = bareChecks(document!, crl);
  const [our, theirs] = await alternately([
    () => microseconds(SIGNERS, () => passes(document!, options)),
    () => microseconds(SIGNERS, bare),
  ]);
  return {
    name: 'CAdES-B of 1 KiB, the whole report with a CRL, P-256',
    ours: 1e6 / our!,
    unit: 'reports a second of processor time',
    against: [
      { name: 'its three signature checks by node:crypto', rate: 1e6 / theirs!, bar: BAR.bareChecks },
    ],
  };
}

async function largeDetached(): Promise<BenchResult[]> {
  const content = randomBytes(DETACHED_BYTES);
  const { signer, certificate } = root.issue('P-256');
  const signature = await signDocument(content, {
    engine,
    format: 'cades',
    level: 'B',
    signer,
    certificates: [certificate],
    at: AT,
    detached: true,
  });
  const contents = [{ bytes: content }];
  const [alone, withChain, withCrl] = await alternately([
    () => microsecondsByClock(10, () => createHash('sha256').update(content).digest()),
    () => microsecondsByClock(10, () => passes(signature, { ...WITHOUT_REVOCATION, contents })),
    () =>
      microsecondsByClock(10, () =>
        passes(signature, { ...TRUST, evidence: crlSource(root.crl()), contents }),
      ),
  ]);
  const result = (what: string, our: number, bar?: number): BenchResult => ({
    name: `detached signature over 10 MiB verified, ${what}`,
    ours: DETACHED_BYTES / our,
    unit: 'MB/s',
    against: [{ name: 'SHA-256 alone', rate: DETACHED_BYTES / alone!, ...(bar !== undefined && { bar }) }],
  });
  return [result('with its chain', withChain!, BAR.sha256), result('with a CRL too', withCrl!)];
}

/** Verifies all files of a folder as `verify FILE...` does. */
const PROGRAM = `
  import { readdirSync, readFileSync } from 'node:fs';
  import { join } from 'node:path';
  import { nodeEngine } from './adapters/keys/node-engine.ts';
  import { rememberingEngine } from './crypto/remembering-engine.ts';
  import { verifyDocument } from './node.ts';
  const [folder, at, root, crl] = process.argv.slice(2);
  const crls = [readFileSync(crl)];
  const evidence = { issuers: async () => [], ocsp: async () => [], crls: async () => crls };
  const engine = rememberingEngine(nodeEngine());
  const options = { engine, at: new Date(at), anchors: [readFileSync(root)], evidence };
  let passed = 0;
  for (const name of readdirSync(folder)) {
    passed += (await verifyDocument(readFileSync(join(folder, name)), { ...options, name })).passedCount;
  }
  console.log(passed);
`;

/** One process for all against a process each, seconds by the clock, start included. */
async function manyDocuments(): Promise<BenchResult> {
  const directory = mkdtempSync(join(tmpdir(), 'certbank-bench-cades-'));
  const inDirectory = (name: string): string => join(directory, name);
  const documents = await signedDocuments(root, 'P-256', DOCUMENTS, 1024, 50);
  const folder = mkdtempSync(inDirectory('documents-'));
  const files = documents.map((document, index) => {
    const file = join(folder, `${index}.p7m`);
    writeFileSync(file, document);
    return file;
  });
  writeFileSync(inDirectory('root.der'), root.certificate);
  writeFileSync(inDirectory('root.pem'), encodePem('CERTIFICATE', root.certificate));
  writeFileSync(inDirectory('root.crl'), root.crl());
  await build({
    stdin: { contents: PROGRAM, resolveDir: join(import.meta.dirname, '..', '..', 'src'), loader: 'ts' },
    outfile: inDirectory('verify.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });

  const ours = async (): Promise<number> => {
    const start = performance.now();
    const parameters = [folder, AT.toISOString(), inDirectory('root.der'), inDirectory('root.crl')];
    const { stdout } = await promisify(execFile)(process.execPath, [
      inDirectory('verify.mjs'),
      ...parameters,
    ]);
    if (Number(stdout) !== DOCUMENTS) throw new Error('the documents are good');
    return (performance.now() - start) / DOCUMENTS;
  };
  let next = 0;
  const openssl = async (): Promise<number> => {
    const parameters = ['-CAfile', 'root.pem', '-attime', String(AT.getTime() / 1000), '-out', 'content'];
    const start = performance.now();
    for (let i = 0; i < 50; i++) {
      const input = ['-inform', 'DER', '-in', files[next++ % DOCUMENTS]!];
      execFileSync('openssl', ['cms', '-verify', '-cades', ...input, ...parameters], {
        cwd: directory,
        stdio: 'ignore',
      });
    }
    return (performance.now() - start) / 50;
  };
  const [our, theirs] = await alternately([ours, openssl]);
  rmSync(directory, { recursive: true });
  return {
    name: `${DOCUMENTS} documents of 1 KiB in one process, its start and a CRL included`,
    ours: 1000 / our!,
    unit: 'documents/s',
    against: [{ name: 'openssl cms -verify, a process each', rate: 1000 / theirs!, bar: BAR.processes }],
  };
}

/** CAdES verified, from bytes to report. */
export async function benchmark(): Promise<BenchResult[]> {
  const [sample] = await signedDocuments(root, 'P-256', 1);
  for (let i = 0; i < WARM_UP; i++) await passes(sample!, { ...TRUST, evidence: crlSource(root.crl()) });
  const results: BenchResult[] = [];
  for (const scheme of ['P-256', 'RSA-PKCS1'] as const) {
    results.push(await againstLibcrypto(scheme, 1), await againstLibcrypto(scheme, SIGNERS));
  }
  results.push(await wholeReport(), ...(await largeDetached()), await manyDocuments());
  return results;
}
