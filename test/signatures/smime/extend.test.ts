import { expect } from 'chai';
import { extendDocument } from '../../../src/signatures/extend-document.ts';
import { signDocument } from '../../../src/signatures/sign-document.ts';
import { verifyDocument } from '../../../src/signatures/verify-document.ts';
import { cadesPki, engine, rootCertificate, rootCrl, timestamper } from '../../support/cades.ts';
import { asOctets, asPart, asText, LETTER, mail } from '../../support/mail.ts';
import { AT } from '../../support/pki.ts';
import { refusalCode } from '../../support/refusal-code.ts';
import { testSigner } from '../../support/test-keys.ts';

const WHO = 'P-256 one';
const options = { engine, anchors: [rootCertificate], at: AT, evidence: rootCrl };
const key = cadesPki.key(WHO);

const sign = (detached: boolean): Promise<Uint8Array> =>
  signDocument(LETTER, {
    ...options,
    format: 'smime',
    level: 'B',
    detached,
    signer: testSigner(key, key.scheme),
    certificates: [cadesPki.der(WHO)],
  });

const extend = (message: Uint8Array, level: 'T' | 'LT' | 'LTA'): Promise<Uint8Array> =>
  extendDocument(message, { ...options, level, timestamper });

describe('raising the level of signed mail', () => {
  it('refuses a message that is not signed as a whole, or whose signature is not in base64', async () => {
    const signed = await sign(true);
    const part = mail('Content-Type: multipart/mixed; boundary=b', '', '--b', asPart(signed), '--b--');
    const [, base64] = /base64\r\nContent-Disposition.*\r\n\r\n([\s\S]+?)\r\n--/.exec(asText(signed))!;
    const raw = asText(Buffer.from(base64!, 'base64'));
    const binary = asOctets(
      asText(signed)
        .replace(base64!, () => raw)
        .replace('Encoding: base64', 'Encoding: binary'),
    );
    for (const message of [LETTER, part, binary]) {
      expect(await refusalCode(extend(message, 'T'))).to.equal('document.unsupported');
    }
  });

  for (const detached of [true, false]) {
    it(`goes step by step to LTA and keeps all else, ${detached ? 'clear-signed' : 'opaque'}`, async () => {
      const signed = await sign(detached);
      const saved = asOctets(asText(signed).replaceAll('\r\n', '\n'));
      for (const start of [signed, saved]) {
        let message = start;
        for (const level of ['T', 'LT', 'LTA'] as const) {
          message = await extend(message, level);
          const report = await verifyDocument(message, options);
          expect(report.signatures, JSON.stringify(report)).to.have.lengthOf(1);
          expect(report.signatures[0]).to.deep.include({
            indication: 'TOTAL-PASSED',
            level: `BASELINE-${level}`,
            scope: [{ name: 'message', kind: 'FULL' }],
          });
        }
        const aroundCms = (octets: Uint8Array): string =>
          asText(octets)
            .replaceAll('\r', '')
            .replace(/\n\n[A-Za-z0-9+/=\n]+(?=\n|$)/, '');
        expect(aroundCms(message)).to.equal(aroundCms(start)).and.to.include('From: Anna');
      }
    });
  }
});
