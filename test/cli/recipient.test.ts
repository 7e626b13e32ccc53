import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { isCertBankError } from '../../src/base/errors.ts';
import { toBase64, toHex } from '../../src/base/bytes.ts';
import { bankClient, type BankClient } from '../../src/cli/bank-client.ts';
import { findRecipient, type RecipientSearch } from '../../src/cli/recipient.ts';
import { encodePem, parsePem } from '../../src/formats/pem.ts';
import { parseCertificate } from '../../src/formats/x509/certificate.ts';
import { KEY_USAGE } from '../../src/formats/x509/extension-values.ts';
import { verifyPath } from '../../src/node.ts';
import { applicantKey, requestFor } from '../support/authority.ts';
import { recipientOf } from '../support/recipients.ts';
import { refusal } from '../support/refusal.ts';
import { refusalCode } from '../support/refusal-code.ts';
import { startBank, type RunningBank } from '../support/running-bank.ts';

const ANNA = 'anna@example.dk';

interface Collected {
  readonly der: Uint8Array;
  readonly serial: string;
  readonly sha256: string;
  readonly revocationCode: string;
}

describe('finding the recipient of an encrypted message', () => {
  let bank: RunningBank;
  let client: BankClient;
  let folder: string;
  let token: string;

  async function collect(email: string): Promise<Collected> {
    const body = { kind: 'POCES', commonName: 'Anna Ærø', email };
    const { reference, activationCode } = (await bank.ask('/api/v1/orders', { token, body })).json;
    const request = toBase64(await requestFor(applicantKey()));
    const answer = await bank.ask(`/api/v1/orders/${reference}/collect`, {
      body: { activationCode, request },
    });
    const { certificate, serial, sha256, revocationCode } = answer.json;
    return { der: parsePem(certificate)[0]!.der, serial, sha256, revocationCode };
  }

  const block = (how: 'suspend' | 'revoke', { sha256, revocationCode }: Collected) =>
    bank.ask(`/api/v1/certificates/${sha256}/${how}`, {
      body: { revocationCode, ...(how === 'revoke' && { reason: 'keyCompromise' }) },
    });

  const find = (to: string, more: Partial<RecipientSearch> = {}): Promise<Uint8Array> =>
    findRecipient(to, {
      bank: client,
      isBankCertain: true,
      at: new Date(),
      digest: async (bytes) => Uint8Array.from(createHash('sha256').update(bytes).digest()),
      ...more,
    });

  async function why(promise: Promise<unknown>): Promise<string> {
    const error = await refusal(promise);
    if (isCertBankError(error, 'recipient.refused')) return error.details.why;
    throw error;
  }

  const put = (name: string, bytes: Uint8Array | string): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'certbank-recipient-'));
    bank = await startBank();
    client = bankClient(bank.url);
    token = await bank.signIn();
  });

  after(async () => {
    await bank.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('refuses whom the bank does not know, and what names nobody exactly', async () => {
    for (const to of ['nobody@example.dk', 'ab'.repeat(32), '1234']) {
      expect(await why(find(to))).to.equal('the bank has no such certificate');
    }
    for (const to of ['Anna', 'no/such/file.cer', '']) {
      expect(await refusalCode(find(to)), to).to.equal('input.invalid');
    }
    expect(await refusalCode(find(put('empty.cer', '')))).to.equal('pem.malformed');
  });

  it('refuses to believe a bank that anybody could answer for', async () => {
    expect(await why(find(ANNA, { isBankCertain: false }))).to.include('use https');
  });

  it('refuses a bank that gives another certificate than it listed', async () => {
    const anna = await collect('swapped@example.dk');
    const other = recipientOf('P-256').certificate;
    const bank = { ...client, bytes: async () => other };
    expect(await why(find(anna.sha256, { bank }))).to.equal('the bank gave another certificate');
    expect(await why(find('swapped@example.dk', { bank }))).to.equal('the bank gave another certificate');
  });

  it('refuses a certificate whose status nobody tells, is not for encryption, or leads to no anchor', async () => {
    const stranger = put('stranger.cer', recipientOf('P-256').certificate);
    expect(await why(find(stranger))).to.include('nobody tells whether it is revoked');
    const signer = recipientOf('P-256', { keyUsage: KEY_USAGE.digitalSignature });
    expect(await why(find(put('signer.cer', signer.certificate)))).to.equal(
      'the certificate is not for encryption',
    );
    const anna = await collect('anchor@example.dk');
    const verify = (leaf: Uint8Array) =>
      verifyPath({ leaf, intermediates: [], anchors: [signer.certificate], at: new Date() });
    expect(await why(find(anna.sha256, { verify }))).to.be.a('string');
  });

  it('finds by address, serial number, SHA-256, and file', async () => {
    const anna = await collect(ANNA);
    const spaced = anna.serial.toUpperCase().replace(/(..)(?=.)/g, '$1:');
    const files = [put('anna.cer', anna.der), put('anna.pem', encodePem('CERTIFICATE', anna.der))];
    for (const to of [ANNA, 'anna@EXAMPLE.dk', anna.serial, spaced, anna.sha256, ...files]) {
      expect(toHex(await find(to)), to).to.equal(toHex(anna.der));
    }
    expect(parseCertificate(anna.der).serial).to.equal(anna.serial);
  });

  it('refuses several under one address, until one of them is blocked; then the blocked one', async () => {
    const address = 'twice@example.dk';
    const [first, second] = [await collect(address), await collect(address)];
    const error = await refusal(find(address));
    if (!isCertBankError(error, 'recipient.refused')) throw error;
    expect([...error.details.candidates].sort()).to.deep.equal([first.sha256, second.sha256].sort());
    expect(toHex(await find(second.sha256))).to.equal(toHex(second.der));

    await block('suspend', second);
    expect(await why(find(second.serial))).to.include('in force');
    expect(toHex(await find(address))).to.equal(toHex(first.der));
    await block('revoke', first);
    expect(await why(find(address))).to.include('in force');
    expect(await why(find(put('first.cer', first.der)))).to.equal('the certificate is revoked');
  });

  it('refuses one that is not in force at the time', async () => {
    const address = 'late@example.dk';
    const { der } = await collect(address);
    const at = new Date(parseCertificate(der).notAfter.getTime() + 1000);
    expect(await why(find(address, { at }))).to.include('in force');
  });
});
