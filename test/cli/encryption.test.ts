import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { encryptMessage } from '../../src/node.ts';
import { parsePem } from '../../src/formats/pem.ts';
import { builtCommand } from '../support/built-command.ts';
import { asText, LETTER } from '../support/mail.ts';
import { recipientOf } from '../support/recipients.ts';
import { ADMIN, startBank, type RunningBank } from '../support/running-bank.ts';
import { runTool, type ToolResult } from '../support/run-tool.ts';

describe('encrypt and decrypt on the command line', function () {
  this.timeout(60_000);
  let bank: RunningBank;
  let folder: string;
  let main: string;
  const file = (name: string): string => join(folder, name);

  const run = (args: readonly string[], env: Record<string, string> = {}): Promise<ToolResult> =>
    runTool(process.execPath, [main, ...args], undefined, {
      PATH: process.env['PATH']!,
      CERTBANK_URL: bank.url,
      CERTBANK_DATA: bank.directory,
      CERTBANK_KEY_PASSWORD: 'correct horse battery',
      ...env,
    });

  /** A certificate of `name` in the bank; its key in `NAME.p12`. */
  async function collect(name: string, email: string): Promise<{ serial: string; revocationCode: string }> {
    const asAdministrator = { CERTBANK_USERNAME: ADMIN.username, CERTBANK_PASSWORD: ADMIN.password };
    const registered = await run(['register', '--name', name, '--email', email, '--json'], asAdministrator);
    const { reference, activationCode } = JSON.parse(registered.text);
    const args = ['--reference', reference, '--key-kind', 'P-256', '--out', file(`${name}.p12`), '--json'];
    const collected = await run(['request', ...args], { CERTBANK_ACTIVATION_CODE: activationCode });
    return JSON.parse(collected.text);
  }

  const encrypt = (to: string, ...more: readonly string[]): Promise<ToolResult> =>
    run(['encrypt', file('letter.eml'), '--to', to, '--out', file('sealed.eml'), '--json', ...more]);
  const decrypt = (name: string, ...more: readonly string[]): Promise<ToolResult> =>
    run(['decrypt', file('sealed.eml'), '--p12', file(`${name}.p12`), '--out', file('opened.eml'), ...more]);
  let anna: { serial: string; revocationCode: string };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'certbank-cli-'));
    main = await builtCommand();
    bank = await startBank();
    writeFileSync(file('letter.eml'), LETTER);
    anna = await collect('Anna', 'anna@example.dk');
    await collect('Otto', 'otto@example.dk');
  });

  after(async () => {
    await bank.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('refuses a recipient that the bank does not know, and writes nothing', async () => {
    const { status, text } = await encrypt('nobody@example.dk');
    expect(status).to.equal(1);
    expect(JSON.parse(text)).to.deep.include({ code: 'recipient.refused' });
    expect(() => statSync(file('sealed.eml'))).to.throw();
  });

  it('encrypts a mail message to who is found by address, and only they can read', async () => {
    const sealed = await encrypt('anna@example.dk');
    expect(sealed.status, sealed.text).to.equal(0);
    expect(JSON.parse(sealed.text)).to.deep.include({ form: 'smime', cipher: 'AES-256-GCM' });
    const opened = await decrypt('Anna', '--json');
    expect(JSON.parse(opened.text)).to.deep.include({ isAuthenticated: true });
    expect(readFileSync(file('opened.eml'), 'latin1')).to.include('Agreed: 100 kroner.');
    expect(statSync(file('opened.eml')).mode & 0o777).to.equal(0o600);
    const other = await decrypt('Otto', '--json');
    expect(other.status).to.equal(1);
    expect(JSON.parse(other.text)).to.include({ code: 'message.not-for-key' });
  });

  it('asks for the status where an anchor is given', async () => {
    const chain = await bank.ask('/ca/chain.pem');
    writeFileSync(file('root.cer'), parsePem(chain.text).at(-1)!.der);
    const anchor = ['--anchor', file('root.cer')];
    const sealed = await encrypt('anna@example.dk', ...anchor);
    expect(sealed.status, sealed.text).to.equal(0);
    const { certificate } = recipientOf('P-256');
    writeFileSync(file('stranger.cer'), certificate);
    expect((await encrypt(file('stranger.cer'), ...anchor)).status).to.equal(1);
  });

  it('encrypts any other file as CMS, to several, and gives the same file back', async () => {
    writeFileSync(file('any'), Uint8Array.of(0, 1, 2, 255));
    const to = ['--to', 'anna@example.dk', '--to', 'otto@example.dk'];
    const sealed = await run(['encrypt', file('any'), ...to, '--out', file('sealed.eml')]);
    expect(sealed.status, sealed.text).to.equal(0);
    expect((await decrypt('Otto')).status).to.equal(0);
    expect([...readFileSync(file('opened.eml'))]).to.deep.equal([0, 1, 2, 255]);
  });

  it('EFAIL: writes nothing of AES-CBC that nobody signed as a whole, unless told to', async () => {
    rmSync(file('opened.eml'), { force: true });
    expect((await encrypt('anna@example.dk', '--cipher', 'AES-256-CBC')).status).to.equal(0);
    const refused = await decrypt('Anna', '--json');
    expect(refused.status).to.equal(1);
    expect(JSON.parse(refused.text)).to.include({ code: 'message.not-authenticated' });
    expect(() => statSync(file('opened.eml'))).to.throw();
    const told = await decrypt('Anna', '--accept-unauthenticated');
    expect(told.status).to.equal(0);
    expect(told.text).to.include('WARNING');

    const key = ['--key', file('Otto.p12')];
    const signed = await run([
      'sign',
      file('letter.eml'),
      '--format',
      'smime',
      ...key,
      '--out',
      file('letter.eml.signed'),
    ]);
    expect(signed.status, signed.text).to.equal(0);
    const certificate = parsePem((await bank.ask(`/certificates/${anna.serial}.pem`)).text)[0]!.der;
    const sealed = await encryptMessage(readFileSync(file('letter.eml.signed')), {
      recipients: [certificate],
      cipher: 'AES-256-CBC',
    });
    writeFileSync(file('sealed.eml'), sealed);
    const opened = await decrypt('Anna');
    expect(opened.status, opened.text).to.equal(0);
    expect(opened.text).to.include('verify it').and.not.to.include('WARNING');
    const verified = await run(['verify', file('opened.eml'), '--json']);
    expect(JSON.parse(verified.text).signatures[0]).to.deep.include({
      indication: 'TOTAL-PASSED',
      scope: [{ name: 'opened.eml', kind: 'FULL' }],
    });
    expect(asText(readFileSync(file('opened.eml')))).to.include('Agreed: 100 kroner.');
  });
});
