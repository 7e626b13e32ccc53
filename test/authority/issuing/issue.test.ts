import { expect } from 'chai';
import { collect } from '../../../src/authority/enrollment/collect.ts';
import { register } from '../../../src/authority/enrollment/register.ts';
import { Issuers } from '../../../src/authority/issuing/issuers.ts';
import type { KeyStore } from '../../../src/authority/ports/keys.ts';
import type { Signer } from '../../../src/crypto/signer.ts';
import {
  BASE_URL,
  OFFICER,
  PERSON,
  applicantKey,
  makeBank,
  requestFor,
  type TestBank,
} from '../../support/authority.ts';
import { refusal } from '../../support/refusal.ts';

describe('issuing', () => {
  let bank: TestBank;
  beforeEach(async () => {
    bank = await makeBank();
  });
  afterEach(() => bank.close());

  it('puts out nothing that a faulty signer made', async () => {
    const { order, activationCode } = await register(bank, { actor: OFFICER, registration: PERSON });
    const keys: KeyStore = {
      ...bank.keys,
      signer: async (name, scheme) => faulty(await bank.keys.signer(name, scheme)),
    };
    const issuers = await Issuers.load({ ledger: bank.ledger, keys }, { baseUrl: BASE_URL });
    const requestDer = await requestFor(applicantKey());
    const request = { reference: order.reference, activationCode, requestDer };
    const error = await refusal(collect({ ...bank, issuers }, request));
    expect(String(error)).to.include('does not verify');
    expect((await bank.ledger.read.orders.findByReference(order.reference))!.state).to.equal('registered');
    // With the signer mended the same request succeeds, under the serial number that was kept for it.
    expect((await collect(bank, request)).repeated).to.equal(false);
  });

  it('signs once for a certificate', async () => {
    const { order, activationCode } = await register(bank, { actor: OFFICER, registration: PERSON });
    const requestDer = await requestFor(applicantKey());
    const before = bank.signed.count;
    await collect(bank, { reference: order.reference, activationCode, requestDer });
    expect(bank.signed.count - before).to.equal(1);
  });
});

/** A signer whose signatures have their last bit flipped. */
const faulty = (signer: Signer): Signer => ({
  ...signer,
  async sign(data) {
    const signature = Uint8Array.from(await signer.sign(data));
    signature[signature.length - 1]! ^= 1;
    return signature;
  },
});
