import { expect } from 'chai';
import { revoke } from '../../../src/authority/revocation/revoke.ts';
import { isUnitDue, renewUnit } from '../../../src/authority/ceremony/renew-unit.ts';
import { TimestampRegister } from '../../../src/authority/timestamping/register.ts';
import { stamp, type TimestampAnswer } from '../../../src/authority/timestamping/stamp.ts';
import { equal, toHex } from '../../../src/base/bytes.ts';
import type { HashName } from '../../../src/formats/algorithms.ts';
import { element, octetString, oid, sequence } from '../../../src/formats/asn1/der-writer.ts';
import { contextConstructed } from '../../../src/formats/asn1/tag.ts';
import { parseMessageDigest, parseSigningCertificateV2 } from '../../../src/formats/cms/attributes.ts';
import { ATTRIBUTE } from '../../../src/formats/cms/oids.ts';
import { encodeTimestampRequest, type TimestampRequestFields } from '../../../src/formats/tsp/request.ts';
import { parseTimestampResponse } from '../../../src/formats/tsp/response.ts';
import { parseTimestampToken, type TimestampToken } from '../../../src/formats/tsp/token.ts';
import { EXTENSION } from '../../../src/formats/x509/extension.ts';
import { KEY_PURPOSE, KEY_USAGE } from '../../../src/formats/x509/extension-values.ts';
import { ADMINISTRATOR, makeBank, OFFICER, SYSTEM, type TestBank } from '../../support/authority.ts';
import { mutations } from '../../support/mutate.ts';
import { refusal } from '../../support/refusal.ts';
import { refusalCode } from '../../support/refusal-code.ts';
import { digest } from '../../support/test-keys.ts';

const DOCUMENT = Buffer.from('a document');
const NONCE = Uint8Array.of(0x5a, 1, 2, 3);

const query = (more: Partial<TimestampRequestFields> = {}): Uint8Array =>
  encodeTimestampRequest({
    hash: 'SHA-256',
    digest: digest('SHA-256', DOCUMENT),
    nonce: NONCE,
    wantsCertificate: true,
    ...more,
  });

function tokenOf({ der, outcome }: TimestampAnswer): TimestampToken {
  expect(outcome).to.equal('granted');
  return parseTimestampToken(parseTimestampResponse(der).token!);
}

