import { expect } from 'chai';
import { nodeEngine } from '../../../src/adapters/keys/node-engine.ts';
import type { Certificate } from '../../../src/formats/x509/certificate.ts';
import * as encode from '../../../src/formats/x509/extension-encoders.ts';
import { EXTENSION } from '../../../src/formats/x509/extension.ts';
import { anchorFromCertificate } from '../../../src/trust/anchor.ts';
import { refuseBroken } from '../../../src/trust/path/algorithm-rule.ts';
import { DEFAULT_BUDGET, Meter, type Budget } from '../../../src/trust/path/budget.ts';
import { FaultList } from '../../../src/trust/path/failure.ts';
import { PathSearch } from '../../../src/trust/path/find.ts';
import { CertificatePool } from '../../../src/trust/path/pool.ts';
import { SignatureChecks } from '../../../src/trust/path/signature-checks.ts';
import { verifyCertificate } from '../../../src/trust/verify-certificate.ts';
import { doubledLevels, makeMesh, manyNameConstraints, MESH } from '../../support/hostile-heaps.ts';
import { AT, testPki, type Entity } from '../../support/pki.ts';
import { answer, answerOf, ask } from '../ask.ts';

/** Finds paths one after another and tells what that cost. */
async function search(
  leaf: Certificate,
  heap: readonly Certificate[],
  anchor: Certificate,
  { limits = {}, take = 1 }: { limits?: Partial<Budget>; take?: number } = {},
): Promise<{ lengths: number[]; spent: Meter['spent']; faults: string[] }> {
  const meter = new Meter(limits);
  const pool = new CertificatePool(meter);
  const entry = pool.add(leaf);
  for (const certificate of heap) pool.add(certificate);
  const settings = { at: AT, purpose: {}, recognised: [], policies: {}, anchorConstraints: 'none' as const };
  const faults = new FaultList();
  const signatures = new SignatureChecks(nodeEngine(), meter, refuseBroken);
  const anchors = [anchorFromCertificate(anchor)];
  const found = new PathSearch({ pool, anchors, settings, signatures, meter, faults }, entry, 'strict');
  const lengths: number[] = [];
  for (let path = await found.next(); path !== undefined; path = await found.next()) {
    lengths.push(path.entries.length);
    if (lengths.length === take) break;
  }
  return { lengths, spent: meter.spent, faults: faults.ranked().map(({ code }) => code) };
}

/** Verifies with the default budget, which no verdict may overstep. */
async function verify(
  leaf: Certificate,
  heap: readonly Certificate[],
  anchor: Certificate,
  more = {},
): Promise<string> {
  const verdict = await verifyCertificate(nodeEngine(), {
    leaf,
    intermediates: heap,
    anchors: [anchorFromCertificate(anchor)],
    at: AT,
    revocation: 'off',
    ...more,
  });
  return answerOf(verdict);
}

