import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { etsiReport } from '../../../src/signatures/report/etsi-xml.ts';
import { element } from '../../../src/signatures/report/xml-writer.ts';
import { extendPdf, samplePdf, signPdf, validatePdf } from '../../support/pdf.ts';
import { requireTool } from '../../support/tools.ts';

/** What `xpath` finds, with every namespace left out of account. */
function find(xml: string, xpath: string): string {
  const anyNamespace = xpath.replace(/(\/|^)([A-Za-z][A-Za-z0-9]*)/g, "$1*[local-name()='$2']");
  return execFileSync('xmllint', ['--xpath', `string(${anyNamespace})`, '-'], {
    input: xml,
    encoding: 'utf8',
  }).trim();
}

describe('etsiReport', () => {
  let signed: Uint8Array;
  before(async function () {
    requireTool(this, 'xmllint');
    signed = await signPdf(await samplePdf(), { reason: 'a < b & "c"' });
  });

  it('tells what failed by the URNs of the standard', async () => {
    const xml = etsiReport(await validatePdf(signed, { anchors: [], name: 'a<b>&"\u0001.pdf' }));
    const status = '//SignatureValidationReport/SignatureValidationStatus';
    expect(find(xml, `${status}/MainIndication`)).to.equal('urn:etsi:019102:mainindication:indeterminate');
    expect(find(xml, `${status}/SubIndication`)).to.equal(
      'urn:etsi:019102:subindication:NO_CERTIFICATE_CHAIN_FOUND',
    );
  });

  it('is well-formed and tells times, signer, chain and objects of a good signature', async () => {
    const validation = await validatePdf(await extendPdf(signed, 'T'));
    const xml = etsiReport(validation);
    const report = validation.report.signatures[0]!;
    expect(xml).to.contain('<ValidationReport xmlns="http://uri.etsi.org/19102/v1.2.1#"');
    expect(find(xml, '//SignatureValidationReport/SignatureValidationStatus/MainIndication')).to.equal(
      'urn:etsi:019102:mainindication:total-passed',
    );
    expect(find(xml, '//BestSignatureTime/POETime')).to.equal(report.bestSignatureTime);
    expect(find(xml, '//SignatureAttributes/SigningTime/Time')).to.equal(report.claimedSigningTime);
    expect(find(xml, '//SignatureAttributes/SignatureTimeStamp/TimeStampValue')).to.equal(
      report.timestamps[0]!.time,
    );
    expect(find(xml, '//SignerInformation/Signer')).to.equal(report.subject);
    expect(find(xml, '//SignatureValidationProcessID')).to.equal('urn:etsi:019102:validationprocess:LTVM');
    const certificate = find(xml, '//ValidationObject/ValidationObjectRepresentation/base64');
    expect(Buffer.from(certificate, 'base64').length).to.be.greaterThan(100);
  });

  it('refers only to objects that are there', async () => {
    const xml = etsiReport(await validatePdf(await extendPdf(signed, 'LTA')));
    const ids = new Set([...xml.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const references = [...xml.matchAll(/VOReference="([^"]+)"/g)].map(([, id]) => id);
    expect(references.length).to.be.greaterThan(3);
    for (const reference of references) expect(ids.has(reference), reference).to.equal(true);
  });

  it('has a report also of a document without a signature', async () => {
    const xml = etsiReport(await validatePdf(await samplePdf()));
    expect(find(xml, '//SignatureValidationStatus/MainIndication')).to.contain('noSignatureFound');
  });

  it('lets no text break out of its element', () => {
    const { text } = element('a', { b: '"><c/>' }, '</a>\u0000\ud800&');
    expect(text).to.equal('<a b="&quot;&gt;&lt;c/&gt;">&lt;/a&gt;\ufffd\ufffd&amp;</a>');
  });
});