describe('stamp', () => {
  let bank: TestBank;
  let deps: TestBank & { readonly register: TimestampRegister };

  beforeEach(async () => {
    bank = await makeBank();
    deps = { ...bank, register: new TimestampRegister(bank) };
  });

  afterEach(() => bank.close());

  const ask = (request: Uint8Array): Promise<TimestampAnswer> => stamp(deps, request);

  for (const hash of ['MD5', 'SHA-1', 'SHA-224'] as const) {
    it(`refuses a digest by ${hash}`, async () => {
      const { outcome, der } = await ask(query({ hash, digest: digest(hash, DOCUMENT) }));
      expect(outcome).to.equal('badAlg');
      expect(parseTimestampResponse(der).failures).to.deep.equal(['badAlg']);
    });
  }

  it('refuses a digest that is not as long as its hash function says', async () => {
    const { outcome } = await ask(query({ digest: new Uint8Array(20) }));
    expect(outcome).to.equal('badDataFormat');
  });

  it('refuses a policy that it does not have', async () => {
    expect((await ask(query({ policy: '1.2.3.4' }))).outcome).to.equal('unacceptedPolicy');
    expect(tokenOf(await ask(query({ policy: '0.4.0.2023.1.1' }))).tstInfo.policy).to.equal('0.4.0.2023.1.1');
  });

  it('refuses extensions, critical or not', async () => {
    const inner = query().subarray(2);
    const extensions = element(
      contextConstructed(0),
      sequence(oid('1.2.3'), octetString(Uint8Array.of(5, 0))),
    );
    expect((await ask(sequence(inner, extensions))).outcome).to.equal('unacceptedExtension');
  });

  it('refuses another version', async () => {
    const other = query();
    other[4] = 2;
    expect((await ask(other)).outcome).to.equal('badRequest');
  });

  it('refuses what is no request', async () => {
    const cut = query().subarray(0, 20);
    for (const bytes of [new Uint8Array(0), cut, Buffer.from('GET / HTTP/1.1'), new Uint8Array(5000)]) {
      const { outcome, der } = await ask(bytes);
      expect(outcome).to.equal('badDataFormat');
      expect(parseTimestampResponse(der).status).to.equal('rejection');
    }
  });

  it('answers every damaged request with a refusal or a token over just what it says', async () => {
    for (const damaged of mutations(query(), 400, 7)) {
      const { outcome, der } = await ask(damaged);
      const { token } = parseTimestampResponse(der);
      expect(token !== undefined).to.equal(outcome === 'granted');
    }
  });

  it('refuses while its clock is behind what it stamped before, and goes on once it is not', async () => {
    bank.clock.pass(7200);
    tokenOf(await ask(query()));
    bank.clock.pass(-2);
    expect((await ask(query())).outcome).to.equal('timeNotAvailable');
    bank.clock.pass(1);
    tokenOf(await ask(query()));
  });

  it('refuses by a clock behind what another process stamped', async () => {
    bank.clock.pass(7200);
    tokenOf(await ask(query()));
    bank.clock.pass(-3600);
    deps = { ...bank, register: new TimestampRegister(bank) };
    expect((await ask(query())).outcome).to.equal('timeNotAvailable');
  });

  it('refuses by a clock behind its own certificate', async () => {
    bank.clock.pass(-1);
    expect((await ask(query())).outcome).to.equal('timeNotAvailable');
  });

  it('refuses once its certificate is revoked, and goes on with a new one', async () => {
    const { sha256 } = bank.issuers.findTimestamper()!.record;
    await revoke(bank, { actor: ADMINISTRATOR, sha256, reason: 'keyCompromise' });
    expect(await refusalCode(ask(query()))).to.equal('service.not-ready');
    expect(await isUnitDue(bank, 'timestamper')).to.equal(true);
    await renewUnit(bank, { actor: ADMINISTRATOR, role: 'timestamper' });
    expect(await isUnitDue(bank, 'timestamper')).to.equal(false);
    tokenOf(await ask(query()));
  });

  it('refuses without a certificate that is valid', async () => {
    bank.clock.pass(3 * 365 * 86_400);
    expect(await refusalCode(ask(query()))).to.equal('service.not-ready');
  });

  it('gives no token that is not recorded', async () => {
    const ledger = { ...bank.ledger, atomically: () => Promise.reject(new Error('disk full')) };
    deps = { ...bank, register: new TimestampRegister({ ...bank, ledger }) };
    expect(await refusal(ask(query()))).to.have.property('message', 'disk full');
  });

  for (const hash of ['SHA-256', 'SHA-384', 'SHA-512', 'SHA3-256', 'SHA3-384', 'SHA3-512'] as HashName[]) {
    it(`stamps a digest by ${hash}`, async () => {
      const { tstInfo } = tokenOf(await ask(query({ hash, digest: digest(hash, DOCUMENT) })));
      expect(tstInfo.imprint.hash).to.equal(hash);
      expect(toHex(tstInfo.imprint.digest)).to.equal(toHex(digest(hash, DOCUMENT)));
    });
  }

  it('says when, how exactly, and under what policy, and repeats the nonce', async () => {
    const { tstInfo } = tokenOf(await ask(query()));
    expect(tstInfo.genTime).to.deep.equal(bank.clock.now());
    expect(tstInfo.accuracyMilliseconds).to.equal(1000);
    expect(tstInfo.ordering).to.equal(false);
    expect(tstInfo.policy).to.equal('0.4.0.2023.1.1');
    expect(tstInfo.nonce).to.deep.equal(NONCE);
    expect(tokenOf(await ask(query({ nonce: undefined }))).tstInfo.nonce).to.equal(undefined);
  });

  it('binds its certificate, and sends it with those above it only where asked', async () => {
    const timestamper = bank.issuers.findTimestamper()!;
    const { signer, signedData } = tokenOf(await ask(query()));
    const [attribute] = signer.signedAttributes!.all(ATTRIBUTE.signingCertificateV2);
    const [id] = parseSigningCertificateV2(attribute!);
    expect(toHex(id!.digest)).to.equal(toHex(digest('SHA-256', timestamper.record.certificateDer)));
    const [messageDigest] = signer.signedAttributes!.all(ATTRIBUTE.messageDigest);
    expect(equal(parseMessageDigest(messageDigest!), digest('SHA-256', signedData.content!))).to.equal(true);
    const sent = signedData.certificates.map(toHex);
    const { issuing } = bank.issuers;
    expect(sent).to.have.members([timestamper, issuing].map(({ record }) => toHex(record.certificateDer)));
    const bare = tokenOf(await ask(query({ wantsCertificate: false })));
    expect(bare.signedData.certificates).to.deep.equal([]);
    expect(bare.signer.signedAttributes!.all(ATTRIBUTE.signingCertificateV2)).to.have.length(1);
  });

  it('records every token, and gives no serial number twice, in this process or the next', async () => {
    const first = await Promise.all(Array.from({ length: 300 }, () => ask(query())));
    deps = { ...bank, register: new TimestampRegister(bank) };
    const second = await Promise.all(Array.from({ length: 300 }, () => ask(query())));
    const serials = new Set<string>();
    for (const answer of [...first, ...second]) {
      const { tstInfo, der } = tokenOf(answer);
      const serial = toHex(tstInfo.serialNumber);
      serials.add(serial);
      const record = await bank.ledger.read.timestamps.find(serial);
      expect(toHex(record!.tokenSha256)).to.equal(toHex(digest('SHA-256', der)));
      expect(record!.timestamperId).to.equal('issuing-tsa-1');
    }
    expect(serials.size).to.equal(600);
  });
});