describe('The search for a path', () => {
  it('finds no path where names lead nowhere, without checking a signature', async () => {
    const pki = testPki({
      Root: { ca: true },
      Other: { ca: true },
      A: { issuer: 'Other', ca: true },
      Leaf: { issuer: 'A' },
    });
    const { lengths, spent } = await search(
      pki.certificate('Leaf'),
      [pki.certificate('A')],
      pki.certificate('Root'),
    );
    expect(lengths).to.deep.equal([]);
    expect(spent.signatures).to.equal(0);
    expect(await answer(pki, { intermediates: ['A'] })).to.equal('path.no-anchor');
  });

  it('ends in a cycle of two authorities that certify each other', async () => {
    const pki = testPki({
      Root: { ca: true },
      A: { issuer: 'B', ca: true },
      B: { issuer: 'A', ca: true },
      Leaf: { issuer: 'A' },
    });
    expect(await answer(pki, { intermediates: ['A', 'B'] })).to.equal('path.no-anchor');
  });

  it('goes on behind a cycle to the one way out', async () => {
    const pki = testPki({
      Root: { ca: true },
      A: { issuer: 'B', ca: true },
      B: { issuer: 'A', ca: true },
      AByRoot: { issuer: 'Root', subject: 'CN=A', keyOf: 'A', ca: true },
      BSelf: { issuer: 'B', subject: 'CN=B', keyOf: 'B', ca: true },
      Leaf: { issuer: 'B' },
    });
    const verdict = await ask(pki, { intermediates: ['A', 'B', 'BSelf', 'AByRoot'] });
    expect(answerOf(verdict)).to.equal('valid');
    expect(verdict.chain.map((certificate) => certificate.subject.toString())).to.deep.equal([
      'CN=Leaf',
      'CN=B',
      'CN=A',
      'CN=Root',
    ]);
  });

  it('looks beyond a shorter path that is bad', async () => {
    const pki = testPki({
      Root: { ca: true },
      Bridge: { issuer: 'Root', ca: true },
      Expired: {
        issuer: 'Root',
        subject: 'CN=Authority',
        keyOf: 'Authority',
        ca: true,
        until: '2026-01-01T00:00:00Z',
      },
      Authority: { issuer: 'Bridge', ca: true },
      Leaf: { issuer: 'Authority' },
    });
    const verdict = await ask(pki, { intermediates: ['Expired', 'Bridge', 'Authority'] });
    expect(answerOf(verdict)).to.equal('valid');
    expect(verdict.chain).to.have.length(4);
  });

  it('tries every candidate of a name, whatever key identifiers say', async () => {
    const hint = encode.encodeAuthorityKeyIdentifier(new Uint8Array(20).fill(7));
    const pki = testPki({
      Root: { ca: true },
      Wrong: {
        issuer: 'Root',
        subject: 'CN=Authority',
        ca: true,
        extensions: [encode.encodeSubjectKeyIdentifier(new Uint8Array(20).fill(7))],
      },
      Authority: { issuer: 'Root', ca: true, without: [EXTENSION.subjectKeyIdentifier] },
      Leaf: { issuer: 'Authority', extensions: [hint] },
    });
    expect(await answer(pki, { intermediates: ['Wrong', 'Authority'] })).to.equal('valid');
  });

  it('takes the likeliest candidate first', async () => {
    const table: Record<string, Entity> = {
      Root: { ca: true },
      Authority: { issuer: 'Root', ca: true },
      Leaf: { issuer: 'Authority' },
    };
    for (let n = 0; n < 50; n++) table[`Twin${n}`] = { issuer: 'Root', subject: 'CN=Authority', ca: true };
    const pki = testPki(table);
    const heap = Object.keys(table).filter((name) => name !== 'Leaf' && name !== 'Root');
    const { lengths, spent } = await search(
      pki.certificate('Leaf'),
      heap.map((name) => pki.certificate(name)),
      pki.certificate('Root'),
    );
    expect(lengths).to.deep.equal([2]);
    expect(spent.signatures).to.equal(2);
  });

  it('finds the valid candidate among many impostors without a hint', async () => {
    const without = [EXTENSION.subjectKeyIdentifier, EXTENSION.authorityKeyIdentifier];
    const table: Record<string, Entity> = {
      Root: { ca: true },
      Authority: { issuer: 'Root', ca: true, without },
      Leaf: { issuer: 'Authority', without },
    };
    for (let n = 0; n < 100; n++)
      table[`Twin${n}`] = { issuer: 'Root', subject: 'CN=Authority', ca: true, without };
    const pki = testPki(table);
    const heap = Object.keys(table).filter((name) => name !== 'Leaf' && name !== 'Root');
    expect(await answer(pki, { intermediates: heap })).to.equal('valid');
  });

  it('tells what is wrong with the nearest path when none is good', async () => {
    const pki = testPki({
      Root: { ca: true },
      Mid: { issuer: 'Root', ca: true, until: '2026-05-01T00:00:00Z' },
      Stranger: { ca: true, subject: 'CN=Mid' },
      Leaf: { issuer: 'Mid', until: '2026-05-01T00:00:00Z' },
    });
    const verdict = await ask(pki, { intermediates: ['Stranger', 'Mid'] });
    expect(verdict.chain).to.deep.equal(
      ['Leaf', 'Mid', 'Root'].map((name) => pki.certificate(name as 'Leaf')),
    );
    expect(verdict.failures.map(({ code }) => code).slice(0, 2)).to.deep.equal([
      'certificate.expired',
      'certificate.expired',
    ]);
  });

  it('refuses a path of more intermediates than allowed', async () => {
    const pki = testPki({
      Root: { ca: true },
      A: { issuer: 'Root', ca: true },
      B: { issuer: 'A', ca: true },
      Leaf: { issuer: 'B' },
    });
    expect(await answer(pki, { intermediates: ['A', 'B'], limits: { maxIntermediates: 1 } })).to.equal(
      'path.too-long',
    );
    expect(await answer(pki, { intermediates: ['A', 'B'], limits: { maxIntermediates: 2 } })).to.equal(
      'valid',
    );
  });

  it('says so when its budget is spent, and has found nothing then', async () => {
    const pki = testPki({ Root: { ca: true }, A: { issuer: 'Root', ca: true }, Leaf: { issuer: 'A' } });
    for (const limits of [{ maxSignatures: 1 }, { maxCandidates: 1 }, { maxBytes: 4096 }]) {
      expect(await answer(pki, { intermediates: ['A'], limits }), JSON.stringify(limits)).to.equal(
        'path.budget-exhausted',
      );
    }
  });

  it('takes a limit that is no number for a mistake of the caller', async () => {
    const pki = testPki({ Root: { ca: true }, Leaf: { issuer: 'Root' } });
    const failed = await ask(pki, { limits: { maxSignatures: -1 } }).catch((error: unknown) => error);
    expect(failed).to.be.instanceOf(RangeError);
  });
});

