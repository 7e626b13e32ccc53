import { expect } from 'chai';
import { CertBankError } from '../../../src/base/errors.ts';
import type { HashName } from '../../../src/formats/algorithms.ts';
import { parseTimestampRequest } from '../../../src/formats/tsp/request.ts';
import { encodeTimestampRejection, encodeTimestampResponse } from '../../../src/formats/tsp/response.ts';
import { parseTimestampToken } from '../../../src/formats/tsp/token.ts';
import { httpTimestamper } from '../../../src/signatures/ades/http-timestamper.ts';
import type { HttpRequest } from '../../../src/trust/evidence/http.ts';
import { seededRandom } from '../../support/authority.ts';
import { testPki } from '../../support/pki.ts';
import { refusal } from '../../support/refusal.ts';
import { refusalCode } from '../../support/refusal-code.ts';
import { digest } from '../../support/test-keys.ts';
import {
  TEST_TIMESTAMP_POLICY,
  testToken,
  timestampAuthority,
  type TestTokenOptions,
} from '../../support/timestamps.ts';

const AT = '2026-06-01T12:00:00Z';
const URL = 'http://tsa.example/tsa';
const IMPRINT = digest('SHA-256', Buffer.from('a document'));
const pki = testPki({ root: { ca: true }, tsa: timestampAuthority('root') });

/** A token that answers `request`, except for what `options` make wrong. */
function answerTo({ body }: HttpRequest, options: Partial<TestTokenOptions> = {}): Uint8Array {
  const { imprint, nonce } = parseTimestampRequest(body!);
  const { tstInfo, ...rest } = options;
  return testToken(pki, 'tsa', imprint.hash as HashName, imprint.digest, {
    at: AT,
    ...rest,
    tstInfo: { nonce, ...tstInfo },
  });
}

function timestamp(answer: (request: HttpRequest) => Uint8Array, policy?: string): Promise<Uint8Array> {
  const deps = { fetch: async (request: HttpRequest) => answer(request), random: seededRandom('nonce') };
  return httpTimestamper(deps, { url: URL, policy }).timestamp('SHA-256', IMPRINT);
}

describe('httpTimestamper', () => {
  const wrong: readonly [string, Partial<TestTokenOptions>][] = [
    ['over another digest', { tstInfo: { digest: digest('SHA-256', Buffer.from('another')) } }],
    [
      'by another hash function',
      { tstInfo: { hash: 'SHA-512', digest: digest('SHA-512', Buffer.from('a document')) } },
    ],
    ['with the nonce of another question', { tstInfo: { nonce: Uint8Array.of(7) } }],
    ['without a nonce', { tstInfo: { nonce: undefined } }],
    ['without certificates', { isBare: true }],
  ];
  for (const [what, options] of wrong) {
    it(`refuses a token ${what}`, async () => {
      const answer = (request: HttpRequest) => encodeTimestampResponse(answerTo(request, options));
      expect(await refusalCode(timestamp(answer))).to.equal('timestamp.refused');
    });
  }

  it('refuses a token under another policy than the one asked for', async () => {
    const answer = (request: HttpRequest) => encodeTimestampResponse(answerTo(request));
    expect(await refusalCode(timestamp(answer, '1.2.3.4'))).to.equal('timestamp.refused');
    expect(await timestamp(answer, TEST_TIMESTAMP_POLICY)).to.be.instanceOf(Uint8Array);
  });

  it('refuses what is no answer at all', async () => {
    const bare = (request: HttpRequest) => answerTo(request);
    for (const answer of [() => new Uint8Array(0), () => Buffer.from('<html>'), bare]) {
      expect(await refusalCode(timestamp(answer))).to.equal('timestamp.refused');
    }
  });

  it('tells why the authority refused', async () => {
    const error = await refusal(timestamp(() => encodeTimestampRejection('unacceptedPolicy', 'not ours')));
    expect(error).to.be.instanceOf(CertBankError);
    expect((error as CertBankError).details).to.deep.equal({ why: 'rejection, unacceptedPolicy, not ours' });
  });

  it('tells that nobody answered', async () => {
    const deps = {
      fetch: () => Promise.reject(new Error('no route to host')),
      random: seededRandom('nonce'),
    };
    const asked = httpTimestamper(deps, { url: URL }).timestamp('SHA-256', IMPRINT);
    expect(await refusalCode(asked)).to.equal('service.unreachable');
  });

  it('asks within bounds, and gives the token that answers', async () => {
    let asked: HttpRequest | undefined;
    const token = await timestamp((request) => {
      asked = request;
      return encodeTimestampResponse(answerTo(request));
    });
    expect(parseTimestampToken(token).tstInfo.genTime.toISOString()).to.equal('2026-06-01T12:00:00.000Z');
    const { body, ...rest } = asked!;
    expect(rest).to.deep.equal({
      url: URL,
      method: 'POST',
      accept: 'application/timestamp-reply',
      contentType: 'application/timestamp-query',
      maxBytes: 262_144,
      timeoutSeconds: 20,
    });
    expect(parseTimestampRequest(body!).wantsCertificate).to.equal(true);
    expect(parseTimestampRequest(body!).nonce).to.have.length(8);
  });
});