describe('renewUnit', () => {
  it('is refused to officers', async () => {
    const bank = await makeBank();
    expect(await refusalCode(renewUnit(bank, { actor: OFFICER, role: 'timestamper' }))).to.equal(
      'access.denied',
    );
    await bank.close();
  });

  it('is due when the key has been in use for a year, and then not for a while', async () => {
    const bank = await makeBank();
    bank.clock.pass(365 * 86_400 - 2);
    expect(await isUnitDue(bank, 'timestamper')).to.equal(false);
    bank.clock.pass(1);
    expect(await isUnitDue(bank, 'timestamper')).to.equal(true);
    const [first] = bank.issuers.all;
    await renewUnit(bank, { actor: SYSTEM, role: 'timestamper' });
    expect(await isUnitDue(bank, 'timestamper')).to.equal(false);
    const second = bank.issuers.findTimestamper()!;
    expect(second.id).to.equal('issuing-tsa-2');
    expect(toHex(second.publicKeyDer)).not.to.equal(toHex(first!.publicKeyDer));
    await bank.close();
  });

  for (const family of ['oces3', 'oces2', 'p256'] as const) {
    it(`certifies a key for time-stamping and nothing else, in ${family}`, async function () {
      this.timeout(60_000);
      const bank = await makeBank({ family });
      const { certificate, record } = bank.issuers.findTimestamper()!;
      expect(certificate.extendedKeyUsage).to.deep.equal([KEY_PURPOSE.timeStamping]);
      expect(certificate.extension(EXTENSION.extendedKeyUsage)!.critical).to.equal(true);
      expect(certificate.keyUsage).to.equal(KEY_USAGE.digitalSignature);
      expect(certificate.publicKey.curve).to.equal('P-256');
      expect(record.parentId).to.equal('issuing');
      const days = (record.notAfter.getTime() - record.notBefore.getTime() + 1000) / 86_400_000;
      expect(days).to.equal(1095);
      const found = await bank.ledger.read.certificates.findBySha256(record.sha256);
      expect(found!.kind).to.equal('TSA');
      await bank.close();
    });
  }
});