describe('A heap made to keep a search busy', () => {
  let mesh: Certificate[];
  const { pki } = MESH;

  before('200 authorities, each of which certifies each other one', () => {
    mesh = makeMesh();
  });

  it('is left at once where the mesh has no link to an anchor', async () => {
    const { lengths, spent } = await search(pki.certificate('Leaf'), mesh, pki.certificate('Root'));
    expect(lengths).to.deep.equal([]);
    expect(spent.signatures).to.equal(0);
    expect(spent.candidates).to.be.below(2 * MESH.authorities);
  });

  it('is left soon where the only link to the anchor is forged', async () => {
    const heap = [...mesh, pki.certificate('Forged')];
    const { lengths, spent } = await search(pki.certificate('Leaf'), heap, pki.certificate('Root'));
    expect(lengths).to.deep.equal([]);
    expect(spent.signatures).to.be.below(DEFAULT_BUDGET.maxSignatures);
    expect(spent.candidates).to.be.below(DEFAULT_BUDGET.maxCandidates);
  });

  it('does not hide the valid path', async () => {
    const heap = [...mesh, pki.certificate('Mesh0')];
    expect(await verify(pki.certificate('Leaf'), heap, pki.certificate('Root'))).to.equal('valid');
    const { spent } = await search(pki.certificate('Leaf'), heap, pki.certificate('Root'));
    expect(spent.signatures).to.equal(2);
  });
});

describe('Two certificates on each of 20 levels, which make 2^20 paths', () => {
  const { pki, heapWithout } = doubledLevels(20);

  it('are not all looked at when no policy can hold on any', async () => {
    const code = await verify(pki.certificate('Leaf'), heapWithout(), pki.certificate('Root'), {
      policies: { requireExplicit: true },
    });
    expect(code).to.equal('path.budget-exhausted');
  });

  it('are left at once when they end nowhere', async () => {
    const { lengths, spent } = await search(
      pki.certificate('Leaf'),
      heapWithout('L20aa', 'L20ba'),
      pki.certificate('Root'),
    );
    expect(lengths).to.deep.equal([]);
    expect(spent.signatures).to.equal(0);
  });

  it('do not hide one that is good', async () => {
    const { lengths, spent } = await search(pki.certificate('Leaf'), heapWithout(), pki.certificate('Root'));
    expect(lengths).to.deep.equal([21]);
    expect(spent.signatures).to.be.below(100);
  });
});

describe('An authority with 10,000 name constraints', () => {
  const pki = manyNameConstraints();

  it('ends the search within the budget for a leaf of many names', async () => {
    expect(await answer(pki, { leaf: 'Lots', intermediates: ['Mid'] })).to.equal('path.budget-exhausted');
  });

  it('does not hide a path that is in reach', async () => {
    expect(await answer(pki, { leaf: 'Few', intermediates: ['Mid'] })).to.equal('valid');
  });
});
