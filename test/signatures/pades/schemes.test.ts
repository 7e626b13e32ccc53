import { expect } from 'chai';
import { nodeSigner } from '../../../src/adapters/keys/node-signer.ts';
import { extendDocument } from '../../../src/signatures/extend-document.ts';
import { signDocument } from '../../../src/signatures/sign-document.ts';
import { verifyDocument } from '../../../src/signatures/verify-document.ts';
import type { EvidenceSource } from '../../../src/trust/evidence/source.ts';
import { AT, testPki } from '../../support/pki.ts';
import { engine, samplePdf } from '../../support/pdf.ts';
import { testTimestamper, timestampAuthority } from '../../support/timestamps.ts';

const KEYS = ['rsa3072', 'rsa2048-pss', 'p256', 'p384', 'brainpoolP256r1', 'ed25519'] as const;

describe('PDF signatures by keys of every kind', () => {
  for (const key of KEYS) {
    it(`are raised from B to LTA and pass at each level, with two signers (${key})`, async () => {
      const pki = testPki({
        root: { ca: true },
        tsa: timestampAuthority('root'),
        one: { issuer: 'root', key },
        two: { issuer: 'root', key },
      });
      const crl = pki.crl('root');
      const evidence: EvidenceSource = {
        issuers: async () => [],
        crls: async () => [crl],
        ocsp: async () => [],
      };
      const anchors = [pki.der('root')];
      const timestamper = testTimestamper(pki, 'tsa', { at: AT.toISOString() });
      let document = await samplePdf();
      for (const who of ['one', 'two'] as const) {
        const { privateKey, scheme } = pki.key(who);
        document = await signDocument(document, {
          engine,
          format: 'pades',
          level: 'B',
          signer: nodeSigner(privateKey, scheme),
          certificates: [pki.der(who)],
          at: AT,
        });
      }
      const expectLevel = async (level: string): Promise<void> => {
        const { signatures } = await verifyDocument(document, { engine, at: AT, anchors, evidence });
        expect(
          signatures.map((signature) => signature.indication),
          level,
        ).to.deep.equal(['TOTAL-PASSED', 'TOTAL-PASSED']);
        expect(signatures.map((signature) => signature.level)).to.deep.equal([level, level]);
      };
      await expectLevel('BASELINE-B');
      for (const level of ['T', 'LT', 'LTA'] as const) {
        document = await extendDocument(document, { engine, level, timestamper, evidence, anchors, at: AT });
        await expectLevel(`BASELINE-${level}`);
      }
    });
  }
});
