import { expect } from 'chai';
import { equal, toUtf8 } from '../../src/base/bytes.ts';
import { isCertBankError } from '../../src/base/errors.ts';
import { signDocument, verifyDocument } from '../../src/node.ts';
import { mutations } from '../support/mutate.ts';
import { AT, crlSource, TestAuthority } from '../support/signers.ts';

const COUNT = 5_000;

describe('damaged CMS', () => {
  it(`raises only our own errors and never passes, in ${COUNT} seeded mutations`, async () => {
    const root = new TestAuthority('Root');
    const issuing = new TestAuthority('Issuing authority', root);
    const { signer, certificate } = issuing.issue('P-256');
    const certificates = [certificate, issuing.certificate];
    const content = toUtf8('Agreed: 100 kroner.');
    const document = await signDocument(content, {
      format: 'cades',
      level: 'B',
      signer,
      certificates,
      at: AT,
    });
    const options = { at: AT, anchors: [root.certificate], evidence: crlSource(root.crl(), issuing.crl()) };
    let refused = 0;
    let judged = 0;
    for (const mutated of mutations(document, COUNT, 2)) {
      try {
        const report = await verifyDocument(mutated, options);
        judged++;
        if (report.passedCount > 0) expect(equal(mutated, document)).to.equal(true);
      } catch (error) {
        if (!isCertBankError(error)) throw error;
        refused++;
      }
    }
    expect(refused).to.be.greaterThan(COUNT / 4);
    expect(judged).to.be.greaterThan(COUNT / 20);
    expect(refused + judged).to.equal(COUNT);
  });
});
