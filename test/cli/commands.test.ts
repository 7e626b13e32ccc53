import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { builtCommand } from '../support/built-command.ts';
import { ADMIN, startBank, type RunningBank } from '../support/running-bank.ts';
import { runTool, type ToolResult } from '../support/run-tool.ts';

describe('the command line', () => {
  let bank: RunningBank;
  let folder: string;
  let main: string;
  const file = (name: string): string => join(folder, name);

  const run = (args: readonly string[], env: Record<string, string> = {}): Promise<ToolResult> =>
    runTool(process.execPath, [main, ...args], undefined, {
      PATH: process.env['PATH']!,
      CERTBANK_URL: bank.url,
      CERTBANK_DATA: bank.directory,
      ...env,
    });
  const asAdministrator = { CERTBANK_USERNAME: ADMIN.username, CERTBANK_PASSWORD: ADMIN.password };
  const withKey = { CERTBANK_KEY_PASSWORD: 'correct horse battery' };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'certbank-cli-'));
    main = await builtCommand();
    bank = await startBank();
    writeFileSync(file('letter.txt'), 'Dear agency,\n');
  });

  after(async () => {
    await bank.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('ends with 64 for wrong usage, and says what would be right', async () => {
    const unknown = await run(['frobnicate']);
    expect(unknown.status).to.equal(64);
    expect(unknown.text).to.include('unknown command');
    const missing = await run(['sign', file('letter.txt')]);
    expect(missing.status).to.equal(64);
    expect(missing.text).to.include("required option '--key <file>'");
    const nowhere = await run(['verify', file('nowhere')]);
    expect(nowhere.status).to.equal(64);
    expect(nowhere.text).to.include('does not exist');
    expect((await run(['verify', file('letter.txt'), '--at', 'yesterday'])).status).to.equal(64);
    const noUrl = await run(['find', 'Jensen', '--url', 'bank.example']);
    expect(noUrl.status, noUrl.text).to.equal(64);
    const nameless = ['register', '--name', 'Anna', '--user', 'admin', '--password-file', file('nowhere')];
    const unread = await run(nameless);
    expect(unread.status, unread.text).to.equal(64);
    expect(unread.text).to.include('does not exist');
  });

  it('ends with 64 where there is no place for what it makes', async () => {
    const token = await bank.signIn();
    const registered = await run(['register', '--name', 'Bo Holm', '--json'], { CERTBANK_TOKEN: token });
    const { reference, activationCode } = JSON.parse(registered.text);
    const request = ['request', '--reference', reference, '--key-kind', 'P-256', '--out'];
    const code = { CERTBANK_ACTIVATION_CODE: activationCode };
    const nowhere = await run([...request, file('none/bo.p12')], { ...code, ...withKey });
    expect(nowhere.status, nowhere.text).to.equal(64);
    expect(nowhere.text).to.include('cannot be written');
    writeFileSync(file('empty'), '\n');
    const unlocked = await run([...request, file('bo.p12'), '--out-password-file', file('empty')], code);
    expect(unlocked.status, unlocked.text).to.equal(64);
    // Nothing was collected, so that the code is still good, and no empty file stands in the way.
    const collected = await run([...request, file('bo.p12')], { ...code, ...withKey });
    expect(collected.status, collected.text).to.equal(0);
    const sign = ['sign', file('letter.txt'), '--key', file('bo.p12'), '--out', file('none/letter.p7m')];
    const unsigned = await run(sign, withKey);
    expect(unsigned.status, unsigned.text).to.equal(64);
  });

  it('asks again where the answer with the certificate was lost on its way', async () => {
    const registered = await run(['register', '--name', 'Else Dam', '--json'], asAdministrator);
    const { reference, activationCode } = JSON.parse(registered.text);
    let asked = 0;
    const forward = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const body = Buffer.concat(await request.toArray());
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${bank.url}${request.url}`, { method: 'POST', headers, body });
      const text = await answer.text();
      if (++asked === 1) response.destroy();
      else response.end(text);
    };
    const lossy = createServer((request, response) => void forward(request, response));
    lossy.listen(0, '127.0.0.1');
    await once(lossy, 'listening');
    const url = `http://127.0.0.1:${(lossy.address() as AddressInfo).port}`;
    const args = ['request', '--reference', reference, '--key-kind', 'P-256', '--out', file('else.p12')];
    const collected = await run([...args, '--url', url], {
      CERTBANK_ACTIVATION_CODE: activationCode,
      ...withKey,
    });
    lossy.close();
    expect(collected.status, collected.text).to.equal(0);
    expect(asked).to.equal(2);
  });

  it('ends with 69 where another than a bank answers', async () => {
    const server = createServer((_request, response) => void response.end('<html>')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { status, text } = await run(['find', 'Jensen', '--url', `http://127.0.0.1:${port}`]);
    server.close();
    expect(status, text).to.equal(69);
  });

  it('ends with 69 where no bank answers', async () => {
    const { status, text } = await run(['find', 'Jensen', '--url', 'http://127.0.0.1:1']);
    expect(status).to.equal(69);
    expect(text).to.include('cannot reach');
  });

  it('ends with 69 where there is no installation, and makes none by looking', async () => {
    const { status, text } = await run(['doctor', '--data', file('none')]);
    expect(status).to.equal(69);
    expect(text).to.include('no installation');
    expect(() => statSync(file('none'))).to.throw();
  });

  it('ends with 1 for a refusal, and with --json tells its code', async () => {
    const { status, text } = await run(['register', '--name', 'Anna', '--json'], {
      CERTBANK_USERNAME: 'admin',
      CERTBANK_PASSWORD: 'not the password',
    });
    expect(status).to.equal(1);
    expect(JSON.parse(text)).to.include({ code: 'access.bad-credentials' });
  });

  it('ends with 3 where a document has no signature, and trusts nothing it was not told to', async () => {
    expect((await run(['verify', file('letter.txt')])).status).to.equal(3);
  });

  it('registers, collects, finds, signs, verifies, blocks, and verifies again', async function () {
    this.timeout(120_000);
    const registered = await run(
      ['register', '--name', 'Anna Jensen', '--email', 'anna@example.dk', '--json'],
      asAdministrator,
    );
    const { reference, activationCode } = JSON.parse(registered.text);

    const args = [
      'request',
      '--reference',
      reference,
      '--key-kind',
      'P-256',
      '--out',
      file('anna.p12'),
      '--json',
    ];
    const collected = JSON.parse(
      (await run(args, { CERTBANK_ACTIVATION_CODE: activationCode, ...withKey })).text,
    );
    expect(statSync(file('anna.p12')).mode & 0o777).to.equal(0o600);
    const again = await run(args, { CERTBANK_ACTIVATION_CODE: activationCode, ...withKey });
    expect(again.status).to.equal(64);
    expect(again.text).to.include('not overwritten');

    const found = await run(['find', 'jensen']);
    expect(found.text).to.include('Anna Jensen').and.to.include('good');
    const got = await run(['get', collected.serial, '--out', file('anna.pem')]);
    expect(got.status, got.text).to.equal(0);
    expect(readFileSync(file('anna.pem'), 'utf8')).to.include('BEGIN CERTIFICATE');

    const wrong = await run(['sign', file('letter.txt'), '--key', file('anna.p12'), '--out', file('x.p7s')], {
      CERTBANK_KEY_PASSWORD: 'wrong',
    });
    expect(wrong.status).to.equal(65);
    const key = ['--key', file('anna.p12')];
    const signed = await run(
      ['sign', file('letter.txt'), ...key, '--detached', '--out', file('letter.p7s')],
      withKey,
    );
    expect(signed.status, signed.text).to.equal(0);

    const verify = ['verify', file('letter.p7s'), '--content', file('letter.txt')];
    const passed = await run(verify);
    expect(passed.text).to.include('TOTAL-PASSED');
    expect(passed.status).to.equal(0);
    const stranger = await run([...verify, '--data', file('none'), '--json']);
    expect(stranger.status).to.equal(2);
    expect(JSON.parse(stranger.text).signatures[0]).to.include({ indication: 'INDETERMINATE' });
    writeFileSync(file('other.txt'), 'Dear agency!\n');
    const forged = await run(['verify', file('letter.p7s'), '--content', file('other.txt')]);
    expect(forged.text).to.include('HASH_FAILURE');
    expect(forged.status).to.equal(1);

    const many = ['verify', file('letter.p7m'), file('letter.txt'), file('letter.p7s')];
    const attached = await run(['sign', file('letter.txt'), ...key, '--out', file('letter.p7m')], withKey);
    expect(attached.status, attached.text).to.equal(0);
    const each = await run([...many, file('nowhere'), '--json']);
    expect(each.status).to.equal(64);
    const [whole, , alone, missing, ...rest] = JSON.parse(each.text);
    expect(rest).to.deep.equal([]);
    expect(whole.report).to.include({ passedCount: 1 });
    expect(alone.report.signatures[0]).to.include({ subIndication: 'SIGNED_DATA_NOT_FOUND' });
    expect(missing.error).to.include({ code: 'input.invalid' });
    expect((await run(many)).status).to.equal(2);
    const two = await run(many.slice(0, 3));
    expect(two.status).to.equal(3);
    expect(two.text).to.match(
      /letter\.p7m {2}✔ TOTAL-PASSED {2}Anna Jensen\n.*letter\.txt {2}- no signature/,
    );
    expect((await run([...many, '--content', file('letter.txt')])).status).to.equal(64);

    const code = { CERTBANK_REVOCATION_CODE: collected.revocationCode };
    expect((await run(['suspend', collected.serial], code)).text).to.include('on-hold');
    expect((await run(verify)).status).to.equal(2);
    expect((await run(['release', collected.serial], code)).text).to.include('good');
    expect((await run(verify)).status).to.equal(0);
    const revoked = await run(['revoke', collected.serial, '--reason', 'keyCompromise'], code);
    expect(revoked.text).to.include('revoked');
    const after = await run(verify);
    expect(after.text).to.include('REVOKED_NO_POE');
    expect(after.status).to.equal(2);
  });

  it('looks after the installation: doctor, audit, accounts, CRL, backup and restore', async function () {
    this.timeout(120_000);
    const doctor = await run(['doctor', '--json']);
    expect(doctor.status, doctor.text).to.equal(0);
    const audit = await run(['audit', 'verify', '--json']);
    expect(JSON.parse(audit.text).records).to.be.greaterThan(0);
    const added = await run(['user', 'add', 'otto', '--role', 'officer'], {
      CERTBANK_PASSWORD: 'langt nok kodeord',
    });
    expect(added.text).to.include('officer otto created');
    expect((await run(['user', 'list'])).text).to.include('otto');
    expect((await run(['user', 'remove', 'otto'])).status).to.equal(0);
    expect((await run(['user', 'remove', 'admin'])).status).to.equal(1);
    expect((await run(['crl', 'publish', 'issuing'])).text).to.include('number');
    expect((await run(['backup', file('copy.sqlite')])).status).to.equal(0);
    expect((await run(['backup', file('copy.sqlite')])).status).to.equal(65);
    expect((await run(['restore', file('copy.sqlite')])).status).to.equal(65);
    const restored = await run(['restore', file('copy.sqlite'), '--data', file('restored')]);
    expect(restored.status, restored.text).to.equal(0);
    expect((await run(['migrate', '--data', file('restored')])).text).to.include('nothing to do');
    const chain = await run(['audit', 'verify', '--json', '--data', file('restored')]);
    expect(JSON.parse(chain.text).records).to.be.greaterThan(0);
  });

  it('shows an example in the help of every command', async () => {
    const { text } = await run(['--help']);
    const names = [...text.matchAll(/^ {2}([a-z]+) /gm)]
      .map(([, name]) => name!)
      .filter((name) => name !== 'help');
    expect(names).to.include.members(['serve', 'init', 'sign', 'verify', 'revoke', 'audit', 'doctor']);
    const groups = new Set(['audit', 'certificate', 'crl', 'path', 'user']);
    for (const name of names.filter((name) => !groups.has(name))) {
      expect((await run([name, '--help'])).text, name).to.include('Example:');
    }
  });
});
