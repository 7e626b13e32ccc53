import { createSign } from 'node:crypto';
import { expect } from 'chai';
import { concat } from '../../../src/base/bytes.ts';
import { encodeContentType, encodeMessageDigest } from '../../../src/formats/cms/attributes.ts';
import { CONTENT_TYPE } from '../../../src/formats/cms/oids.ts';
import { parseSignedData } from '../../../src/formats/cms/signed-data.ts';
import { rewriteSignedData } from '../../../src/formats/cms/signed-data-rewrite.ts';
import { draftSignedData } from '../../../src/formats/cms/signed-data-draft.ts';
import { octetString } from '../../../src/formats/asn1/der-writer.ts';
import { parsePdf } from '../../../src/formats/pdf/document.ts';
import { PdfString } from '../../../src/formats/pdf/object.ts';
import { PdfUpdate } from '../../../src/formats/pdf/update.ts';
import { name, type Writable } from '../../../src/formats/pdf/writing.ts';
import { coveredPieces, fillContents } from '../../../src/signatures/pades/sign.ts';
import { placeSignature } from '../../../src/signatures/pades/signature-update.ts';
import { testPki } from '../../support/pki.ts';
import { digest, signWith } from '../../support/test-keys.ts';
import { samplePdf, verifyFirst, verifyPdf } from '../../support/pdf.ts';

const pki = testPki({ root: { ca: true }, rsa: { issuer: 'root', key: 'rsa2048' } });

/** A PDF whose signature dictionary has these entries, and the value that `make` gives for what is covered. */
async function signedBy(
  entries: Readonly<Record<string, Writable>>,
  make: (covered: Uint8Array) => Uint8Array,
): Promise<Uint8Array> {
  const file = parsePdf(await samplePdf());
  const place = {
    entries: { Type: name('Sig'), Filter: name('Adobe.PPKLite'), ...entries },
    reservedBytes: 8192,
    prefix: 'S',
  };
  const placed = placeSignature(file, new PdfUpdate(file), place, new Uint8Array(16));
  return fillContents(placed, make(concat(...coveredPieces(placed))));
}

const cms = (
  content: Uint8Array,
  { isInside = false, signed = content }: { isInside?: boolean; signed?: Uint8Array } = {},
): Uint8Array => {
  const certificate = pki.certificate('rsa');
  const draft = draftSignedData({
    contentType: CONTENT_TYPE.data,
    ...(isInside && { content }),
    certificates: [certificate.der],
    issuer: certificate.issuer.der,
    serialNumber: certificate.serialNumber,
    digest: 'SHA-256',
    scheme: { kind: 'rsa-pkcs1', hash: 'SHA-256' },
    signedAttributes: [encodeContentType(CONTENT_TYPE.data), encodeMessageDigest(digest('SHA-256', signed))],
  });
  return draft.complete(signWith(pki.key('rsa'), draft.toBeSigned, { kind: 'rsa-pkcs1', hash: 'SHA-256' }));
};

const WHOLE = { signature: true, references: true, structure: true };

describe('older PDF signatures', () => {
  it('are refused with a sub-filter that nobody knows, or none', async () => {
    for (const entries of [{ SubFilter: name('Other') }, {}]) {
      const report = await verifyFirst(await signedBy(entries, (covered) => cms(covered)));
      expect(report.indication).to.equal('TOTAL-FAILED');
      expect(report.reasons[0]?.code).to.equal('pdf.sub-filter');
    }
  });

  it('are refused where the CMS has two signers, of which a reader shows one', async () => {
    const twice = await signedBy({ SubFilter: name('adbe.pkcs7.detached') }, (covered) => {
      const signedData = parseSignedData(cms(covered));
      const [signer] = signedData.signers;
      return rewriteSignedData(signedData, { signers: [signer!.der, signer!.der] });
    });
    const report = await verifyFirst(twice);
    expect(report.indication).to.equal('TOTAL-FAILED');
    expect(report.reasons.map(({ code }) => code)).to.include('pdf.signer-count');
  });

  it('are refused where a detached signature brings content of its own', async () => {
    const forged = await signedBy({ SubFilter: name('adbe.pkcs7.detached') }, () =>
      cms(new Uint8Array(), { isInside: true }),
    );
    const report = await verifyFirst(forged);
    expect(report.indication).to.equal('TOTAL-FAILED');
    expect(report.integrity.references).to.equal(false);
    expect(report.reasons.map(({ code }) => code)).to.include('pdf.content-inside');
  });

  it('are refused where the SHA-1 digest inside is of something else (adbe.pkcs7.sha1)', async () => {
    const forged = await signedBy({ SubFilter: name('adbe.pkcs7.sha1') }, () =>
      cms(digest('SHA-1', new Uint8Array(1)), { isInside: true }),
    );
    const report = await verifyFirst(forged);
    expect(report.subIndication).to.equal('HASH_FAILURE');
    expect(report.integrity).to.deep.equal({ ...WHOLE, references: false });
  });

  it('are refused where a time-stamp takes the place of a signature, or the other way', async () => {
    const odd = await signedBy({ SubFilter: name('ETSI.RFC3161') }, (covered) => cms(covered));
    const report = await verifyPdf(odd);
    expect(report.signatures).to.deep.equal([]);
    expect(report.problems.map(({ code }) => code)).to.include('pdf.timestamp-malformed');
    const other = await signedBy(
      { Type: name('DocTimeStamp'), SubFilter: name('adbe.pkcs7.detached') },
      (covered) => cms(covered),
    );
    expect((await verifyFirst(other)).integrity.structure).to.equal(false);
  });

  it('are read by each of their sub-filters, and are no AdES', async () => {
    const samples = {
      'adbe.pkcs7.detached': await signedBy({ SubFilter: name('adbe.pkcs7.detached') }, (covered) =>
        cms(covered),
      ),
      'adbe.pkcs7.sha1': await signedBy({ SubFilter: name('adbe.pkcs7.sha1') }, (covered) =>
        cms(digest('SHA-1', covered), { isInside: true }),
      ),
      'adbe.x509.rsa_sha1': await signedBy(
        { SubFilter: name('adbe.x509.rsa_sha1'), Cert: new PdfString(pki.der('rsa')) },
        (covered) => {
          const { privateKey } = pki.key('rsa');
          return octetString(new Uint8Array(createSign('sha1').update(covered).sign(privateKey)));
        },
      ),
    };
    for (const [subFilter, document] of Object.entries(samples)) {
      const report = await verifyFirst(document);
      expect(report.integrity, subFilter).to.deep.equal(WHOLE);
      expect(report.level, subFilter).to.equal('NOT-ADES');
      expect(report.indication, subFilter).to.equal('INDETERMINATE');
      expect(report.scope[0], subFilter).to.deep.equal({ name: 'contract.pdf', kind: 'FULL' });
    }
  });
});
