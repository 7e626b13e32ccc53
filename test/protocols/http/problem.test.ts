import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { ERROR_CODES_FILE, errorCodesDocument } from '../../../scripts/error-codes.ts';
import { CertBankError, type ErrorCode } from '../../../src/base/errors.ts';
import { HTTP_STATUS, problemHeaders, problemOf } from '../../../src/protocols/http/problem.ts';

describe('problemOf', () => {
  it('tells nothing of an error that is not ours', () => {
    const error = Object.assign(new Error('SELECT secret FROM /etc/passwd'), { code: 'SQLITE_ERROR' });
    expect(problemOf(error)).to.deep.equal({
      type: 'urn:certbank:error:internal',
      title: 'Internal error',
      status: 500,
      code: 'internal',
    });
    expect(problemOf('text').status).to.equal(500);
    expect(problemOf(undefined).status).to.equal(500);
  });

  it('tells neither details nor message of a fault of ours that has a code', () => {
    const error = new CertBankError('config.invalid', { faults: ['a path of ours'] }, 'a path of ours');
    expect(JSON.stringify(problemOf(error))).not.to.contain('a path of ours');
  });

  it('never lets details overwrite the members of the standard', () => {
    const details = { reference: 'A', status: 200, type: 'x', code: 'y', detail: 'z' };
    const problem = problemOf(new CertBankError('order.not-found', details, 'no order has this reference'));
    expect(problem).to.include({
      status: 404,
      type: 'urn:certbank:error:order.not-found',
      code: 'order.not-found',
      detail: 'no order has this reference',
      reference: 'A',
    });
  });

  it('takes the refusals of body readers as ours', () => {
    expect(problemOf({ status: 413, limit: 10 })).to.include({ code: 'input.too-large', maximum: 10 });
    expect(problemOf({ status: 400, type: 'entity.parse.failed' })).to.include({ code: 'json.malformed' });
    expect(problemOf({ status: 415 })).to.include({ code: 'input.unsupported-media-type' });
    expect(problemOf({ status: 400, message: 'inner words' })).to.include({ code: 'input.invalid' });
    expect(JSON.stringify(problemOf({ status: 400, message: 'inner words' }))).not.to.contain('inner words');
    expect(problemOf({ status: 200 }).status).to.equal(500);
  });

  it('says with which methods, credentials and patience a request would succeed', () => {
    const method = new CertBankError('method-not-allowed', { allowed: ['GET', 'HEAD'] }, 'use GET');
    expect(problemHeaders(problemOf(method))).to.include({ Allow: 'GET, HEAD' });
    const limited = new CertBankError('access.rate-limited', { retryAfterSeconds: 7 }, 'slow down');
    expect(problemHeaders(problemOf(limited))).to.include({ 'Retry-After': '7' });
    const unknown = new CertBankError('access.unauthenticated', {}, 'sign in');
    expect(problemHeaders(problemOf(unknown))['WWW-Authenticate']).to.match(/^Bearer /);
  });

  it('has a status for every code, never a success', () => {
    for (const [code, status] of Object.entries(HTTP_STATUS)) expect(status, code).to.be.within(400, 599);
    const code: ErrorCode = 'lint.failed';
    expect(HTTP_STATUS[code]).to.equal(422);
  });

  it('is documented as it is', () => {
    expect(readFileSync(ERROR_CODES_FILE, 'utf8'), 'run npx tsx scripts/error-codes.ts').to.equal(
      errorCodesDocument(),
    );
  });
});
