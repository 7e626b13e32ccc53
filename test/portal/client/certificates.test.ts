import { expect } from 'chai';
import { toUtf8 } from '../../../src/base/bytes.ts';
import { parseCertificate } from '../../../src/index.ts';
import { encodePem } from '../../../src/formats/pem.ts';
import { investigate, readCertificates } from '../../../src/portal/client/certificates.ts';
import type { Published } from '../../../src/portal/client/published.ts';
import { AT, testPki } from '../../support/pki.ts';
import { refusalCode } from '../../support/refusal-code.ts';

const pki = testPki({
  root: { ca: true },
  issuing: { ca: true, issuer: 'root' },
  anna: { issuer: 'issuing' },
  bo: { issuer: 'issuing', until: '2026-01-01T00:00:00Z' },
  carl: { issuer: 'issuing', isSignatureDamaged: true },
  dorte: { issuer: 'issuing' },
  otherRoot: { ca: true },
  otherLeaf: { issuer: 'otherRoot' },
});
type Name = Parameters<typeof pki.der>[0];

const published = {
  root: pki.der('root'),
  issuing: pki.der('issuing'),
  crls: [pki.crl('root'), pki.crl('issuing', { revoked: ['dorte'] })],
};

const pem = (...names: Name[]) => names.map((name) => encodePem('CERTIFICATE', pki.der(name))).join('');
const look = (names: readonly Name[], known: Published | undefined = published) => {
  const all = names.map((name) => parseCertificate(pki.der(name)));
  return investigate(all, all[0]!, AT, known);
};

describe('readCertificates', () => {
  it('refuses what holds no certificate, even beside one that does', async () => {
    const file = new Blob([pki.der('anna').slice()]);
    expect(await refusalCode(readCertificates([], 'hello'))).to.equal('pem.malformed');
    expect(await refusalCode(readCertificates([file, new Blob(['%PDF-1.7'])], ''))).to.equal('pem.malformed');
  });

  it('finds nothing where nothing was put in', async () => {
    expect(await readCertificates([], '')).to.deep.equal([]);
  });

  it('reads files and text together, and shows the holder first wherever it stands', async () => {
    const files = [new Blob([pki.der('root').slice()]), new Blob([toUtf8(pem('issuing', 'anna')).slice()])];
    const found = await readCertificates(files, pem('otherRoot'));
    expect(found.map(({ subject }) => subject.toString())).to.deep.equal([
      'CN=anna',
      'CN=root',
      'CN=issuing',
      'CN=otherRoot',
    ]);
  });
});

describe('investigate', () => {
  it('vouches for nothing that only leads to a root that was put in with it', async () => {
    expect(await look(['otherLeaf', 'otherRoot'])).to.deep.include({ standing: 'foreign', isOffline: false });
    expect(
      (await look(['otherLeaf', 'otherRoot'])).chain.map(({ subject }) => subject.display),
    ).to.deep.equal(['otherRoot', 'otherLeaf']);
  });

  it('does not know who vouches for what leads nowhere', async () => {
    const { standing, chain } = await look(['otherLeaf']);
    expect(standing).to.equal('unknown');
    expect(chain.map(({ subject }) => subject.display)).to.deep.equal(['otherLeaf']);
  });

  for (const [name, code] of [
    ['bo', 'certificate.expired'],
    ['carl', 'signature.invalid'],
    ['dorte', 'certificate.revoked'],
  ] as const) {
    it(`tells first of what is decisive: ${code}`, async () => {
      const { standing, path } = await look([name]);
      expect(standing).not.to.equal('bank');
      expect(path.failures[0]!.code).to.equal(code);
    });
  }

  it('does not vouch for what may be revoked', async () => {
    const { standing, path } = await look(['anna'], { ...published, crls: [] });
    expect(standing).to.equal('faulty');
    expect(path.failures[0]!.code).to.equal('revocation.unknown');
  });

  it('shows the bank’s chain from the root down, though only the leaf was put in', async () => {
    const { standing, chain, sha256 } = await look(['anna']);
    expect(standing).to.equal('bank');
    expect(chain.map(({ subject }) => subject.display)).to.deep.equal(['root', 'issuing', 'anna']);
    expect(sha256).to.match(/^[0-9a-f]{64}$/);
  });

  it('never says that the bank vouches while the bank could not be asked', async () => {
    const all = (['anna', 'issuing', 'root'] as const).map((name) => parseCertificate(pki.der(name)));
    const findings = await investigate(all, all[0]!, AT, undefined);
    expect(findings).to.deep.include({ standing: 'foreign', isOffline: true });
  });
});
