import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runTool } from '../support/run-tool.ts';
import { requireTool } from '../support/tools.ts';
import { extendPdf, samplePdf, signPdf } from '../support/pdf.ts';

describe('PDF signatures before other readers', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'certbank-pdf-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const written = async (bytes: Uint8Array): Promise<string> => {
    const file = join(folder, 'signed.pdf');
    await writeFile(file, bytes);
    return file;
  };

  for (const hasObjectStreams of [false, true]) {
    const kind = hasObjectStreams ? 'cross-reference streams' : 'cross-reference tables';

    it(`are valid to pdfsig at every level (${kind})`, async function () {
      requireTool(this, 'pdfsig');
      let document = await samplePdf({ pages: 2, hasObjectStreams, fields: { amount: '100' } });
      const appearance = { page: 2, rectangle: [50, 50, 250, 110] } as const;
      document = await signPdf(document, { certify: 'form-filling', appearance, reason: 'Enig' });
      for (const level of ['B', 'T', 'LT', 'LTA', 'LTA'] as const) {
        if (level !== 'B') document = await extendPdf(document, level);
        const { text } = await runTool('pdfsig', ['-nocert', await written(document)]);
        expect(text, level).to.include('Signature Type: ETSI.CAdES.detached');
        expect(text.match(/Signature is Valid/g), level).to.have.length(1);
        expect(text, level).not.to.match(/Signature is Invalid|Digest Mismatch/);
      }
    });

    it(`are valid to pdfsig one after another (${kind})`, async function () {
      requireTool(this, 'pdfsig');
      let document = await samplePdf({ hasObjectStreams });
      for (const who of ['signer', 'other', 'signer'] as const) document = await signPdf(document, {}, who);
      const { text } = await runTool('pdfsig', ['-nocert', await written(document)]);
      expect(text.match(/Signature is Valid/g)).to.have.length(3);
      expect(text.match(/Total document signed/g)).to.have.length(1);
    });

    it(`leave files in which qpdf finds no fault (${kind})`, async function () {
      requireTool(this, 'qpdf');
      let document = await signPdf(
        await samplePdf({ pages: 3, hasObjectStreams, fields: { amount: '100' } }),
      );
      for (const level of ['T', 'LT', 'LTA'] as const) {
        document = await extendPdf(document, level);
        const { status, text } = await runTool('qpdf', ['--check', await written(document)]);
        expect(text, level).to.include('No syntax or stream encoding errors found');
        expect(text, level).not.to.include('WARNING');
        expect(status, level).to.equal(0);
      }
    });
  }
});
