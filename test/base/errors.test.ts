import { expect } from 'chai';
import { CertBankError, isCertBankError } from '../../src/base/errors.ts';

describe('CertBankError', () => {
  it('is not any other error, nor one of another code', () => {
    const error = new CertBankError('pem.malformed', { what: 'label' }, 'malformed PEM');
    expect(isCertBankError(new Error('malformed PEM'))).to.equal(false);
    expect(isCertBankError(error, 'text.malformed')).to.equal(false);
    expect(isCertBankError(error, 'pem.malformed')).to.equal(true);
    expect(isCertBankError(error)).to.equal(true);
  });

  it('carries its code, its details and its cause', () => {
    const cause = new Error('below');
    const error = new CertBankError('pem.malformed', { what: 'label' }, 'malformed PEM', { cause });
    expect(error).to.include({
      name: 'CertBankError',
      code: 'pem.malformed',
      message: 'malformed PEM',
      cause,
    });
    expect(error.details).to.deep.equal({ what: 'label' });
  });
});
