import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import vm from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect } from 'chai';
import { chromium } from 'playwright-core';
import { toBase64, toUtf8 } from '../src/base/bytes.ts';
import * as browserFace from '../src/index.ts';
import * as nodeFace from '../src/node.ts';
import { bundleForBrowser } from './support/browser-bundle.ts';
import { AT, SCHEMES, TestAuthority } from './support/signers.ts';
import { requireTool } from './support/tools.ts';

const ROOT = join(import.meta.dirname, '..');

/** What the contract promises. */
const PROMISED = [
  'verifyDocument',
  'signDocument',
  'prepareSignature',
  'verifyPath',
  'parseCertificate',
  'parseCrl',
  'parseOcspResponse',
  'parseTimestampToken',
  'httpTimestamper',
  'CertBankError',
];

const CONTENT = toUtf8('Agreed: 100 kroner.');
const root = new TestAuthority('Root');
const issuing = new TestAuthority('Issuing authority', root);

/** A signed document with all that its verification needs inside, as text. */
async function sample(): Promise<{ document: string; anchor: string }> {
  const { signer, certificate } = issuing.issue('P-256', { commonName: 'Anna' });
  const certificates = [certificate, issuing.certificate];
  const document = await nodeFace.signDocument(CONTENT, {
    format: 'cades',
    level: 'B',
    signer,
    certificates,
    at: AT,
  });
  return { document: toBase64(document), anchor: toBase64(root.certificate) };
}

/** Runs where there is nothing but the language, WebCrypto and the text encodings. */
const PROGRAM = `(async () => {
  const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const options = { at: new Date(input.at), anchors: [bytes(input.anchor)], policy: { ...certbank.STRICT_POLICY, revocation: 'off' } };
  const whole = await certbank.verifyDocument(bytes(input.document), options);
  const changed = bytes(input.document);
  changed[60] ^= 1;
  let failed;
  try {
    failed = (await certbank.verifyDocument(changed, options)).passedCount;
  } catch (error) {
    failed = error.code;
  }
  return JSON.stringify({ whole, failed });
})()`;

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'src', 'index.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'certbank',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}

describe('the library', () => {
  it('keeps the names of the contract', () => {
    expect(Object.keys(browserFace)).to.include.members(PROMISED);
  });

  it('has the same names in Node and in the browser, with another default engine', () => {
    expect(Object.keys(nodeFace).sort()).to.deep.equal(Object.keys(browserFace).sort());
    for (const name of ['verifyDocument', 'signDocument', 'prepareSignature', 'verifyPath'] as const) {
      expect(nodeFace[name], name).to.not.equal(browserFace[name]);
    }
    expect(nodeFace.CertBankError).to.equal(browserFace.CertBankError);
  });

  it('gives the same report from both faces, for every scheme', async () => {
    for (const name of Object.keys(SCHEMES) as (keyof typeof SCHEMES)[]) {
      const { signer, certificate } = issuing.issue(name);
      const certificates = [certificate, issuing.certificate];
      const document = await nodeFace.signDocument(CONTENT, {
        format: 'cades',
        level: 'B',
        signer,
        certificates,
        at: AT,
      });
      const options = { at: AT, anchors: [root.certificate] };
      const expected = await nodeFace.verifyDocument(document, options);
      expect(expected.signatures[0]!.integrity).to.deep.equal({
        signature: true,
        references: true,
        structure: true,
      });
      expect(await browserFace.verifyDocument(document, options), name).to.deep.equal(expected);
    }
  });

  it('takes the machine’s clock where no instant is given', async () => {
    const before = Date.now();
    const { validationTime } = await nodeFace.verifyDocument(new Uint8Array());
    expect(Date.parse(validationTime)).to.be.within(before, Date.now());
  });

  it('compiles without the types of Node', function () {
    this.timeout(300_000);
    execFileSync(process.execPath, [
      join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'),
      '-p',
      join(ROOT, 'tsconfig.browser.json'),
      '--incremental',
      'false',
    ]);
  });

  it('weighs less than 60 KB where certificate paths are all that is wanted of it', async () => {
    const names = 'verifyPath, parseCertificate, parseCrl, webEngine';
    const files = await bundleForBrowser(`export { ${names} } from './src/index.ts';`);
    expect(gzipSync(files.get('entry.js')!).length).to.be.within(20_000, 60_000);
  });

  it('runs as a bundle where there is no Node at all', async () => {
    const input = { ...(await sample()), at: AT.toISOString() };
    const context = vm.createContext({
      crypto: globalThis.crypto,
      atob,
      btoa,
      TextEncoder,
      TextDecoder,
      input,
    });
    vm.runInContext(await bundle(), context);
    const { whole, failed } = JSON.parse(await vm.runInContext(PROGRAM, context)) as Outcome;
    expectOutcome(whole, failed);
  });

  it('runs in a browser', async function () {
    requireTool(this, 'chromium');
    this.timeout(120_000);
    const input = { ...(await sample()), at: AT.toISOString() };
    const browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    });
    try {
      const page = await browser.newPage();
      // WebCrypto is there in secure contexts only.
      await page.route('https://certbank.test/', (route) =>
        route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>certbank</title>' }),
      );
      await page.goto('https://certbank.test/');
      await page.addScriptTag({ content: await bundle() });
      const text = await page.evaluate<string>(`globalThis.input = ${JSON.stringify(input)}; ${PROGRAM}`);
      const { whole, failed } = JSON.parse(text) as Outcome;
      expectOutcome(whole, failed);
    } finally {
      await browser.close();
    }
  });
});

interface Outcome {
  whole: nodeFace.ValidationReport;
  failed: unknown;
}

function expectOutcome(whole: nodeFace.ValidationReport, failed: unknown): void {
  expect(whole.signatures[0]).to.include({ indication: 'TOTAL-PASSED', signedBy: 'Anna' });
  expect(failed).to.be.oneOf([0, 'der.malformed', 'structure.malformed']);
}
