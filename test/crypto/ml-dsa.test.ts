import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import { expect } from 'chai';
import { verifyMlDsa } from '../../src/crypto/ml-dsa.ts';

const SCHEMES = { 'ML-DSA-44': ml_dsa44, 'ML-DSA-65': ml_dsa65, 'ML-DSA-87': ml_dsa87 } as const;
const DATA = Uint8Array.of(1, 2, 3);

describe('verifyMlDsa', () => {
  for (const [parameters, algorithm] of Object.entries(SCHEMES)) {
    const scheme = { kind: 'ml-dsa', parameters: parameters as keyof typeof SCHEMES } as const;
    const { publicKey, secretKey } = algorithm.keygen(new Uint8Array(32).fill(7));
    const signature = algorithm.sign(DATA, secretKey);

    it(`refuses other data, another signature, another length and a context with ${parameters}`, () => {
      const changed = signature.slice();
      changed[100]! ^= 1;
      expect(verifyMlDsa(scheme, publicKey, signature, Uint8Array.of(1, 2, 4))).to.equal(false);
      expect(verifyMlDsa(scheme, publicKey, changed, DATA)).to.equal(false);
      expect(verifyMlDsa(scheme, publicKey, signature.slice(1), DATA)).to.equal(false);
      expect(verifyMlDsa(scheme, publicKey.slice(1), signature, DATA)).to.equal(false);
      const inContext = algorithm.sign(DATA, secretKey, { context: Uint8Array.of(1) });
      expect(verifyMlDsa(scheme, publicKey, inContext, DATA)).to.equal(false);
    });

    it(`verifies ${parameters}`, () => {
      expect(verifyMlDsa(scheme, publicKey, signature, DATA)).to.equal(true);
    });
  }
});
