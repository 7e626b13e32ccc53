import { expect } from 'chai';
import { collect } from '../../../src/authority/enrollment/collect.ts';
import { cancelOrder, findOrderStatus } from '../../../src/authority/enrollment/order.ts';
import { register } from '../../../src/authority/enrollment/register.ts';
import { verifyAudit } from '../../../src/authority/audit/verify.ts';
import { revoke } from '../../../src/authority/revocation/revoke.ts';
import { revokeWithCode } from '../../../src/authority/revocation/with-code.ts';
import type { Ledger, Stores } from '../../../src/authority/ports/ledger.ts';
import { isCertBankError } from '../../../src/base/errors.ts';
import { element, oid, sequence } from '../../../src/formats/asn1/der-writer.ts';
import { TAG } from '../../../src/formats/asn1/tag.ts';
import { parsePublicKey } from '../../../src/formats/x509/public-key.ts';
import {
  ADMINISTRATOR,
  COMPANY,
  OFFICER,
  PERSON,
  applicantKey,
  makeBank,
  requestFor,
  type TestBank,
} from '../../support/authority.ts';
import { refusalCode } from '../../support/refusal-code.ts';
import { refusal } from '../../support/refusal.ts';

describe('collect', () => {
  let bank: TestBank;
  beforeEach(async () => {
    bank = await makeBank();
  });
  afterEach(() => bank.close());

  const order = async () => {
    const { order: placed, activationCode } = await register(bank, { actor: OFFICER, registration: PERSON });
    return { reference: placed.reference, activationCode };
  };

  describe('refuses', () => {
    it('a reference that no order has', async () => {
      const requestDer = await requestFor(applicantKey());
      const request = { reference: 'AAAA-AAAA', activationCode: 'x', requestDer };
      expect(await refusalCode(collect(bank, request))).to.equal('order.not-found');
    });

    it('a wrong code, which costs a try each time until the order is locked for the right one too', async () => {
      const { reference, activationCode } = await order();
      const requestDer = await requestFor(applicantKey());
      for (let triesLeft = 4; triesLeft >= 0; triesLeft--) {
        const error = await refusal(
          collect(bank, { reference, activationCode: '0000-0000-0000-0000', requestDer }),
        );
        if (!isCertBankError(error, 'activation.wrong-code')) throw error;
        expect(error.details.triesLeft).to.equal(triesLeft);
      }
      expect(await refusalCode(collect(bank, { reference, activationCode, requestDer }))).to.equal(
        'order.locked',
      );
      expect((await findOrderStatus(bank, { reference })).state).to.equal('locked');
    });

    it('more guesses at once than there are tries', async () => {
      const { reference } = await order();
      const requestDer = await requestFor(applicantKey());
      const guesses = Array.from({ length: 20 }, (_, i) =>
        refusalCode(collect(bank, { reference, activationCode: `guess ${i}`, requestDer })),
      );
      const codes = await Promise.all(guesses);
      expect(codes.filter((found) => found === 'activation.wrong-code')).to.have.length(5);
      expect(codes.filter((found) => found === 'order.locked')).to.have.length(15);
    });

    it('an order past its last day, and one that was cancelled', async () => {
      const expired = await order();
      const cancelled = await order();
      await cancelOrder(bank, { actor: OFFICER, reference: cancelled.reference });
      const requestDer = await requestFor(applicantKey());
      expect(await refusalCode(collect(bank, { ...cancelled, requestDer }))).to.equal('order.cancelled');
      bank.clock.pass(31 * 86_400);
      expect(await refusalCode(collect(bank, { ...expired, requestDer }))).to.equal('order.expired');
    });

    it('a request that does not prove its key', async () => {
      const placed = await order();
      const requestDer = await requestFor(applicantKey());
      requestDer[requestDer.length - 1]! ^= 1;
      expect(await refusalCode(collect(bank, { ...placed, requestDer }))).to.equal(
        'request.proof-of-possession',
      );
    });

    it('a request signed by another key than it names', async () => {
      const placed = await order();
      const [mine, theirs] = [applicantKey(), applicantKey()];
      const requestDer = await requestFor({ ...mine, publicKey: theirs.publicKey });
      expect(await refusalCode(collect(bank, { ...placed, requestDer }))).to.equal(
        'request.proof-of-possession',
      );
    });

    it('bytes that are no request, without costing a try', async () => {
      const placed = await order();
      expect(await refusalCode(collect(bank, { ...placed, requestDer: Uint8Array.of(0x30, 0) }))).to.equal(
        'der.malformed',
      );
      const { triesLeft } = (await bank.ledger.read.orders.findByReference(placed.reference))!;
      expect(triesLeft).to.equal(5);
    });

    it('an RSA key of 2048 bits', async () => {
      const placed = await order();
      const requestDer = await requestFor(applicantKey('RSA-2048'));
      expect(await refusalCode(collect(bank, { ...placed, requestDer }))).to.equal('key.refused');
    });

    it('a key that another order had, also after revocation', async () => {
      const [first, second] = [await order(), await order()];
      const requestDer = await requestFor(applicantKey());
      const { certificate, revocationCode } = await collect(bank, { ...first, requestDer });
      await revokeWithCode(bank, {
        sha256: certificate.sha256,
        code: revocationCode,
        reason: 'keyCompromise',
      });
      expect(await refusalCode(collect(bank, { ...second, requestDer }))).to.equal('request.key-reused');
    });

    it('a key written in another form than the usual one, in which it could come twice', async () => {
      const usual = applicantKey('RSA-3072');
      const { keyBits } = parsePublicKey(usual.publicKey);
      const withoutNull = sequence(
        sequence(oid('1.2.840.113549.1.1.1')),
        element(TAG.bitString, Uint8Array.of(0), keyBits),
      );
      const onCurve = applicantKey();
      const point = parsePublicKey(onCurve.publicKey).keyBits;
      const compressed = sequence(
        parsePublicKey(onCurve.publicKey).algorithm.der,
        element(TAG.bitString, Uint8Array.of(0, 2 + (point.at(-1)! & 1)), point.subarray(1, 33)),
      );
      for (const key of [
        { ...usual, publicKey: withoutNull },
        { ...onCurve, publicKey: compressed },
      ]) {
        const requestDer = await requestFor(key);
        expect(await refusalCode(collect(bank, { ...(await order()), requestDer }))).to.equal('key.refused');
      }
    });

    it('everybody once the issuing authority is revoked', async () => {
      const placed = await order();
      const { sha256 } = bank.issuers.issuing.record;
      await revoke(bank, { actor: ADMINISTRATOR, sha256, reason: 'cACompromise' });
      const signed = bank.signed.count;
      const requestDer = await requestFor(applicantKey());
      expect(await refusalCode(collect(bank, { ...placed, requestDer }))).to.equal('service.not-ready');
      expect(bank.signed.count).to.equal(signed);
    });

    it("the authority's own key", async () => {
      const placed = await order();
      const issuer = await bank.issuers.issuing.signer();
      expect(await refusalCode(collect(bank, { ...placed, requestDer: await requestFor(issuer) }))).to.equal(
        'request.key-reused',
      );
    });

    it('another key once the certificate is there', async () => {
      const placed = await order();
      await collect(bank, { ...placed, requestDer: await requestFor(applicantKey()) });
      const requestDer = await requestFor(applicantKey());
      expect(await refusalCode(collect(bank, { ...placed, requestDer }))).to.equal('order.already-collected');
    });
  });

  it('gives certificate, chain and revocation code, and publishes all in one', async () => {
    const placed = await order();
    const key = applicantKey();
    const collected = await collect(bank, { ...placed, requestDer: await requestFor(key) });
    const { certificate } = collected;
    expect(collected.repeated).to.equal(false);
    expect(collected.chain).to.have.length(2);
    expect(collected.revocationCode).to.match(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    const { read } = bank.ledger;
    expect(await read.certificates.findBySha256(certificate.sha256)).to.deep.include({
      commonName: PERSON.commonName,
      email: PERSON.email,
      status: 'good',
      profileId: 'poces-oces3',
    });
    expect((await read.orders.findByReference(placed.reference))!).to.include({
      state: 'collected',
      certificateSha256: certificate.sha256,
    });
    const { items } = await read.audit.listLatest({ limit: 1 });
    expect(items[0]).to.include({ action: 'certificate.issued', object: certificate.sha256 });
    await verifyAudit(bank, { actor: ADMINISTRATOR });
  });

  it('takes reference and code as people type them', async () => {
    const placed = await order();
    const reference = placed.reference.toLowerCase().replace('-', ' ');
    const activationCode = placed.activationCode.toLowerCase().replaceAll('-', '').replaceAll('0', 'o');
    const requestDer = await requestFor(applicantKey());
    expect((await collect(bank, { reference, activationCode, requestDer })).repeated).to.equal(false);
  });

  it('gives the same certificate for the same code and key, with a fresh revocation code', async () => {
    const placed = await order();
    const requestDer = await requestFor(applicantKey());
    const first = await collect(bank, { ...placed, requestDer });
    const again = await collect(bank, { ...placed, requestDer });
    expect(again.repeated).to.equal(true);
    expect(again.certificate.der).to.deep.equal(first.certificate.der);
    const { sha256 } = first.certificate;
    expect(
      await refusalCode(revokeWithCode(bank, { sha256, code: first.revocationCode, reason: 'superseded' })),
    ).to.equal('revocation.wrong-code');
    const revoked = await revokeWithCode(bank, { sha256, code: again.revocationCode, reason: 'superseded' });
    expect(revoked.status).to.equal('revoked');
  });

  it('gives one certificate to two calls at once with the same key', async () => {
    const placed = await order();
    const requestDer = await requestFor(applicantKey());
    const [a, b] = await Promise.all([
      collect(bank, { ...placed, requestDer }),
      collect(bank, { ...placed, requestDer }),
    ]);
    expect(a.certificate.sha256).to.equal(b.certificate.sha256);
    expect([a.repeated, b.repeated].sort()).to.deep.equal([false, true]);
  });

  it('gives one certificate to two calls at once with two keys, and refuses the other', async () => {
    const placed = await order();
    const requests = await Promise.all([requestFor(applicantKey()), requestFor(applicantKey())]);
    const outcomes = await Promise.allSettled(
      requests.map((requestDer) => collect(bank, { ...placed, requestDer })),
    );
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refused).to.have.length(1);
    expect(refused[0].code).to.equal('order.already-collected');
  });

  it('finishes what broke off between intent and certificate, as the certificate that was begun', async () => {
    const placed = await order();
    const requestDer = await requestFor(applicantKey());
    const ledger = failsAt(bank.ledger, 'complete');
    expect(await refusal(collect({ ...bank, ledger }, { ...placed, requestDer }))).to.be.instanceOf(Crash);
    const { id } = (await bank.ledger.read.orders.findByReference(placed.reference))!;
    const begun = (await bank.ledger.read.certificates.findLiveIntent(id))!;
    bank.clock.pass(60);
    const { certificate } = await collect(bank, { ...placed, requestDer });
    expect(certificate.serial).to.equal(begun.serial);
  });

  it('begins anew with another key what broke off, and gives up the serial number', async () => {
    const placed = await order();
    const ledger = failsAt(bank.ledger, 'complete');
    const lost = collect({ ...bank, ledger }, { ...placed, requestDer: await requestFor(applicantKey()) });
    expect(await refusal(lost)).to.be.instanceOf(Crash);
    const { id } = (await bank.ledger.read.orders.findByReference(placed.reference))!;
    const begun = (await bank.ledger.read.certificates.findLiveIntent(id))!;
    const { certificate } = await collect(bank, { ...placed, requestDer: await requestFor(applicantKey()) });
    expect(certificate.serial).to.not.equal(begun.serial);
    expect(await bank.ledger.read.certificates.findLiveIntent(id)).to.equal(undefined);
  });

  it('ends without a certificate when an officer cancels while it is under way', async () => {
    const placed = await order();
    const ledger = beforeWork(bank.ledger, 2, () =>
      cancelOrder(bank, { actor: OFFICER, reference: placed.reference }),
    );
    const requestDer = await requestFor(applicantKey());
    expect(await refusalCode(collect({ ...bank, ledger }, { ...placed, requestDer }))).to.equal(
      'order.cancelled',
    );
    const found = await bank.ledger.read.certificates.search({ includeUnlisted: true }, { limit: 50 });
    expect(found.items.map(({ kind }) => kind)).to.not.include('POCES');
  });

  it('lets the applicant choose to be unlisted', async () => {
    const placed = await order();
    const requestDer = await requestFor(applicantKey());
    const { certificate } = await collect(bank, { ...placed, requestDer, isListed: false });
    expect((await bank.ledger.read.certificates.findBySha256(certificate.sha256))!.isListed).to.equal(false);
  });

  it('says nothing of its own order to the certificate of an organisation', async () => {
    const { order: placed, activationCode } = await register(bank, { actor: OFFICER, registration: COMPANY });
    const requestDer = await requestFor(applicantKey('RSA-3072'));
    const { certificate } = await collect(bank, { reference: placed.reference, activationCode, requestDer });
    expect(certificate.cvr).to.equal('10150817');
    expect(certificate.ocesId).to.equal(placed.ocesId);
  });
});

class Crash extends Error {}

/** A ledger that dies in the first work that comes to `method` of the certificates. */
function failsAt(ledger: Ledger, method: 'complete'): Ledger {
  return {
    read: ledger.read,
    atomically: (work) =>
      ledger.atomically((stores) => {
        const certificates = new Proxy(stores.certificates, {
          get(target, name) {
            if (name === method) throw new Crash();
            const value = Reflect.get(target, name) as unknown;
            return typeof value === 'function' ? (value.bind(target) as unknown) : value;
          },
        });
        return work(spread(stores, { certificates }));
      }),
  };
}

function spread(stores: Stores, over: Partial<Stores>): Stores {
  const { issuers, certificates, orders, crls, timestamps, accounts, audit } = stores;
  return { issuers, certificates, orders, crls, timestamps, accounts, audit, ...over };
}

/** A ledger before whose `count`th work something else happens. */
function beforeWork(ledger: Ledger, count: number, happen: () => Promise<void>): Ledger {
  let works = 0;
  return {
    read: ledger.read,
    async atomically(work) {
      if (++works === count) await happen();
      return ledger.atomically(work);
    },
  };
}
