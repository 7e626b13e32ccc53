import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readBytes, readTable } from '../../scripts/conformance/corpus.ts';
import { isCertBankError } from '../../src/base/errors.ts';
import { STRICT_POLICY, verifyDocument, type ValidationReport } from '../../src/node.ts';
import { BrowserLibrary } from '../support/browser-library.ts';
import { verifyCaseBy, type DocumentCase } from '../support/document-case.ts';
import { sampleDocuments } from '../support/sample-documents.ts';
import { requireTool } from '../support/tools.ts';
import { fromWire, toWire } from '../support/wire.ts';

const CORPORA = join(import.meta.dirname, '..', '..', '..', 'shared', 'corpora');
const SAMPLE = 30;

/** The report, or `refusal` with its code. */
type Answer = ValidationReport | { readonly refusal: string };

const inNode = verifyCaseBy(verifyDocument);

async function answerInNode(one: DocumentCase): Promise<Answer> {
  try {
    return await inNode(one);
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    return { refusal: error.code };
  }
}

/** `count` of `all`, from the first to the last. */
const spread = <T>(all: readonly T[], count: number): T[] =>
  Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)]!);

describe('documents in the browser', function () {
  this.timeout(60_000);
  let browser: BrowserLibrary | undefined;

  before(async function () {
    requireTool(this, 'chromium');
    browser = await BrowserLibrary.start();
  });

  after(() => browser?.close());

  /** What Node says, after the browser said the same. */
  async function inBoth(cases: readonly DocumentCase[]): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (const one of cases) answers.push(await answerInNode(one));
    const inBrowser = await browser!.ask(
      'verifyCase',
      cases.map((one) => [one]),
    );
    expect(inBrowser).to.deep.equal(fromWire(toWire(answers)));
    return answers;
  }

  it('have the same reports as in Node, good, damaged, ended and revoked, from B to LTA', async () => {
    const cases = await sampleDocuments();
    expect(cases.size).to.be.at.least(60);
    const answers = await inBoth([...cases.values()]);
    const isGood = (answer: Answer): boolean =>
      'signatures' in answer && answer.signatureCount > 0 && answer.passedCount === answer.signatureCount;
    const names = [...cases.keys()];
    expect(names.filter((_, index) => isGood(answers[index]!))).to.deep.equal(
      names.filter((name) => name.includes(' good,')),
    );
  });

  it(`have the same reports as in Node for ${2 * SAMPLE} documents of others`, async function () {
    if (!existsSync(CORPORA)) {
      this.test!.title += ' (skipped: the corpora are not there)';
      this.skip();
    }
    const dss = join(CORPORA, 'dss');
    const pyhanko = join(CORPORA, 'pyhanko-pdf');
    const entries = readTable(dss, 'dss.json') as { entries: readonly { file: string; format: string }[] };
    const ours = entries.entries.filter(({ format }) => format === 'CAdES' || format === 'PAdES');
    const pdfs = readTable(pyhanko, 'pyhanko-pdf.json') as {
      entries: readonly { file: string; upstream_validation_time: string }[];
    };
    const policy = { ...STRICT_POLICY, revocation: 'off' } as const;
    await inBoth([
      ...spread(ours, SAMPLE).map(({ file }) => ({
        bytes: readBytes(dss, file),
        options: { at: new Date('2026-01-01T00:00:00Z') },
      })),
      ...spread(pdfs.entries, SAMPLE).map(({ file, upstream_validation_time: at }) => ({
        bytes: readBytes(pyhanko, file),
        options: { at: new Date(at), policy },
      })),
    ]);
  });
});
