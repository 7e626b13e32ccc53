import { expect } from 'chai';
import { detailedReport } from '../../../src/signatures/report/detailed.ts';
import type {
  DetailedCheck,
  DetailedProcess,
  DetailedReport,
} from '../../../src/signatures/report/detail.ts';
import { extendPdf, samplePdf, signPdf, validatePdf } from '../../support/pdf.ts';

const checksOf = (processes: readonly DetailedProcess[]): DetailedCheck[] =>
  processes.flatMap(({ blocks }) => blocks.flatMap(({ checks }) => checks));

async function detailed(
  bytes: Uint8Array,
  options: Parameters<typeof validatePdf>[1] = {},
): Promise<DetailedReport> {
  return detailedReport(await validatePdf(bytes, options));
}

describe('detailedReport', () => {
  let signed: Uint8Array;
  before(async () => {
    signed = await signPdf(await samplePdf());
  });

  it('tells a changed document by the check that saw it, and leaves open what was not concluded', async () => {
    const changed = signed.slice();
    changed[changed.indexOf(0x31, 200)]! ^= 1;
    const [signature] = (await detailed(changed)).signatures;
    expect(signature?.indication).to.equal('TOTAL-FAILED');
    const [basic] = signature!.processes;
    const block = basic!.blocks.find(({ block: name }) => name === 'cryptographic verification');
    expect(block).to.include({ indication: 'FAILED', subIndication: 'HASH_FAILURE' });
    const outcomes = block!.checks.map(({ code, outcome }) => [code, outcome]);
    expect(outcomes).to.deep.equal([
      ['references.intact', 'failed'],
      ['signature.value', 'passed'],
    ]);
  });

  it('tells that nothing is trusted, with the clause', async () => {
    const [signature] = (await detailed(signed, { anchors: [] })).signatures;
    const failing = checksOf(signature!.processes).filter(({ outcome }) => outcome === 'undetermined');
    expect(failing[0]).to.include({ code: 'path.anchor', outcome: 'undetermined' });
    expect(failing[0]?.clause).to.match(/^EN 319 102-1 5\.2\.6\.4, RFC 5280/);
  });

  it('does not call passed what was never judged', async () => {
    const certificates = { intermediates: [] };
    const validation = await validatePdf(signed, certificates);
    const { facts, verdict } = validation.signatures[0]!;
    const basic = {
      ...verdict.basic,
      dated: [],
      lasting: verdict.basic.lasting.slice(0, 3),
      path: undefined,
    };
    const report = detailedReport({
      ...validation,
      signatures: [{ facts, verdict: { ...verdict, basic: { ...basic, integrity: NOTHING } } }],
    });
    const unjudged = report.signatures[0]!.processes[0]!.blocks.slice(3);
    expect(unjudged.map(({ indication }) => indication)).to.deep.equal(Array(3).fill('NOT-JUDGED'));
    const outcomes = unjudged.flatMap(({ checks }) => checks.map(({ outcome }) => outcome));
    expect(new Set(outcomes)).to.deep.equal(new Set(['not-concluded']));
  });

  it('lists every check of every block as passed where the signature is good', async () => {
    const report = await detailed(signed);
    expect(report.policy).to.deep.equal({ name: 'certbank strict', crypto: 'ETSI TS 119 312' });
    const [signature] = report.signatures;
    expect(signature?.indication).to.equal('TOTAL-PASSED');
    expect(signature?.processes.map(({ process }) => process)).to.deep.equal([
      'validation of basic signatures',
    ]);
    const [basic] = signature!.processes;
    expect(basic!.blocks.map(({ block }) => block)).to.deep.equal([
      'format checking',
      'identification of the signing certificate',
      'validation context initialization',
      'cryptographic verification',
      'signature acceptance validation',
      'X.509 certificate validation',
    ]);
    for (const check of checksOf(signature!.processes)) {
      expect(check.outcome, check.message).to.equal('passed');
      expect(check.clause).to.match(/^EN 319 102-1 /);
    }
    const revocation = checksOf(signature!.processes).find(({ code }) => code === 'certificate.not-revoked');
    expect(revocation?.message).to.contain('not revoked by the CRL of 2026');
  });

  it('has a process of its own for each time-stamp, and the one that builds on them', async () => {
    const [signature] = (await detailed(await extendPdf(signed, 'LTA'))).signatures;
    expect(signature!.processes.map(({ process, indication }) => [process, indication])).to.deep.equal([
      ['validation of basic signatures', 'PASSED'],
      ['validation of signatures with archive data', 'PASSED'],
    ]);
    expect(signature!.timestamps.map(({ type }) => type)).to.deep.equal(['signature', 'document']);
    for (const timestamp of signature!.timestamps) {
      const [process] = timestamp.processes;
      expect(process).to.include({ process: 'validation of a time-stamp', indication: 'PASSED' });
      const codes = process!.blocks.flatMap(({ checks }) => checks.map(({ code }) => code));
      expect(codes).to.include.members(['timestamp.imprint', 'signature.value', 'path.anchor']);
      for (const check of checksOf(timestamp.processes)) expect(check.outcome).to.equal('passed');
    }
  });

  it('is plain JSON', async () => {
    const report = await detailed(signed);
    expect(JSON.parse(JSON.stringify(report))).to.deep.equal(report);
  });
});

const NOTHING = { signature: false, references: false, structure: false };
