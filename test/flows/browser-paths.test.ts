import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { pathSettings, type PkitsTest } from '../../scripts/conformance/pkits.ts';
import { readBytes, readTable } from '../../scripts/conformance/corpus.ts';
import { encodeNameConstraints } from '../../src/formats/x509/extension-encoders.ts';
import { verifyPath, type PathRequest } from '../../src/node.ts';
import { BrowserLibrary } from '../support/browser-library.ts';
import { AT, rdnsOf, testPki, type Entity } from '../support/pki.ts';
import { requireTool } from '../support/tools.ts';
import { fromWire, toWire } from '../support/wire.ts';
import { encodeName, Name } from '../../src/formats/x509/name.ts';

const PKITS = join(import.meta.dirname, '..', '..', '..', 'shared', 'corpora', 'pkits');
const SAMPLE = 60;

const below = new Name(encodeName(rdnsOf('O=Allowed')));

const TABLE = {
  root: { ca: true },
  issuing: { ca: true, issuer: 'root' },
  anna: { issuer: 'issuing' },
  damaged: { issuer: 'issuing', isSignatureDamaged: true },
  expired: { issuer: 'issuing', until: '2026-01-01T00:00:00Z' },
  noAuthority: { issuer: 'anna' },
  sha1: { issuer: 'rsaRoot', scheme: { kind: 'rsa-pkcs1', hash: 'SHA-1' } },
  sha3: { issuer: 'rsaRoot', scheme: { kind: 'rsa-pkcs1', hash: 'SHA3-256' } },
  rsaRoot: { ca: true, key: 'rsa2048' },
  pssRoot: { ca: true, key: 'rsa2048-pss' },
  pss: { issuer: 'pssRoot' },
  longSalt: {
    issuer: 'pssRoot',
    scheme: { kind: 'rsa-pss', hash: 'SHA3-512', mgfHash: 'SHA3-512', saltLength: 20 },
  },
  edRoot: { ca: true, key: 'ed25519' },
  ed: { issuer: 'edRoot', key: 'ed448' },
  goldilocksRoot: { ca: true, key: 'ed448' },
  goldilocks: { issuer: 'goldilocksRoot' },
  brainpoolRoot: { ca: true, key: 'brainpoolP256r1' },
  brainpool: { issuer: 'brainpoolRoot' },
  largeRoot: { ca: true, key: 'p521' },
  large: { issuer: 'largeRoot', key: 'p384' },
  constrained: {
    ca: true,
    issuer: 'root',
    extensions: [encodeNameConstraints({ permitted: [{ kind: 'directory', name: below }], excluded: [] })],
  },
  inside: { issuer: 'constrained', subject: 'O=Allowed,CN=Inside' },
  outside: { issuer: 'constrained', subject: 'O=Other,CN=Outside' },
} as const satisfies Record<string, Entity>;

const pki = testPki<keyof typeof TABLE>(TABLE);
type EntityName = keyof typeof TABLE;

/** The path from `anchor` down to the leaf, which is the last, without revocation unless `more` says so. */
function request(anchor: EntityName, ...down: readonly EntityName[]): PathRequest {
  const ders = down.map((name) => pki.der(name));
  return {
    leaf: ders.at(-1)!,
    intermediates: ders.slice(0, -1),
    anchors: [pki.der(anchor)],
    at: AT,
    revocation: 'off',
  };
}

const anna = (more: Partial<PathRequest>): PathRequest => ({
  ...request('root', 'issuing', 'anna'),
  revocation: 'required',
  crls: [pki.crl('root')],
  ...more,
});

