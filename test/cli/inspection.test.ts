import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { encodePem } from '../../src/formats/pem.ts';
import {
  encodeCertificatePolicies,
  encodeSubjectAlternativeName,
} from '../../src/formats/x509/extension-encoders.ts';
import { KEY_PURPOSE } from '../../src/formats/x509/extension-values.ts';
import { builtCommand } from '../support/built-command.ts';
import { AT, testPki } from '../support/pki.ts';
import { runTool, type ToolResult } from '../support/run-tool.ts';

const pki = testPki({
  Root: { ca: true },
  Issuing: { issuer: 'Root', ca: true, pathLength: 0 },
  Stranger: { ca: true },
  'www.example.dk': {
    issuer: 'Issuing',
    extendedKeyUsage: [KEY_PURPOSE.serverAuth],
    extensions: [
      encodeSubjectAlternativeName([{ kind: 'dns', value: 'www.example.dk' }]),
      encodeCertificatePolicies([{ oid: '1.2.3.4', qualifiers: [] }]),
    ],
  },
  'Bad\u001b[31m': { issuer: 'Issuing', until: '2020-01-01T00:00:00Z' },
});

describe('the command line that looks at certificates', () => {
  let folder: string;
  let main: string;
  const file = (name: string): string => join(folder, name);
  const run = (...args: string[]): Promise<ToolResult> =>
    runTool(process.execPath, [main, ...args], undefined, {
      PATH: process.env['PATH']!,
      CERTBANK_DATA: file('none'),
    });
  const path = (...args: string[]): Promise<ToolResult> =>
    run('path', 'verify', file('leaf.pem'), '--offline', '--at', AT.toISOString(), ...args);

  before(async () => {
    main = await builtCommand();
    folder = mkdtempSync(join(tmpdir(), 'certbank-inspection-'));
    const write = (name: string, ...ders: readonly Uint8Array[]): void =>
      writeFileSync(file(name), ders.map((der) => encodePem('CERTIFICATE', der)).join(''));
    write('leaf.pem', pki.der('www.example.dk'));
    write('chain.pem', pki.der('www.example.dk'), pki.der('Issuing'));
    write('issuing.pem', pki.der('Issuing'));
    write('root.pem', pki.der('Root'));
    write('stranger.pem', pki.der('Stranger'));
    write('bad.pem', pki.der('Bad\u001b[31m'));
    writeFileSync(file('root.crl'), pki.crl('Root'));
    writeFileSync(file('issuing.crl'), pki.crl('Issuing'));
    writeFileSync(
      file('revoked.crl'),
      encodePem('X509 CRL', pki.crl('Issuing', { revoked: ['www.example.dk'] })),
    );
    writeFileSync(
      file('answer.der'),
      pki.ocsp({ responder: 'Issuing', answers: [{ about: 'www.example.dk' }] }),
    );
    writeFileSync(file('letter.txt'), 'Dear agency,\n');
    writeFileSync(file('cut.der'), pki.der('Root').subarray(0, 100));
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  describe('certificate inspect', () => {
    it('ends with 65 for what is none of its things', async () => {
      for (const name of ['letter.txt', 'cut.der']) {
        expect((await run('certificate', 'inspect', file(name))).status, name).to.equal(65);
      }
    });

    it('tells a certificate at a glance, each of several in a file', async () => {
      const { status, text } = await run('certificate', 'inspect', file('chain.pem'));
      expect(status).to.equal(0);
      expect(text).to.match(
        /certificate: www\.example\.dk\nsubject +CN=www\.example\.dk\nissued by +CN=Issuing/,
      );
      expect(text).to.match(/key +EC P-256/);
      expect(text).to.match(/extendedKeyUsage +serverAuth/);
      expect(text).to.match(/authority: Issuing/);
      expect(text).to.match(/basicConstraints ! +an authority, authorities below: 0/);
    });

    it('tells CRLs and OCSP responses by their shape', async () => {
      const crl = await run('certificate', 'inspect', file('revoked.crl'));
      expect(crl.text).to.match(/CRL: Issuing[\s\S]*revoked +1[\s\S]*keyCompromise/);
      const answer = await run('certificate', 'inspect', file('answer.der'), '--json');
      const [view] = JSON.parse(answer.text).structures;
      expect(view).to.include({ kind: 'ocsp-response', responseStatus: 'successful' });
      expect(view.answers[0]).to.include({ status: 'good' });
    });

    it('lets no name steer the terminal', async () => {
      const { text } = await run('certificate', 'inspect', file('bad.pem'));
      expect(text).not.to.include('\u001b');
    });
  });

  describe('certificate lint', () => {
    it('ends with 1 where an error is found, and names clause and severity', async () => {
      const { status, text } = await run('certificate', 'lint', file('bad.pem'), '--json');
      expect(status).to.equal(1);
      const [{ findings }] = JSON.parse(text).certificates;
      expect(findings).to.deep.include({
        code: 'validity.reversed',
        severity: 'error',
        clause: 'RFC 5280 section 4.1.2.5',
        message: 'the validity ends before it begins',
      });
    });

    it('ends with 0 where there is nothing graver than a warning', async () => {
      const { status, text } = await run('certificate', 'lint', file('issuing.pem'));
      expect(text).to.include('Issuing');
      expect(status, text).to.equal(0);
    });

    it('holds a certificate against what this bank issues', async () => {
      const { status, text } = await run('certificate', 'lint', file('leaf.pem'), '--profile', 'voces-oces3');
      expect(status).to.equal(1);
      expect(text).to.include('subject has 1 RDNs instead of');
      expect((await run('certificate', 'lint', file('leaf.pem'), '--profile', 'nobodys')).status).to.equal(
        64,
      );
    });
  });

  describe('path verify', () => {
    const evidence = (): string[] => ['--crl', file('root.crl'), '--crl', file('issuing.crl')];
    const chain = (): string[] => ['--anchor', file('root.pem'), '--intermediate', file('issuing.pem')];

    it('trusts nothing that it was not told to', async () => {
      const { status, text } = await path('--json');
      expect(status).to.equal(1);
      expect(JSON.parse(text).failures[0]).to.include({ code: 'path.no-anchor' });
      expect((await path('--anchor', file('stranger.pem'), ...evidence())).status).to.equal(1);
    });

    it('tells the decisive failure first, and the chain as a tree', async () => {
      const { status, text } = await path(
        ...chain(),
        '--crl',
        file('root.crl'),
        '--crl',
        file('revoked.crl'),
      );
      expect(status).to.equal(1);
      expect(text.split('\n')[0]).to.match(/^✘ not valid at /);
      expect(text.split('\n')[1]).to.include('certificate.revoked');
      expect(text).to.match(
        /✔ Root +anchor.*\n└─ ✔ Issuing +not revoked.*\n {3}└─ ✘ www\.example\.dk +revoked since/,
      );
    });

    it('asks for the status of every certificate unless told otherwise', async () => {
      const unknown = await path(...chain());
      expect(unknown.status).to.equal(1);
      expect(unknown.text).to.include('revocation.unknown');
      expect((await path(...chain(), '--revocation', 'if-available')).status).to.equal(0);
      expect((await path(...chain(), '--revocation', 'off')).status).to.equal(0);
    });

    it('ends with 0 for a good path, by CRLs or by an OCSP response', async () => {
      const good = await path(...chain(), ...evidence());
      expect(good.status, good.text).to.equal(0);
      const byOcsp = await path(
        ...chain(),
        '--crl',
        file('root.crl'),
        '--ocsp',
        file('answer.der'),
        '--json',
      );
      expect(JSON.parse(byOcsp.text)).to.include({ valid: true });
      expect(JSON.parse(byOcsp.text).chain[0].status).to.include({ status: 'good', source: 'ocsp' });
    });

    it('takes the intermediates of the leaf’s own file', async () => {
      const args = ['path', 'verify', file('chain.pem'), '--offline', '--at', AT.toISOString()];
      expect((await run(...args, '--anchor', file('root.pem'), ...evidence())).status).to.equal(0);
    });

    it('holds it against a purpose, a name and a policy', async () => {
      const good = [...chain(), ...evidence()];
      const tries: [string[], number][] = [
        [['--dns', 'www.example.dk', '--eku', 'serverAuth', '--policy', '1.2.3.4'], 1],
        [['--dns', 'www.example.dk', '--eku', 'serverAuth'], 0],
        [['--dns', 'example.com'], 1],
        [['--email', 'a@example.dk'], 1],
        [['--ip', '10.0.0.1'], 1],
        [['--eku', '1.3.6.1.5.5.7.3.2'], 1],
        [['--eku', 'everything'], 64],
      ];
      for (const [args, expected] of tries)
        expect((await path(...good, ...args)).status, args.join(' ')).to.equal(expected);
    });

    it('ends with 65 for a file that is not what it is given as', async () => {
      expect((await path('--anchor', file('root.crl'))).status).to.equal(65);
      expect((await path('--anchor', file('root.pem'), '--crl', file('root.pem'))).status).to.equal(65);
    });
  });
});
