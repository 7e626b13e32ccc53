import { expect } from 'chai';
import { cancelOrder, findOrderStatus, listOrders } from '../../../src/authority/enrollment/order.ts';
import { register } from '../../../src/authority/enrollment/register.ts';
import type { Registration } from '../../../src/authority/ports/records.ts';
import { isCertBankError } from '../../../src/base/errors.ts';
import {
  AUDITOR,
  COMPANY,
  OFFICER,
  PERSON,
  PUBLIC,
  collectNew,
  makeBank,
  type TestBank,
} from '../../support/authority.ts';
import { refusalCode } from '../../support/refusal-code.ts';
import { refusal } from '../../support/refusal.ts';

describe('register', () => {
  let bank: TestBank;
  before(async () => {
    bank = await makeBank();
  });
  after(() => bank.close());

  const place = (registration: Registration) => register(bank, { actor: OFFICER, registration });

  describe('refuses', () => {
    it('auditors and the public', async () => {
      for (const actor of [AUDITOR, PUBLIC]) {
        expect(await refusalCode(register(bank, { actor, registration: PERSON }))).to.equal('access.denied');
      }
    });

    it('profiles of another hierarchy, and of another kind', async () => {
      const request = { actor: OFFICER, registration: PERSON };
      expect(await refusalCode(register(bank, { ...request, profileId: 'poces-oces2' }))).to.equal(
        'profile.unknown',
      );
      expect(await refusalCode(register(bank, { ...request, profileId: 'root-p256' }))).to.equal(
        'profile.unknown',
      );
      expect(await refusalCode(register(bank, { ...request, profileId: 'voces-oces3' }))).to.equal(
        'registration.invalid',
      );
    });

    for (const [what, field, registration] of [
      ['a CPR number as a name', 'commonName', { ...PERSON, commonName: '010203-1234' }],
      ['a CPR number in a name', 'commonName', { ...PERSON, commonName: 'Anne 0102031234 Testesen' }],
      ['a CPR number in an e-mail address', 'email', { ...PERSON, email: '010203-1234@example.dk' }],
      [
        'a CPR number in the name of an organisation',
        'organisation',
        { ...COMPANY, organisation: 'v/ 010203-1234' },
      ],
      ['a CPR number as a CVR number', 'cvr', { ...COMPANY, cvr: '0102031234' }],
      ['no name', 'commonName', { ...PERSON, commonName: '  ' }],
      ['a long name', 'commonName', { ...PERSON, commonName: 'x'.repeat(65) }],
      ['a name with a line feed', 'commonName', { ...PERSON, commonName: 'Anne\nTestesen' }],
      ['a name that turns its reader around', 'commonName', { ...PERSON, commonName: 'Anne \u202e' }],
      ['half a surrogate pair', 'commonName', { ...PERSON, commonName: 'Anne \ud800' }],
      ['an organisation without a name', 'organisation', { ...COMPANY, organisation: null }],
      ['an organisation without a CVR number', 'cvr', { ...COMPANY, cvr: null }],
      ['a CVR number with a wrong check digit', 'cvr', { ...COMPANY, cvr: '10150818' }],
      ['a person with a CVR number', 'cvr', { ...PERSON, cvr: '10150817' }],
      ['a person with an organisation', 'organisation', { ...PERSON, organisation: 'Eksempel A/S' }],
      ['no e-mail address', 'email', { ...PERSON, email: 'anne' }],
      [
        'an e-mail address in two lines',
        'email',
        { ...PERSON, email: 'anne@example.dk\r\nBcc: x@example.dk' },
      ],
      ['an e-mail address beyond ASCII', 'email', { ...PERSON, email: 'anne@ærø.dk' }],
      ['a long e-mail address', 'email', { ...PERSON, email: `${'a'.repeat(65)}@example.dk` }],
    ] as const) {
      it(what, async () => {
        const error = await refusal(place(registration));
        if (!isCertBankError(error, 'registration.invalid')) throw error;
        expect(error.details.field).to.equal(field);
      });
    }

    it('to cancel or list for those who may not, and to cancel what was collected', async () => {
      const { reference } = await collectNew(bank);
      expect(await refusalCode(cancelOrder(bank, { actor: AUDITOR, reference }))).to.equal('access.denied');
      expect(await refusalCode(listOrders(bank, { actor: PUBLIC, page: { limit: 5 } }))).to.equal(
        'access.denied',
      );
      expect(await refusalCode(cancelOrder(bank, { actor: OFFICER, reference }))).to.equal(
        'order.already-collected',
      );
      expect(await refusalCode(findOrderStatus(bank, { reference: 'nothing' }))).to.equal('order.not-found');
    });
  });

  it('gives a reference, a code of 80 bits, and an identifier that tells nothing', async () => {
    const { order, activationCode } = await place(PERSON);
    expect(order.reference).to.match(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(activationCode.replaceAll('-', '')).to.have.length(16);
    expect(order.ocesId).to.match(/^UI:DK-P:G:/);
    expect(order).to.not.have.property('activationCodeHash');
  });

  it('keeps the code only as a salted hash', async () => {
    const { order, activationCode } = await place(PERSON);
    const kept = (await bank.ledger.read.orders.findByReference(order.reference))!;
    expect(kept.activationCodeHash).to.match(/^[0-9a-f]{32}\$[0-9a-f]{64}$/);
    expect(JSON.stringify(kept)).to.not.include(activationCode);
  });

  it('tidies names: composed characters, single spaces', async () => {
    const { order } = await place({ ...PERSON, commonName: '  Anne   A\u030arhus ', email: '' });
    expect(order.registration).to.deep.include({ commonName: 'Anne Århus', email: null });
  });

  it('tells the public nothing but kind, state and last day', async () => {
    const { order } = await place(COMPANY);
    const status = await findOrderStatus(bank, { reference: order.reference });
    expect(status).to.deep.equal({
      reference: order.reference,
      kind: 'VOCES',
      state: 'registered',
      expiresAt: new Date(bank.clock.now().getTime() + 30 * 86_400_000),
    });
  });

  it('can be cancelled, once and again', async () => {
    const { order } = await place(PERSON);
    for (let i = 0; i < 2; i++) await cancelOrder(bank, { actor: OFFICER, reference: order.reference });
    expect((await findOrderStatus(bank, { reference: order.reference })).state).to.equal('cancelled');
  });

  it('refuses an organisation in the OCES2 shape whose names do not fit together', async () => {
    const oces2 = await makeBank({ family: 'oces2' });
    const registration = { ...COMPANY, organisation: 'x'.repeat(50) };
    const error = await refusal(register(oces2, { actor: OFFICER, registration }));
    expect(isCertBankError(error, 'registration.invalid') && error.details.why).to.include('64');
    const { order } = await register(oces2, { actor: OFFICER, registration: COMPANY });
    expect(order.ocesId).to.match(/^CVR:10150817-UID:\d{12}$/);
    await oces2.close();
  });
});