/** Made when the test runs: keys take their time. */
const OWN: Readonly<Record<string, () => PathRequest>> = {
  'a damaged signature': () => request('root', 'issuing', 'damaged'),
  'an expired certificate': () => request('root', 'issuing', 'expired'),
  'no issuer': () => request('root', 'anna'),
  'a leaf as issuer': () => request('root', 'issuing', 'anna', 'noAuthority'),
  'a name outside the constraints': () => request('root', 'constrained', 'outside'),
  'a name inside the constraints': () => request('root', 'constrained', 'inside'),
  'revocation not known': () => anna({}),
  'revoked by CRL': () => anna({ crls: [pki.crl('root'), pki.crl('issuing', { revoked: ['anna'] })] }),
  'good by CRL': () => anna({ crls: [pki.crl('root'), pki.crl('issuing')] }),
  'revoked by OCSP': () =>
    anna({
      ocspResponses: [
        pki.ocsp({
          responder: 'issuing',
          answers: [{ about: 'anna', status: 'revoked', revokedAt: new Date('2026-05-01T00:00:00Z') }],
        }),
      ],
    }),
  'good by OCSP': () =>
    anna({ ocspResponses: [pki.ocsp({ responder: 'issuing', answers: [{ about: 'anna' }] })] }),
  'SHA-1': () => request('rsaRoot', 'sha1'),
  'SHA-3': () => request('rsaRoot', 'sha3'),
  'RSA-PSS': () => request('pssRoot', 'pss'),
  'RSA-PSS with SHA-3': () => request('pssRoot', 'longSalt'),
  Ed25519: () => request('edRoot', 'ed'),
  Ed448: () => request('goldilocksRoot', 'goldilocks'),
  brainpool: () => request('brainpoolRoot', 'brainpool'),
  'P-521': () => request('largeRoot', 'large'),
  'the key of another': () => request('largeRoot', 'brainpool'),
};
const GOOD = /^(a name inside|good|SHA|RSA|Ed|brainpool|P-)/;

function pkitsRequest(test: PkitsTest): PathRequest {
  const read = (file: string): Uint8Array => readBytes(PKITS, file);
  return {
    leaf: read(test.path.at(-1)!),
    intermediates: [...test.path.slice(1, -1), ...test.extra_certs].map(read).reverse(),
    ...pathSettings(PKITS, test),
  };
}

describe('paths in the browser', function () {
  this.timeout(60_000);
  let browser: BrowserLibrary | undefined;

  before(async function () {
    requireTool(this, 'chromium');
    browser = await BrowserLibrary.start();
  });

  after(() => browser?.close());

  /** What Node says, after the browser said the same. */
  async function inBoth(requests: readonly PathRequest[]) {
    const inNode = await Promise.all(requests.map((one) => verifyPath(one)));
    const inBrowser = await browser!.ask(
      'verifyPath',
      requests.map((one) => [one]),
    );
    expect(inBrowser).to.deep.equal(fromWire(toWire(inNode)));
    return inNode;
  }

  it('load no more than they need', async () => {
    await inBoth([OWN['no issuer']!(), anna({ crls: [pki.crl('root'), pki.crl('issuing')] })]);
    const before = browser!.loaded.length;
    await inBoth([OWN['brainpool']!()]);
    expect(browser!.loaded.length).to.be.greaterThan(before);
  });

  it('have the same results as in Node, whatever is wrong and whatever signs', async () => {
    const results = await inBoth(Object.values(OWN).map((make) => make()));
    const good = Object.keys(OWN).filter((_, index) => results[index]!.valid);
    expect(good).to.deep.equal(Object.keys(OWN).filter((name) => GOOD.test(name)));
  });

  it(`have the same results as in Node for ${SAMPLE} cases of NIST PKITS`, async function () {
    if (!existsSync(PKITS)) {
      this.test!.title += ' (skipped: the corpus is not there)';
      this.skip();
    }
    const { tests } = readTable(PKITS, 'pkits.json') as { tests: readonly PkitsTest[] };
    const sample = Array.from(
      { length: SAMPLE },
      (_, index) => tests[Math.floor((index * tests.length) / SAMPLE)]!,
    );
    const results = await inBoth(sample.map(pkitsRequest));
    expect(results.map(({ valid }) => (valid ? 'success' : 'failure'))).to.deep.equal(
      sample.map(({ expected }) => expected),
    );
  });
});
