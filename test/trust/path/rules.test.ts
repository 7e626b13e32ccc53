import { expect } from 'chai';
import { nullValue } from '../../../src/formats/asn1/der-writer.ts';
import * as encode from '../../../src/formats/x509/extension-encoders.ts';
import { KEY_USAGE } from '../../../src/formats/x509/extension-values.ts';
import { EXTENSION } from '../../../src/formats/x509/extension.ts';
import { Certificate } from '../../../src/formats/x509/certificate.ts';
import { checkLeaf } from '../../../src/trust/path/rules.ts';
import { AT, testPki, type Entity } from '../../support/pki.ts';
import { answer } from '../ask.ts';

const PRIVATE = '1.3.6.1.4.1.55738.666.1';

/** The answer about Root <- Mid <- Leaf with something odd about each. */
function about(odd: { root?: Entity; mid?: Entity; leaf?: Entity }): Promise<string> {
  const pki = testPki({
    Root: { ca: true, ...odd.root },
    Mid: { issuer: 'Root', ca: true, ...odd.mid },
    Leaf: { issuer: 'Mid', ...odd.leaf },
  });
  return answer(pki, { intermediates: ['Mid'] });
}

describe('What a certificate says by itself', () => {
  it('refuses a leaf before and after its validity', async () => {
    expect(await about({ leaf: { until: '2026-05-01T00:00:00Z' } })).to.equal('certificate.expired');
    expect(await about({ leaf: { from: '2026-07-01T00:00:00Z' } })).to.equal('certificate.not-yet-valid');
  });

  it('refuses an authority before and after its validity', async () => {
    expect(await about({ mid: { until: '2026-05-01T00:00:00Z' } })).to.equal('certificate.expired');
    expect(await about({ mid: { from: '2026-07-01T00:00:00Z' } })).to.equal('certificate.not-yet-valid');
  });

  it('refuses a leaf that acts as issuer', async () => {
    expect(await about({ mid: { ca: false } })).to.equal('basic-constraints.not-ca');
    expect(await about({ mid: { without: [EXTENSION.basicConstraints] } })).to.equal(
      'basic-constraints.not-ca',
    );
  });

  it('refuses an authority whose key may not sign certificates', async () => {
    expect(await about({ mid: { keyUsage: KEY_USAGE.crlSign } })).to.equal('key-usage.no-cert-sign');
  });

  it('refuses a leaf that has what only an authority may have', async () => {
    expect(await about({ leaf: { keyUsage: KEY_USAGE.keyCertSign } })).to.equal('basic-constraints.ca-only');
    const constraints = encode.encodeNameConstraints({
      permitted: [{ kind: 'dns', value: 'a.example' }],
      excluded: [],
    });
    expect(await about({ leaf: { extensions: [constraints] } })).to.equal('basic-constraints.ca-only');
  });

  it('refuses a critical extension that nobody knows, on leaf, authority and anchor', async () => {
    const extensions = [{ oid: PRIVATE, critical: true, value: nullValue() }];
    expect(await about({ leaf: { extensions } })).to.equal('extension.unknown-critical');
    expect(await about({ mid: { extensions } })).to.equal('extension.unknown-critical');
    expect(await about({ root: { extensions } })).to.equal('extension.unknown-critical');
  });

  it('takes the same extension when it is not critical, or when the caller processes it', async () => {
    const extensions = [{ oid: PRIVATE, critical: false, value: nullValue() }];
    expect(await about({ leaf: { extensions }, mid: { extensions }, root: { extensions } })).to.equal(
      'valid',
    );
    const pki = testPki({
      Root: { ca: true },
      Leaf: { issuer: 'Root', extensions: [{ oid: PRIVATE, critical: true, value: nullValue() }] },
    });
    expect(await answer(pki, { recognisedExtensions: [PRIVATE] })).to.equal('valid');
  });

  it('refuses an extension that occurs twice', async () => {
    const twice = encode.encodeExtendedKeyUsage(['1.3.6.1.5.5.7.3.1']);
    expect(await about({ leaf: { extensions: [twice, twice] } })).to.equal('certificate.malformed');
    expect(await about({ mid: { extensions: [twice, twice] } })).to.equal('certificate.malformed');
  });

  it('refuses an extension of a known type that cannot be read', async () => {
    const extensions = [{ oid: EXTENSION.subjectAlternativeName, critical: false, value: nullValue() }];
    expect(await about({ leaf: { extensions } })).to.equal('certificate.malformed');
    expect(await about({ mid: { extensions } })).to.equal('certificate.malformed');
  });

  it('refuses critical policies with a qualifier that nobody knows', async () => {
    const policies = [{ oid: '1.2.3.4', qualifiers: [{ oid: '1.2.3.5', value: nullValue() }] }];
    const critical = encode.encodeCertificatePolicies(policies, true);
    expect(await about({ leaf: { extensions: [critical] } })).to.equal('extension.unknown-critical');
    const uncritical = encode.encodeCertificatePolicies(policies);
    expect(await about({ leaf: { extensions: [uncritical] } })).to.equal('valid');
  });

  it('refuses serial numbers that are zero or negative', async () => {
    const pki = testPki({ Root: { ca: true }, Leaf: { issuer: 'Root', serial: '55' } });
    for (const [octet, expected] of [
      [0x00, 'zero'],
      [0xff, 'negative'],
    ] as const) {
      const der = pki.der('Leaf').slice();
      der[Buffer.from(der).indexOf(Buffer.from('020155', 'hex')) + 2] = octet;
      const faults = checkLeaf(new Certificate(der), { at: AT, purpose: {}, recognised: [] });
      expect(faults.map(({ code, message }) => `${code}: ${message}`)).to.deep.equal([
        `certificate.serial-number: the serial number is ${expected}`,
      ]);
    }
    expect(await about({ leaf: { serial: '01'.repeat(20) } })).to.equal('valid');
  });

  it('refuses an authority without a name, and a leaf with none at all', async () => {
    expect(await about({ mid: { subject: [] } })).to.equal('certificate.name-empty');
    expect(await about({ leaf: { subject: [] } })).to.equal('certificate.name-empty');
    const names = encode.encodeSubjectAlternativeName([{ kind: 'dns', value: 'a.example' }], true);
    expect(await about({ leaf: { subject: [], extensions: [names] } })).to.equal('valid');
  });

  it('asks nothing of the anchor but its name and key', async () => {
    expect(
      await about({ root: { ca: false, until: '2025-06-01T00:00:00Z', isSignatureDamaged: true } }),
    ).to.equal('valid');
  });

  it('believes a path without a fault', async () => {
    expect(await about({})).to.equal('valid');
  });
});
