import { expect } from 'chai';
import { nodeEngine } from '../../../src/adapters/keys/node-engine.ts';
import { parseOcspRequest } from '../../../src/formats/ocsp/request.ts';
import * as encode from '../../../src/formats/x509/extension-encoders.ts';
import { ACCESS_METHOD } from '../../../src/formats/x509/extension-values.ts';
import { httpEvidence, platformFetch, type HttpRequest } from '../../../src/trust/evidence/http.ts';
import { testPki } from '../../support/pki.ts';
import { answer } from '../ask.ts';

const uri = (value: string) => ({ kind: 'uri' as const, value });
const places = (ocsp: string, issuer: string, crl: string) => [
  encode.encodeAuthorityInfoAccess([
    { method: ACCESS_METHOD.ocsp, location: uri(ocsp) },
    { method: ACCESS_METHOD.caIssuers, location: uri(issuer) },
  ]),
  encode.encodeCrlDistributionPoints([crl]),
];

const pki = testPki({
  Root: { ca: true },
  Mid: {
    issuer: 'Root',
    ca: true,
    extensions: places('http://a/ocsp', 'http://a/root.cer', 'http://a/root.crl'),
  },
  Leaf: { issuer: 'Mid', extensions: places('http://a/ocsp', 'http://a/mid.cer', 'http://a/mid.crl') },
});

/** A network of these files; everything asked is written down. */
function network(files: Record<string, Uint8Array | ((request: HttpRequest) => Uint8Array)>) {
  const asked: string[] = [];
  const fetch = (request: HttpRequest): Promise<Uint8Array> => {
    asked.push(`${request.method} ${request.url}`);
    const file = files[request.url];
    if (file === undefined) return Promise.reject(new Error('not there'));
    return Promise.resolve(file instanceof Uint8Array ? file : file(request));
  };
  return { asked, fetch };
}

const crl = (name: 'Root' | 'Mid', fields = {}): Uint8Array =>
  pki.crl(name, { scope: { fullName: [uri(`http://a/${name.toLowerCase()}.crl`)] }, ...fields });
const whole = {
  'http://a/mid.cer': pki.der('Mid'),
  'http://a/root.crl': crl('Root'),
  'http://a/mid.crl': crl('Mid'),
};

describe('Evidence over HTTP', () => {
  it('is not fetched unless it is asked for', async () => {
    expect(await answer(pki, { revocation: 'required' })).to.equal('path.no-anchor');
  });

  it('finds the missing issuer and the CRLs', async () => {
    const { fetch, asked } = network(whole);
    const evidence = httpEvidence({ fetch, engine: nodeEngine() });
    expect(await answer(pki, { revocation: 'required', evidence })).to.equal('valid');
    expect(asked).to.deep.equal([
      'GET http://a/mid.cer',
      'POST http://a/ocsp',
      'GET http://a/root.crl',
      'POST http://a/ocsp',
      'GET http://a/mid.crl',
    ]);
  });

  it('is judged like any other: what is fetched and forged counts for nothing', async () => {
    const forged = network({ ...whole, 'http://a/mid.crl': crl('Mid', { isSignatureDamaged: true }) });
    const evidence = httpEvidence({ fetch: forged.fetch, engine: nodeEngine() });
    expect(await answer(pki, { revocation: 'required', evidence })).to.equal('revocation.unknown');
  });

  it('that is garbage, too long or not there is none', async () => {
    for (const body of [new Uint8Array(5), new Uint8Array(2000)]) {
      const { fetch } = network({ ...whole, 'http://a/mid.crl': body });
      const evidence = httpEvidence({ fetch, engine: nodeEngine() }, { crlBytes: 1000 });
      expect(await answer(pki, { revocation: 'required', evidence })).to.equal('revocation.unknown');
    }
  });

  it('asks a limited number of times, and no place twice', async () => {
    const { fetch, asked } = network(whole);
    const source = httpEvidence({ fetch, engine: nodeEngine() }, { requests: 2 });
    await source.crls(pki.certificate('Leaf'), undefined);
    await source.crls(pki.certificate('Leaf'), undefined);
    await source.crls(pki.certificate('Mid'), undefined);
    await source.issuers(pki.certificate('Leaf'));
    expect(asked).to.deep.equal(['GET http://a/mid.crl', 'GET http://a/root.crl']);
  });

  it('asks nothing but HTTP, and gives no credentials of a URL', async () => {
    const { fetch, asked } = network({});
    const source = httpEvidence({ fetch, engine: nodeEngine() });
    const odd = testPki({
      Leaf: {
        extensions: [
          encode.encodeCrlDistributionPoints(['file:///etc/passwd', 'ldap://a/b', 'http://u:p@a/x.crl']),
        ],
      },
    });
    expect(await source.crls(odd.certificate('Leaf'), undefined)).to.deep.equal([]);
    expect(asked).to.deep.equal([]);
  });

  it('counts no OCSP answer with another nonce than the one asked with', async () => {
    const random = { bytes: (count: number) => new Uint8Array(count).fill(7) };
    const respond = (nonce: Uint8Array | undefined) =>
      network({
        'http://a/ocsp': () =>
          pki.ocsp({ responder: 'Mid', answers: [{ about: 'Leaf' }], ...(nonce && { nonce }) }),
      });
    for (const [nonce, count] of [
      [new Uint8Array(32).fill(8), 0],
      [new Uint8Array(32).fill(7), 1],
      [undefined, 1],
    ] as const) {
      const source = httpEvidence({ fetch: respond(nonce).fetch, engine: nodeEngine(), random });
      expect(await source.ocsp(pki.certificate('Leaf'), pki.certificate('Mid'))).to.have.length(count);
    }
  });

  it('asks OCSP about the right certificate', async () => {
    let body: Uint8Array | undefined;
    const { fetch } = network({ 'http://a/ocsp': (request) => (body = request.body!) });
    await httpEvidence({ fetch, engine: nodeEngine() }).ocsp(pki.certificate('Leaf'), pki.certificate('Mid'));
    const [asked] = parseOcspRequest(body!).requests;
    expect(asked!.certId.der).to.deep.equal(pki.certId('Leaf'));
  });
});

describe('The platform’s fetch', () => {
  const request: HttpRequest = {
    url: 'http://a/',
    method: 'GET',
    accept: '*/*',
    maxBytes: 10,
    timeoutSeconds: 1,
  };
  const by = (response: Response) => platformFetch(() => Promise.resolve(response));
  const failure = (fetch: Promise<unknown>): Promise<unknown> =>
    fetch.then(
      () => 'an answer',
      () => 'no answer',
    );

  it('refuses an answer that is no success, or longer than allowed', async () => {
    expect(await failure(by(new Response('x', { status: 404 }))(request))).to.equal('no answer');
    expect(await failure(by(new Response('12345678901'))(request))).to.equal('no answer');
  });

  it('gives the body of an answer', async () => {
    expect(await by(new Response('1234567890'))(request)).to.deep.equal(
      new TextEncoder().encode('1234567890'),
    );
  });
});
