import { expect } from 'chai';
import * as encode from '../../../src/formats/x509/extension-encoders.ts';
import { KEY_USAGE } from '../../../src/formats/x509/extension-values.ts';
import { Certificate } from '../../../src/formats/x509/certificate.ts';
import { anchorFromCertificate } from '../../../src/trust/anchor.ts';
import { verifyCertificate } from '../../../src/trust/verify-certificate.ts';
import { nodeEngine } from '../../../src/adapters/keys/node-engine.ts';
import { AT, testPki, type Entity } from '../../support/pki.ts';
import { answer, answerOf, ask } from '../ask.ts';

describe('A whole path', () => {
  it('is refused when a signature on it does not verify, wherever it stands', async () => {
    const leaf = testPki({
      Root: { ca: true },
      Mid: { issuer: 'Root', ca: true },
      Leaf: { issuer: 'Mid', isSignatureDamaged: true },
    });
    expect(await answer(leaf, { intermediates: ['Mid'] })).to.equal('signature.invalid');
    const mid = testPki({
      Root: { ca: true },
      Mid: { issuer: 'Root', ca: true, isSignatureDamaged: true },
      Leaf: { issuer: 'Mid' },
    });
    expect(await answer(mid, { intermediates: ['Mid'] })).to.equal('signature.invalid');
  });

  it('is refused when somebody else with the anchor’s name signed it', async () => {
    const pki = testPki({
      Root: { ca: true },
      Impostor: { ca: true, subject: 'CN=Root' },
      Leaf: { issuer: 'Impostor' },
    });
    expect(await answer(pki)).to.equal('signature.invalid');
    expect(await answer(pki, { intermediates: ['Impostor'] })).to.equal('signature.invalid');
  });

  it('is refused when inner and outer signature algorithm differ', async () => {
    const pki = testPki({ Root: { ca: true }, Leaf: { issuer: 'Root' } });
    const der = pki.der('Leaf').slice();
    // ecdsa-with-SHA256 to ecdsa-with-SHA384, in the inner identifier alone.
    const at = Buffer.from(der).indexOf(Buffer.from('06082a8648ce3d040302', 'hex'));
    der[at + 9] = 3;
    const verdict = await verifyCertificate(nodeEngine(), {
      leaf: new Certificate(der),
      intermediates: [],
      anchors: [anchorFromCertificate(pki.certificate('Root'))],
      at: AT,
      revocation: 'off',
    });
    expect(verdict.valid).to.equal(false);
    expect(verdict.failures.map(({ code }) => code)).to.include.members(['signature.invalid']);
  });

  it('is refused when an authority has more below it than it may', async () => {
    const pki = testPki({
      Root: { ca: true },
      A: { issuer: 'Root', ca: true, pathLength: 0 },
      B: { issuer: 'A', ca: true },
      Leaf: { issuer: 'B' },
    });
    const verdict = await ask(pki, { intermediates: ['A', 'B'] });
    expect(answerOf(verdict)).to.equal('basic-constraints.path-length');
    expect(verdict.chain).to.have.length(4);
  });

  it('does not count self-issued authorities for the path length', async () => {
    const pki = testPki({
      Root: { ca: true },
      A: { issuer: 'Root', ca: true, pathLength: 0 },
      ARenewed: { issuer: 'A', subject: 'CN=A', ca: true },
      Leaf: { issuer: 'ARenewed' },
    });
    expect(await answer(pki, { intermediates: ['A', 'ARenewed'] })).to.equal('valid');
  });

  it('lets no authority raise the path length again', async () => {
    const pki = testPki({
      Root: { ca: true },
      A: { issuer: 'Root', ca: true, pathLength: 1 },
      B: { issuer: 'A', ca: true, pathLength: 5 },
      C: { issuer: 'B', ca: true },
      Leaf: { issuer: 'C' },
    });
    expect(await answer(pki, { intermediates: ['A', 'B', 'C'] })).to.equal('basic-constraints.path-length');
  });

  it('holds what stands below to the limits of the anchor’s own certificate, unless told otherwise', async () => {
    const pki = testPki({
      Root: { ca: true, pathLength: 0 },
      A: { issuer: 'Root', ca: true },
      Leaf: { issuer: 'A' },
    });
    expect(await answer(pki, { intermediates: ['A'], anchorConstraints: 'none' })).to.equal('valid');
    expect(await answer(pki, { intermediates: ['A'] })).to.equal('basic-constraints.path-length');
  });

  it('asks everything of the anchor’s certificate but its validity when told so', async () => {
    const about = async (root: Entity): Promise<string> => {
      const pki = testPki({ Root: root, Leaf: { issuer: 'Root' } });
      return answer(pki, { anchorConstraints: 'all', policies: { requireExplicit: true } });
    };
    expect(await about({ ca: false })).to.equal('basic-constraints.not-ca');
    expect(await about({ ca: true, keyUsage: KEY_USAGE.crlSign })).to.equal('key-usage.no-cert-sign');
    expect(await about({ ca: true, until: '2025-06-01T00:00:00Z' })).to.equal('policy.required');
  });

  it('refuses an anchor outside the time for which it is trusted', async () => {
    const pki = testPki({ Root: { ca: true }, Leaf: { issuer: 'Root' } });
    const asked = async (since: string, until: string): Promise<string> =>
      answerOf(
        await verifyCertificate(nodeEngine(), {
          leaf: pki.certificate('Leaf'),
          intermediates: [],
          anchors: [
            anchorFromCertificate(pki.der('Root'), { since: new Date(since), until: new Date(until) }),
          ],
          at: AT,
          revocation: 'off',
        }),
      );
    expect(await asked('2026-06-02T00:00:00Z', '2027-01-01T00:00:00Z')).to.equal('anchor.not-yet-trusted');
    expect(await asked('2025-01-01T00:00:00Z', '2026-06-01T00:00:00Z')).to.equal('anchor.no-longer-trusted');
    expect(await asked('2025-01-01T00:00:00Z', '2027-01-01T00:00:00Z')).to.equal('valid');
  });

  it('may start at a bare name and key', async () => {
    const pki = testPki({ Root: { ca: true }, Leaf: { issuer: 'Root' } });
    const { subject: name, publicKey } = pki.certificate('Root');
    const verdict = await verifyCertificate(nodeEngine(), {
      leaf: pki.certificate('Leaf'),
      intermediates: [],
      anchors: [{ name, publicKey }],
      at: AT,
      revocation: 'off',
    });
    expect(verdict.valid).to.equal(true);
    expect(verdict.chain).to.deep.equal([pki.certificate('Leaf')]);
  });

  it('refuses an end entity that is trusted itself unless direct trust is asked for', async () => {
    const pki = testPki({ Root: { ca: true }, Leaf: { issuer: 'Root' } });
    expect(await answer(pki, { anchor: 'Leaf' })).to.equal('path.no-anchor');
    expect(await answer(pki, { anchor: 'Leaf', directTrust: true })).to.equal('valid');
  });

  it('still judges a directly trusted certificate by its own validity', async () => {
    const pki = testPki({ Root: { ca: true }, Leaf: { issuer: 'Root', until: '2026-05-01T00:00:00Z' } });
    expect(await answer(pki, { anchor: 'Leaf', directTrust: true })).to.equal('certificate.expired');
  });

  it('refuses keys and hashes that anybody can forge, and what the caller’s rule refuses', async () => {
    const pki = testPki({ Root: { ca: true }, Leaf: { issuer: 'Root' } });
    const refused = await answer(pki, { algorithms: (key) => (key.kind === 'ec' ? 'EC' : undefined) });
    expect(refused).to.equal('algorithm.not-acceptable');
  });

  it('compares names without regard to case, space and string type', async () => {
    const printable = [[{ oid: '2.5.4.3', value: 'MY  root', as: 'printable' as const }]];
    const pki = testPki({
      Root: { ca: true, subject: 'CN=My Root' },
      Twin: { ca: true, subject: printable, keyOf: 'Root' },
      Leaf: { issuer: 'Twin' },
    });
    expect(await answer(pki)).to.equal('valid');
  });

  it('does not take a name with a look-alike letter for the anchor’s', async () => {
    const subject = 'CN=R\u043eot';
    const pki = testPki({
      Root: { ca: true },
      Twin: { ca: true, subject, keyOf: 'Root' },
      Leaf: { issuer: 'Twin' },
    });
    expect(await answer(pki)).to.equal('path.no-anchor');
  });

  it('holds every certificate of the path to the purpose', async () => {
    const pki = testPki({
      Root: { ca: true },
      Mid: { issuer: 'Root', ca: true, extendedKeyUsage: ['1.3.6.1.5.5.7.3.2'] },
      Leaf: { issuer: 'Mid', extendedKeyUsage: ['1.3.6.1.5.5.7.3.1'] },
    });
    const purpose = { extendedKeyUsage: '1.3.6.1.5.5.7.3.1' };
    expect(await answer(pki, { intermediates: ['Mid'], purpose })).to.equal('purpose.extended-key-usage');
    expect(await answer(pki, { intermediates: ['Mid'] })).to.equal('valid');
  });

  it('tells the policies under which it is good', async () => {
    const policies = encode.encodeCertificatePolicies(['1.2.3.4']);
    const pki = testPki({
      Root: { ca: true },
      Mid: {
        issuer: 'Root',
        ca: true,
        extensions: [encode.encodeCertificatePolicies(['1.2.3.4', '1.2.3.5'])],
      },
      Leaf: { issuer: 'Mid', extensions: [policies] },
    });
    const verdict = await ask(pki, { intermediates: ['Mid'], policies: { requireExplicit: true } });
    expect(verdict.policies).to.deep.equal({ authority: ['1.2.3.4'], user: ['1.2.3.4'] });
  });

  it('tells with every failure the clause and the certificate', async () => {
    const pki = testPki({ Root: { ca: true }, Leaf: { issuer: 'Root', until: '2026-05-01T00:00:00Z' } });
    const [failure] = (await ask(pki)).failures;
    expect(failure).to.deep.include({ code: 'certificate.expired', clause: 'RFC 5280 section 6.1.3 (a)(2)' });
    expect(failure!.certificateSha256).to.match(/^[0-9a-f]{64}$/);
  });
});
