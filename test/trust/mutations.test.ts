import { expect } from 'chai';
import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { equal } from '../../src/base/bytes.ts';
import { verifyPath, type PathRequest } from '../../src/trust/path/verify-path.ts';
import * as encode from '../../src/formats/x509/extension-encoders.ts';
import { KEY_PURPOSE } from '../../src/formats/x509/extension-values.ts';
import { mutations } from '../support/mutate.ts';
import { AT, testPki } from '../support/pki.ts';

const COUNT = 1500;

const pki = testPki({
  Root: { ca: true },
  Mid: {
    issuer: 'Root',
    ca: true,
    pathLength: 0,
    extensions: [
      encode.encodeNameConstraints({ permitted: [{ kind: 'dns', value: 'a.dk' }], excluded: [] }),
      encode.encodeCertificatePolicies(['1.2.3.4']),
      encode.encodePolicyMappings([{ issuerDomain: '1.2.3.4', subjectDomain: '1.2.3.5' }]),
    ],
  },
  Leaf: {
    issuer: 'Mid',
    extensions: [
      encode.encodeSubjectAlternativeName([{ kind: 'dns', value: 'www.a.dk' }]),
      encode.encodeCertificatePolicies(['1.2.3.5']),
    ],
  },
  Responder: {
    issuer: 'Mid',
    extendedKeyUsage: [KEY_PURPOSE.ocspSigning],
    extensions: [encode.encodeOcspNoCheck()],
  },
});

const good: PathRequest = {
  leaf: pki.der('Leaf'),
  intermediates: [pki.der('Mid')],
  anchors: [pki.der('Root')],
  at: AT,
  crls: [pki.crl('Root', { scope: { onlyCaCertificates: true } })],
  ocspResponses: [
    pki.ocsp({ responder: 'Responder', answers: [{ about: 'Leaf' }], certificates: ['Responder'] }),
  ],
  policies: { requireExplicit: true },
};

/** How often a damaged copy of one part was believed; the search itself must always give an answer. */
async function believed(
  original: Uint8Array,
  put: (damaged: Uint8Array) => Partial<PathRequest>,
): Promise<number> {
  const engine = nodeEngine();
  let count = 0;
  for (const damaged of mutations(original, COUNT, 20261)) {
    if (equal(damaged, original)) continue;
    if ((await verifyPath(engine, { ...good, ...put(damaged) })).valid) count++;
  }
  return count;
}

describe('A path of which one part is damaged', () => {
  it('is good while nothing is', async () => {
    expect((await verifyPath(nodeEngine(), good)).failures).to.deep.equal([]);
  });

  it('is never believed with a damaged leaf', async () => {
    expect(await believed(good.leaf, (leaf) => ({ leaf }))).to.equal(0);
  });

  it('is never believed with a damaged intermediate', async () => {
    expect(await believed(good.intermediates[0]!, (mid) => ({ intermediates: [mid] }))).to.equal(0);
  });

  it('is never believed by a damaged CRL', async () => {
    expect(await believed(good.crls![0]!, (crl) => ({ crls: [crl] }))).to.equal(0);
  });

  it('is never believed by a damaged OCSP response', async () => {
    expect(await believed(good.ocspResponses![0]!, (response) => ({ ocspResponses: [response] }))).to.equal(
      0,
    );
  });
});
