import { expect } from 'chai';
import { isCertBankError } from '../../../src/base/errors.ts';
import { readPades } from '../../../src/signatures/pades/read.ts';
import { mutations } from '../../support/mutate.ts';
import { asBytes, asText } from '../../support/pdf-text.ts';
import { extendPdf, samplePdf, signPdf, verifyPdf } from '../../support/pdf.ts';

/** `bytes` without the long runs of zeros in which a mutation changes nothing. */
const withoutRoom = (bytes: Uint8Array): Uint8Array => asBytes(asText(bytes).replace(/0{200,}/g, '0000'));

describe('damaged PDF signatures', () => {
  let samples: Uint8Array[];

  before(async () => {
    const fields = { amount: '100' };
    const plain = await extendPdf(await signPdf(await samplePdf({ fields })), 'LTA');
    const streams = await signPdf(
      await signPdf(await samplePdf({ fields, hasObjectStreams: true })),
      {},
      'other',
    );
    samples = [withoutRoom(plain), withoutRoom(streams)];
  });

  it('are read or refused with our own error, 20,000 times', () => {
    let refused = 0;
    for (const [index, sample] of samples.entries()) {
      for (const mutated of mutations(sample, 10_000, 7000 + index)) {
        try {
          readPades(mutated, 'a.pdf');
        } catch (error) {
          if (!isCertBankError(error)) throw error;
          refused++;
        }
      }
    }
    expect(refused).to.be.greaterThan(100);
  }).timeout(300_000);

  it('never pass when what they cover was changed', async () => {
    const signed = await signPdf(await samplePdf({ fields: { amount: '100' } }));
    for (const mutated of mutations(signed, 300, 42)) {
      const { signatures } = await verifyPdf(mutated).catch((error: unknown) => {
        if (!isCertBankError(error)) throw error;
        return { signatures: [] };
      });
      for (const { indication, scope, integrity } of signatures) {
        if (indication !== 'TOTAL-PASSED') continue;
        // Only the room in Contents, white space at the end and what is not covered may differ.
        expect(scope[0]?.kind === 'FULL' || scope[0]?.kind === 'PARTIAL').to.equal(true);
        expect(integrity.references).to.equal(true);
        expect(coveredPart(mutated)).to.equal(coveredPart(signed));
      }
    }
  }).timeout(120_000);
});

/** Everything outside the angle brackets of the last Contents, without white space at the end. */
function coveredPart(bytes: Uint8Array): string {
  return asText(bytes)
    .replace(/\/Contents <[^>]*>/, '')
    .trimEnd();
}
