import { expect } from 'chai';
import type { ReportLanguage } from '../../../src/signatures/report/meanings.ts';
import { describeReport, printReportText } from '../../../src/signatures/report/text.ts';
import { extendPdf, samplePdf, signPdf, validatePdf } from '../../support/pdf.ts';

async function told(
  bytes: Uint8Array,
  language: ReportLanguage,
  options: Parameters<typeof validatePdf>[1] = {},
): Promise<string> {
  const { report } = await validatePdf(bytes, options);
  return printReportText(describeReport(report, language));
}

describe('describeReport', () => {
  let signed: Uint8Array;
  before(async () => {
    signed = await signPdf(await samplePdf());
  });

  it('never says that something untrusted may be relied on', async () => {
    for (const [language, advice] of [
      ['da', 'Stol ikke på underskriften alene.'],
      ['en', 'Do not rely on the signature alone.'],
    ] as const) {
      const text = await told(signed, language, { anchors: [] });
      expect(text).to.contain(advice);
      expect(text).not.to.match(/Du kan stole på|You can rely on/);
    }
  });

  it('says that nothing proves the time where only the signer tells it', async () => {
    const text = await told(signed, 'en');
    expect(text).to.contain('as the signer says');
    expect(text).to.contain('The time is not proven');
  });

  it('tells who, when and what in Danish, by Danish clocks', async () => {
    const text = await told(await extendPdf(signed, 'T'), 'da');
    expect(text).to.contain('Underskriften er gyldig.');
    expect(text).to.contain('Hvem: Åse Ærø');
    expect(text).to.match(/1\. juni 2026 kl\. 14\.00\.00 \(bevist af et tidsstempel\)/);
    expect(text).to.contain('contract.pdf (hele filen)');
    expect(text).to.contain('Hvad gør jeg: Du kan stole på underskriften.');
  });

  it('tells a document without a signature', async () => {
    expect(await told(await samplePdf(), 'en')).to.contain('The file has no signature.');
  });

  it('lets a name neither steer a terminal nor turn a line around', async () => {
    const text = await told(signed, 'en', { name: 'a\u001b[2Jb\u202efdp.exe' });
    expect(text).not.to.match(/[\u001b\u202e]/);
  });

  it('has the same facts in both languages', async () => {
    const { report } = await validatePdf(signed);
    const [da, en] = (['da', 'en'] as const).map((language) => describeReport(report, language));
    const shape = ({ signatures, facts }: NonNullable<typeof da>): number[] => [
      facts.length,
      ...signatures.map((signature) => signature.facts.length),
    ];
    expect(shape(da!)).to.deep.equal(shape(en!));
  });
});
