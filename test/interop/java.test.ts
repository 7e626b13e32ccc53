import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { nodeSigner } from '../../src/adapters/keys/node-signer.ts';
import { toUtf8 } from '../../src/base/bytes.ts';
import { extendDocument } from '../../src/signatures/extend-document.ts';
import { signDocument } from '../../src/signatures/sign-document.ts';
import { AT, testPki } from '../support/pki.ts';
import { engine, extendPdf, samplePdf, signPdf, timestamper } from '../support/pdf.ts';
import { runTool } from '../support/run-tool.ts';
import type { TestKeyKind } from '../support/test-keys.ts';
import { requireTool } from '../support/tools.ts';

const JARS = ['bcprov', 'bcpkix', 'bcutil', 'pdfbox2', 'fontbox2', 'commons-logging']
  .map((name) => `/usr/share/java/${name}.jar`)
  .join(':');

/**
 * Judges CMS files as BouncyCastle does and the signatures of PDF files as PDFBox finds them; one line for each
 * signature and one for each time-stamp.
 */
const JUDGE = `
import java.io.File;
import java.nio.file.*;
import java.security.*;
import java.util.*;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.*;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.*;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tsp.*;

@SuppressWarnings("unchecked")
public class Judge {
  static JcaSimpleSignerInfoVerifierBuilder verifier() {
    return new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC");
  }
  static void token(CMSSignedData cms, byte[] stamped) throws Exception {
    TimeStampToken token = new TimeStampToken(cms);
    X509CertificateHolder by = (X509CertificateHolder) token.getCertificates().getMatches(token.getSID()).iterator().next();
    token.validate(verifier().build(by));
    TimeStampTokenInfo info = token.getTimeStampInfo();
    byte[] digest = MessageDigest.getInstance(info.getMessageImprintAlgOID().getId(), "BC").digest(stamped);
    boolean covers = Arrays.equals(digest, info.getMessageImprintDigest());
    System.out.println("time-stamp " + (covers ? "valid" : "of something else"));
  }
  static void signers(CMSSignedData cms) throws Exception {
    for (SignerInformation signer : cms.getSignerInfos()) {
      X509CertificateHolder by = (X509CertificateHolder) cms.getCertificates().getMatches(signer.getSID()).iterator().next();
      boolean valid;
      try { valid = signer.verify(verifier().build(by)); } catch (CMSException wrong) { valid = false; }
      System.out.println("signature " + (valid ? "valid" : "invalid"));
      AttributeTable unsigned = signer.getUnsignedAttributes();
      if (unsigned == null) continue;
      Attribute stamp = unsigned.get(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken);
      if (stamp != null) token(new CMSSignedData(ContentInfo.getInstance(stamp.getAttrValues().getObjectAt(0))), signer.getSignature());
    }
  }
  public static void main(String[] args) throws Exception {
    Security.addProvider(new BouncyCastleProvider());
    for (String name : args) {
      System.out.println(Path.of(name).getFileName());
      byte[] bytes = Files.readAllBytes(Path.of(name));
      if (name.endsWith(".p7m")) signers(new CMSSignedData(bytes));
      else if (name.endsWith(".p7s")) signers(new CMSSignedData(new CMSProcessableByteArray(Files.readAllBytes(Path.of(name).resolveSibling("content"))), bytes));
      else try (PDDocument document = PDDocument.load(bytes)) {
        for (PDSignature signature : document.getSignatureDictionaries()) {
          byte[] signed = signature.getSignedContent(bytes);
          byte[] contents = signature.getContents(bytes);
          if ("ETSI.RFC3161".equals(signature.getSubFilter())) token(new CMSSignedData(contents), signed);
          else signers(new CMSSignedData(new CMSProcessableByteArray(signed), contents));
        }
      }
    }
  }
}
`;

const KINDS: readonly TestKeyKind[] = [
  'rsa2048',
  'rsa2048-pss',
  'p256',
  'p384',
  'brainpoolP256r1',
  'ed25519',
];

const VALID = 'signature valid';
const STAMPED = 'time-stamp valid';

describe('what we sign, before BouncyCastle and PDFBox', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'certbank-java-'));
    await writeFile(join(folder, 'Judge.java'), JUDGE);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** What the judge says of each of `files`. */
  async function judged(files: Readonly<Record<string, Uint8Array>>): Promise<Record<string, string[]>> {
    const paths: string[] = [];
    for (const [name, bytes] of Object.entries(files)) {
      const path = join(folder, name);
      await writeFile(path, bytes);
      if (name !== 'content') paths.push(path);
    }
    const { status, text } = await runTool('java', ['-cp', JARS, join(folder, 'Judge.java'), ...paths]);
    expect(status, text).to.equal(0);
    const said: Record<string, string[]> = {};
    let current: string[] = [];
    for (const line of text.trim().split('\n')) {
      if (line in files) said[line] = current = [];
      else current.push(line);
    }
    return said;
  }

  it('CAdES-B and CAdES-T, attached and detached, by keys of every kind; not over other content', async function () {
    requireTool(this, 'java');
    const content = toUtf8('Agreed: 100 kroner.\n');
    const files: Record<string, Uint8Array> = { content };
    const expected: Record<string, string[]> = {};
    for (const kind of KINDS) {
      const pki = testPki({ root: { ca: true }, signer: { issuer: 'root', key: kind } });
      const { privateKey, scheme } = pki.key('signer');
      for (const name of ['p7m', 'p7s']) {
        const basic = await signDocument(content, {
          engine,
          format: 'cades',
          level: 'B',
          signer: nodeSigner(privateKey, scheme),
          certificates: [pki.der('signer'), pki.der('root')],
          at: AT,
          detached: name === 'p7s',
        });
        const contents = [{ name: 'content', bytes: content }];
        const stamped = await extendDocument(basic, { engine, level: 'T', timestamper, contents, at: AT });
        files[`${kind}-b.${name}`] = basic;
        files[`${kind}-t.${name}`] = stamped;
        expected[`${kind}-b.${name}`] = [VALID];
        expected[`${kind}-t.${name}`] = [VALID, STAMPED];
      }
    }
    expect(await judged(files)).to.deep.equal(expected);
    const another = { content: toUtf8('Agreed: 900 kroner.\n'), 'p256-b.p7s': files['p256-b.p7s']! };
    expect(await judged(another)).to.deep.equal({ 'p256-b.p7s': ['signature invalid'] });
  });

  it('PAdES of every level, alone and one after another; not when an octet of it is another', async function () {
    requireTool(this, 'java');
    const files: Record<string, Uint8Array> = {};
    let document = await signPdf(await samplePdf({ pages: 2, fields: { amount: '100' } }));
    files['b.pdf'] = document;
    files['two.pdf'] = await signPdf(document, {}, 'other');
    for (const level of ['T', 'LT', 'LTA'] as const) {
      document = await extendPdf(document, level);
      files[`${level}.pdf`] = document;
    }
    files['again.pdf'] = await extendPdf(document, 'LTA');
    const touched = Uint8Array.from(files['b.pdf']);
    touched[200]! ^= 1;
    files['touched.pdf'] = touched;
    expect(await judged(files)).to.deep.equal({
      'b.pdf': [VALID],
      'two.pdf': [VALID, VALID],
      'T.pdf': [VALID, STAMPED],
      'LT.pdf': [VALID, STAMPED],
      'LTA.pdf': [VALID, STAMPED, STAMPED],
      'again.pdf': [VALID, STAMPED, STAMPED, STAMPED],
      'touched.pdf': ['signature invalid'],
    });
  });
});
