import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import { expect } from 'chai';
import { nodeEngine } from '../../../src/adapters/keys/node-engine.ts';
import { nodeSigner } from '../../../src/adapters/keys/node-signer.ts';
import { concat, toBase64, toUtf8 } from '../../../src/base/bytes.ts';
import { generateKeyPair } from '../../../src/crypto/keys.ts';
import { encodeCertId } from '../../../src/formats/ocsp/cert-id.ts';
import { encodeOcspRequest } from '../../../src/formats/ocsp/request.ts';
import { parsePem } from '../../../src/formats/pem.ts';
import { parseCertificate } from '../../../src/formats/x509/certificate.ts';
import { draftRequest } from '../../../src/formats/x509/request-draft.ts';
import { encodeName } from '../../../src/formats/x509/name.ts';
import { signDocument } from '../../../src/node.ts';
import { mutations } from '../../support/mutate.ts';
import { startBank, type RunningBank } from '../../support/running-bank.ts';

const COUNT = 5000;
const AT_ONCE = 32;
const SEED = 20_261_123;

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

describe('the running server, fed with 20,000 damaged bodies', function () {
  this.timeout(600_000);
  let bank: RunningBank;
  let agent: Agent;
  let reference: string;
  let activationCode: string;
  let requestDer: Uint8Array;
  let signed: Uint8Array;
  let certificate: Uint8Array;
  let ocspRequest: Uint8Array;

  before(async () => {
    bank = await startBank();
    agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
    const token = await bank.signIn();
    const body = { kind: 'POCES', commonName: 'Anna Ærø' };
    const register = async () => (await bank.ask('/api/v1/orders', { token, body })).json;
    const { privateKeyPkcs8, publicKeySpki } = await generateKeyPair(crypto.subtle, 'P-256');
    const signer = nodeSigner(privateKeyPkcs8, { kind: 'ecdsa', hash: 'SHA-256' });
    const draft = draftRequest({ subject: encodeName([]), publicKey: publicKeySpki, scheme: signer.scheme });
    requestDer = draft.complete(await signer.sign(draft.toBeSigned));
    const first = await register();
    const collected = await bank.ask(`/api/v1/orders/${first.reference}/collect`, {
      body: { activationCode: first.activationCode, request: toBase64(requestDer) },
    });
    const chain = [collected.json.certificate, ...collected.json.chain].map(
      (pem: string) => parsePem(pem)[0]!.der,
    );
    certificate = chain[0]!;
    const content = toUtf8('Jeg siger ja.\n');
    // The signer's certificate alone: a damaged copy of another, which nobody needs, would not count.
    const certificates = [certificate];
    signed = await signDocument(content, {
      format: 'cades',
      level: 'B',
      signer,
      certificates,
      engine: nodeEngine(),
    });
    const issuer = parseCertificate(chain[1]!);
    const sha1 = (data: Uint8Array) => createHash('sha1').update(data).digest();
    ocspRequest = encodeOcspRequest({
      certIds: [
        encodeCertId({
          hash: 'SHA-1',
          issuerNameHash: sha1(issuer.subject.der),
          issuerKeyHash: sha1(issuer.publicKey.keyBits),
          serialNumber: parseCertificate(certificate).serialNumber,
        }),
      ],
      nonce: new Uint8Array(16).fill(7),
    });
    ({ reference, activationCode } = await register());
  });
  after(async () => {
    agent.destroy();
    await bank.remove();
  });

  function send(method: string, path: string, type: string, body?: Uint8Array): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : { 'content-type': type, 'content-length': body.length };
      const outgoing = request(`${bank.url}${path}`, { method, agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode!,
            type: response.headers['content-type'] ?? '',
            body: Buffer.concat(chunks).toString('latin1'),
          }),
        );
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  /** Every answer is a success of its kind or a 4xx problem; gives how many were which. */
  async function feed(bodies: Iterable<Uint8Array>, deliver: (body: Uint8Array) => Promise<Reply>) {
    const iterator = bodies[Symbol.iterator]();
    const statuses = new Map<number, number>();
    const work = async (): Promise<void> => {
      for (let next = iterator.next(); !next.done; next = iterator.next()) {
        const { status, type, body } = await deliver(next.value);
        const made = Buffer.from(next.value).toString('base64');
        expect(status, `${made}\n${body.slice(0, 300)}`).to.be.within(200, 499);
        if (status >= 400) {
          expect(type, made).to.match(/^application\/problem\+json/);
          expect(JSON.parse(body), made).to.include({ status });
        }
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return statuses;
  }

  async function expectSound(statuses: Map<number, number>): Promise<void> {
    expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).to.equal(COUNT);
    expect((await bank.ask('/health/ready')).status).to.equal(200);
    expect(bank.log()).not.to.match(/"level":(50|60)/);
  }

  it('answers OCSP requests', async () => {
    const statuses = await feed(mutations(ocspRequest, COUNT, SEED), (body) =>
      body.length % 2 === 0
        ? send('POST', '/ocsp', 'application/ocsp-request', body)
        : send('GET', `/ocsp/${Buffer.from(body).toString('base64url')}`, ''),
    );
    expect(statuses.get(400)).to.be.greaterThan(COUNT / 4);
    await expectSound(statuses);
  });

  it('answers PKCS#10 requests, and the order stays whole', async () => {
    const statuses = await feed(mutations(requestDer, COUNT, SEED + 1), (der) =>
      send(
        'POST',
        `/api/v1/orders/${reference}/collect`,
        'application/json',
        Buffer.from(JSON.stringify({ activationCode, request: toBase64(der) })),
      ),
    );
    expect([...statuses.keys()]).to.include.members([400, 422]);
    expect(statuses.get(200)).to.equal(undefined);
    const { json } = await bank.ask(`/api/v1/orders/${reference}`);
    expect(json.state).to.equal('registered');
    await expectSound(statuses);
  });

  it('judges CMS signatures, and passes none that is damaged', async () => {
    let passed = 0;
    const statuses = await feed(mutations(signed, COUNT, SEED + 2), async (body) => {
      const reply = await send('POST', '/api/v1/verify', 'application/octet-stream', body);
      const isDamaged = Buffer.compare(body, signed) !== 0;
      if (isDamaged && reply.status === 200 && JSON.parse(reply.body).passedCount > 0) passed += 1;
      return reply;
    });
    await expectSound(statuses);
    expect(passed).to.equal(0);
  });

  it('takes certificates for documents, and JSON for what it is', async () => {
    const json = toUtf8(JSON.stringify({ username: 'admin', password: 'x', n: [1.5e300, null, { a: 'b' }] }));
    let turn = 0;
    const both = mutations(concat(certificate, json), COUNT, SEED + 3);
    const statuses = await feed(both, (body) =>
      turn++ % 2 === 0
        ? send('POST', '/api/v1/verify', 'application/octet-stream', body)
        : send(
            'POST',
            '/api/v1/orders/AAAA-BBBB/collect',
            'application/json',
            body.subarray(certificate.length),
          ),
    );
    await expectSound(statuses);
  });
});
