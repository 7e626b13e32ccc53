import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { builtCommand } from '../support/built-command.ts';
import { samplePdf } from '../support/pdf.ts';
import { ADMIN, startBank, type RunningBank } from '../support/running-bank.ts';
import { runTool, type ToolResult } from '../support/run-tool.ts';

describe('sign and extend on the command line', () => {
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
  const levelOf = async (args: readonly string[]): Promise<string> => {
    const { text } = await run(['verify', ...args, '--json']);
    const [{ level, indication }] = JSON.parse(text).signatures;
    return `${level} ${indication}`;
  };

  before(async function () {
    this.timeout(60_000);
    folder = mkdtempSync(join(tmpdir(), 'certbank-extend-'));
    main = await builtCommand();
    bank = await startBank();
    writeFileSync(file('letter.txt'), 'Dear agency,\n');
    writeFileSync(file('letter.pdf'), await samplePdf());
    const registered = await run(['register', '--name', 'Anna Jensen', '--json'], {
      CERTBANK_USERNAME: ADMIN.username,
      CERTBANK_PASSWORD: ADMIN.password,
    });
    const { reference, activationCode } = JSON.parse(registered.text);
    const collected = await run(
      ['request', '--reference', reference, '--key-kind', 'P-256', '--out', file('anna.p12')],
      { CERTBANK_ACTIVATION_CODE: activationCode },
    );
    expect(collected.status, collected.text).to.equal(0);
  });

  after(async () => {
    await bank.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('refuses a level above B without a time-stamp authority, and a file without a signature', async () => {
    const args = [
      'sign',
      file('letter.txt'),
      '--key',
      file('anna.p12'),
      '--out',
      file('x.p7s'),
      '--level',
      'T',
    ];
    const nobody = await run(args);
    expect(nobody.status).to.equal(64);
    expect(nobody.text).to.include('--tsa');
    const unsigned = [
      'extend',
      file('letter.txt'),
      '--level',
      'T',
      '--tsa',
      `${bank.url}/tsa`,
      '--out',
      file('x'),
    ];
    expect((await run(unsigned)).status).to.equal(3);
  });

  it('signs at a level in one go, and raises a detached signature and a PDF', async function () {
    this.timeout(60_000);
    const tsa = ['--tsa', `${bank.url}/tsa`];
    const key = ['--key', file('anna.p12')];
    await run(['sign', file('letter.txt'), ...key, '--detached', '--out', file('a.p7s')]);
    const content = ['--content', file('letter.txt')];
    const extended = await run([
      'extend',
      file('a.p7s'),
      ...content,
      '--level',
      'LTA',
      ...tsa,
      '--out',
      file('b.p7s'),
    ]);
    expect(extended.status, extended.text).to.equal(0);
    expect(await levelOf([file('b.p7s'), ...content])).to.equal('BASELINE-LTA TOTAL-PASSED');
    const pdf = [
      'sign',
      file('letter.pdf'),
      ...key,
      '--format',
      'pades',
      '--level',
      'T',
      ...tsa,
      '--out',
      file('a.pdf'),
    ];
    const stamped = await run(pdf);
    expect(stamped.status, stamped.text).to.equal(0);
    const raised = await run(['extend', file('a.pdf'), '--level', 'LTA', ...tsa, '--out', file('a.pdf')]);
    expect(raised.status, raised.text).to.equal(0);
    expect(await levelOf([file('a.pdf')])).to.equal('BASELINE-LTA TOTAL-PASSED');
    expect(readFileSync(file('a.pdf')).subarray(0, 5).toString()).to.equal('%PDF-');
  });
});
