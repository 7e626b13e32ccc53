import { expect } from 'chai';
import { concat, toUtf8 } from '../../src/base/bytes.ts';
import { verifyCades, signCades } from '../support/cades.ts';
import { faultOf, OCTET_CASES, someChanges } from '../support/octets.ts';

/** Changes of each document; `npm run soak -- octets` makes all of them. */
const COUNT = 100;
const SEED = 2026;

describe('any octet of a signed document', () => {
  for (const [index, octetCase] of OCTET_CASES.entries()) {
    const { name, make, verify } = octetCase;
    it(`flipped, removed or added is noticed: ${name} (${COUNT} of all)`, async () => {
      const original = await make();
      const { signatures } = await verify(original);
      expect(signatures.map(({ indication }) => indication)).to.deep.equal(['TOTAL-PASSED']);
      const faults: string[] = [];
      for (const change of someChanges(original, COUNT, SEED + index)) {
        const fault = await faultOf(octetCase, original, change);
        if (fault !== undefined) faults.push(fault);
      }
      expect(faults).to.deep.equal([]);
    });
  }

  it('of what a detached signature covers is noticed', async () => {
    const content = toUtf8('Agreed: 100 kroner.');
    const document = await signCades(content, 'P-256 one', { detached: true });
    const indication = async (bytes: Uint8Array): Promise<string> =>
      (await verifyCades(document, { contents: [{ bytes }] })).signatures[0]!.indication;
    expect(await indication(content)).to.equal('TOTAL-PASSED');
    for (let at = 0; at <= content.length; at++) {
      const [before, behind] = [content.subarray(0, at), content.subarray(at)];
      const changed = [concat(before, Uint8Array.of(0x20), behind)];
      if (at < content.length) {
        changed.push(concat(before, behind.subarray(1)));
        changed.push(concat(before, Uint8Array.of(content[at]! ^ (1 << (at % 8))), behind.subarray(1)));
      }
      for (const bytes of changed) expect(await indication(bytes)).to.equal('TOTAL-FAILED');
    }
  });
});

/** The measure itself: what is said to be unprotected is nothing more than that. */
describe('what is not protected by design', () => {
  for (const octetCase of OCTET_CASES) {
    it(`leaves out nothing that the signature is over: ${octetCase.name}`, async () => {
      const { make, protectedOctets, parts } = octetCase;
      const original = await make();
      const kept = Buffer.from(protectedOctets(original, true));
      expect(kept.length).to.be.lessThanOrEqual(original.length + 1);
      const text = kept.toString('latin1');
      for (const part of parts(original)) expect(text).to.include(Buffer.from(part).toString('latin1'));
    });
  }
});
