import { expect } from 'chai';
import { CertBankError } from '../../src/base/errors.ts';
import { toBase64 } from '../../src/base/bytes.ts';
import { damagedInputs } from '../support/damaged.ts';
import { READERS } from '../support/readers.ts';
import { requireTool } from '../support/tools.ts';

/** A sample; `npm run soak -- fuzz` goes on for as long as it is told. */
const INPUTS = 120;

describe(`${INPUTS} damaged inputs, most of them valid but for a value out of its range`, function () {
  this.timeout(60_000);

  for (const [name, { samples, read, grammar }] of Object.entries(READERS)) {
    it(`are read or refused by CertBankError alone: ${name}`, async function () {
      if (name === 'pkcs12') requireTool(this, 'openssl');
      const whole = await samples();
      for (const sample of whole) await read(sample);
      const inputOf = damagedInputs(grammar, whole, 1);
      let refused = 0;
      for (let number = 0; number < INPUTS; number++) {
        const input = inputOf(number);
        try {
          await read(input);
        } catch (error) {
          if (!(error instanceof CertBankError))
            throw new Error(`broken by ${toBase64(input)}`, { cause: error });
          refused++;
        }
      }
      expect(refused).to.be.within(1, INPUTS - 1);
    });
  }
});
