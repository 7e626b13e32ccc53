import { expect } from 'chai';
import { parseCertificate } from '../../src/formats/x509/certificate.ts';
import { encodeAuthorityInfoAccess } from '../../src/formats/x509/extension-encoders.ts';
import { ACCESS_METHOD } from '../../src/formats/x509/extension-values.ts';
import { publicEvidence } from '../../src/service/public-evidence.ts';
import { makeBank } from '../support/authority.ts';
import { testPki } from '../support/pki.ts';
import { refusalCode } from '../support/refusal-code.ts';

describe('publicEvidence', () => {
  it('tells of our own certificates while places of others keep everybody waiting', async () => {
    const bank = await makeBank();
    const evidence = publicEvidence(bank, () => new Promise(() => undefined));
    const location = { kind: 'uri', value: 'http://tarpit.example/' } as const;
    const pki = testPki({
      root: {},
      leaf: {
        issuer: 'root',
        extensions: [encodeAuthorityInfoAccess([{ method: ACCESS_METHOD.ocsp, location }])],
      },
    });
    const [leaf, root] = [pki.der('leaf'), pki.der('root')].map(parseCertificate);
    const refusals: string[] = [];
    for (let count = 0; count < 80; count++) {
      void refusalCode(evidence.ocsp(leaf!, root)).then((code) => refusals.push(code));
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(new Set(refusals)).to.deep.equal(new Set(['service.not-ready']));
    const { certificate: issuer } = bank.issuers.issuing;
    const { certificate } = bank.issuers.findUnit('sealer')!;
    expect(await evidence.ocsp(certificate, issuer)).to.have.length(1);
    expect(await evidence.crls(certificate, issuer)).to.have.length(1);
    await bank.close();
  });
});
