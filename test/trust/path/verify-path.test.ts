import { expect } from 'chai';
import { nodeEngine } from '../../../src/adapters/keys/node-engine.ts';
import { verifyPath, type PathRequest } from '../../../src/trust/path/verify-path.ts';
import { AT, testPki } from '../../support/pki.ts';

const pki = testPki({ Root: { ca: true }, Mid: { issuer: 'Root', ca: true }, Leaf: { issuer: 'Mid' } });
const GARBAGE = Uint8Array.of(0x30, 0x80, 1, 2, 3);

const verify = (more: Partial<PathRequest> = {}) =>
  verifyPath(nodeEngine(), {
    leaf: pki.der('Leaf'),
    intermediates: [pki.der('Mid')],
    anchors: [pki.der('Root')],
    at: AT,
    crls: [pki.crl('Root'), pki.crl('Mid')],
    ...more,
  });

describe('A path from bytes', () => {
  it('is refused when the leaf cannot be read', async () => {
    const result = await verify({ leaf: GARBAGE });
    expect(result.valid).to.equal(false);
    expect(result.chain).to.deep.equal([]);
    expect(result.failures[0]!.code).to.equal('certificate.malformed');
  });

  it('leaves out what cannot be read, and tells so when it fails', async () => {
    const result = await verify({ anchors: [GARBAGE] });
    expect(result.failures.map(({ code }) => code)).to.deep.equal([
      'path.no-anchor',
      'certificate.malformed',
    ]);
    const more = {
      intermediates: [GARBAGE, pki.der('Mid')],
      crls: [GARBAGE, pki.crl('Root'), pki.crl('Mid')],
      ocspResponses: [GARBAGE],
    };
    expect((await verify(more)).valid).to.equal(true);
  });

  it('needs the status of every certificate unless told otherwise', async () => {
    expect((await verify({ crls: [] })).failures[0]!.code).to.equal('revocation.unknown');
    expect((await verify({ crls: [], revocation: 'off' })).valid).to.equal(true);
  });

  it('is refused without an anchor', async () => {
    expect((await verify({ anchors: [] })).valid).to.equal(false);
  });

  it('gives the chain from the leaf to the anchor', async () => {
    const result = await verify();
    expect(result).to.deep.equal({
      valid: true,
      chain: [pki.der('Leaf'), pki.der('Mid'), pki.der('Root')],
      policies: { authority: [], user: [] },
      failures: [],
    });
  });
});
