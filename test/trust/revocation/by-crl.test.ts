import { expect } from 'chai';
import { nullValue } from '../../../src/formats/asn1/der-writer.ts';
import { REASON_FLAGS } from '../../../src/formats/crl/distribution-point.ts';
import { Certificate } from '../../../src/formats/x509/certificate.ts';
import * as encode from '../../../src/formats/x509/extension-encoders.ts';
import { KEY_USAGE } from '../../../src/formats/x509/extension-values.ts';
import type { GeneralName } from '../../../src/formats/x509/general-name.ts';
import { encodeName, parseName } from '../../../src/formats/x509/name.ts';
import { rdnsOf, testPki } from '../../support/pki.ts';
import { answer, ask } from '../ask.ts';

const at = (text: string): Date => new Date(text);
const directory = (text: string): GeneralName => ({
  kind: 'directory',
  name: parseName(encodeName(rdnsOf(text))),
});
const point = (value: string) => ({ fullName: [{ kind: 'uri' as const, value }] });

const pki = testPki({
  Root: { ca: true },
  Other: { ca: true },
  Mid: { issuer: 'Root', ca: true },
  Leaf: { issuer: 'Root' },
  Below: { issuer: 'Mid' },
});
const revoked = (
  reason?: 'certificateHold' | 'removeFromCRL' | 'superseded',
  since = '2026-05-01T00:00:00Z',
) => [{ serial: pki.serialOf('Leaf'), revokedAt: at(since), reason }];

describe('Revocation by CRL', () => {
  it('is unknown without a CRL, and unknown is not good', async () => {
    expect(await answer(pki, { revocation: 'required' })).to.equal('revocation.unknown');
  });

  it('believes no CRL that somebody else signed', async () => {
    expect(await answer(pki, { crls: [pki.crl('Root', { signer: 'Other' })] })).to.equal(
      'revocation.unknown',
    );
    expect(await answer(pki, { crls: [pki.crl('Root', { isSignatureDamaged: true })] })).to.equal(
      'revocation.unknown',
    );
  });

  it('believes no CRL of another issuer', async () => {
    expect(await answer(pki, { crls: [pki.crl('Other')], intermediates: ['Other'] })).to.equal(
      'revocation.unknown',
    );
  });

  it('believes no CRL by a key that may not sign CRLs', async () => {
    const own = testPki({ Root: { ca: true, keyUsage: KEY_USAGE.keyCertSign }, Leaf: { issuer: 'Root' } });
    expect(await answer(own, { crls: [own.crl('Root')] })).to.equal('revocation.unknown');
  });

  it('believes no CRL that is stale or from the future', async () => {
    const old = pki.crl('Root', { thisUpdate: '2026-05-01T00:00:00Z', nextUpdate: '2026-05-02T00:00:00Z' });
    expect(await answer(pki, { crls: [old] })).to.equal('revocation.stale');
    const future = pki.crl('Root', {
      thisUpdate: '2026-06-02T00:00:00Z',
      nextUpdate: '2026-06-03T00:00:00Z',
    });
    expect(await answer(pki, { crls: [future] })).to.equal('revocation.stale');
    expect(await answer(pki, { crls: [pki.crl('Root')], maxEvidenceAgeSeconds: 60 })).to.equal(
      'revocation.stale',
    );
  });

  it('refuses a revoked certificate', async () => {
    const verdict = await ask(pki, { crls: [pki.crl('Root', { revoked: ['Leaf'] })] });
    expect(verdict.failures[0]!.code).to.equal('certificate.revoked');
    expect(verdict.revocation[0]!.status).to.deep.include({
      status: 'revoked',
      reason: 'keyCompromise',
      source: 'crl',
    });
  });

  it('does not forget a revocation because the CRL that tells it is old', async () => {
    const old = pki.crl('Root', {
      revoked: ['Leaf'],
      thisUpdate: '2026-05-02T00:00:00Z',
      nextUpdate: '2026-05-03T00:00:00Z',
    });
    expect(await answer(pki, { crls: [old] })).to.equal('certificate.revoked');
    expect(await answer(pki, { crls: [old, pki.crl('Root')] })).to.equal('certificate.revoked');
  });

  it('believes a certificate that was revoked later than the instant asked about', async () => {
    const since = '2026-06-01T18:00:00Z';
    expect(
      await answer(pki, { crls: [pki.crl('Root', { revoked: revoked('superseded', since) })] }),
    ).to.equal('valid');
    const later = pki.crl('Root', {
      revoked: revoked('superseded', since),
      thisUpdate: '2026-06-05T00:00:00Z',
      nextUpdate: '2026-06-06T00:00:00Z',
    });
    expect(await answer(pki, { crls: [later] })).to.equal('valid');
    expect(await answer(pki, { crls: [later], at: at('2026-06-01T18:00:00Z') })).to.equal(
      'certificate.revoked',
    );
  });

  it('does not believe an old list that a certificate was still good when it was to be revoked later', async () => {
    const old = pki.crl('Root', {
      revoked: revoked('superseded', '2026-06-01T18:00:00Z'),
      thisUpdate: '2026-05-02T00:00:00Z',
      nextUpdate: '2026-05-03T00:00:00Z',
    });
    expect(await answer(pki, { crls: [old] })).to.equal('revocation.stale');
    expect(await answer(pki, { crls: [old], at: at('2026-06-02T00:00:00Z') })).to.equal(
      'certificate.revoked',
    );
  });

  it('takes evidence gathered later when told that it may', async () => {
    const later = pki.crl('Root', { thisUpdate: '2026-06-05T00:00:00Z', nextUpdate: '2026-06-06T00:00:00Z' });
    expect(await answer(pki, { crls: [later], evidenceAt: at('2026-06-05T12:00:00Z') })).to.equal('valid');
  });

  it('does not take silence about an expired certificate for good', async () => {
    const own = testPki({ Root: { ca: true }, Leaf: { issuer: 'Root', until: '2026-06-03T00:00:00Z' } });
    const later = own.crl('Root', { thisUpdate: '2026-06-05T00:00:00Z', nextUpdate: '2026-06-06T00:00:00Z' });
    expect(await answer(own, { crls: [later], evidenceAt: at('2026-06-05T12:00:00Z') })).to.equal(
      'revocation.unknown',
    );
  });

  it('tells a certificate on hold from a revoked one, and believes it again after its release', async () => {
    const held = pki.crl('Root', { revoked: revoked('certificateHold'), thisUpdate: '2026-05-31T12:00:00Z' });
    expect(await answer(pki, { crls: [held] })).to.equal('certificate.on-hold');
    expect(await answer(pki, { crls: [held, pki.crl('Root')] })).to.equal('valid');
  });

  it('refuses what a revoked authority issued', async () => {
    const crls = [pki.crl('Root', { revoked: ['Mid'] }), pki.crl('Mid')];
    const verdict = await ask(pki, { leaf: 'Below', intermediates: ['Mid'], crls });
    expect(verdict.failures[0]).to.deep.include({ code: 'certificate.revoked' });
    expect(verdict.chain).to.have.length(3);
  });

  it('asks for the status of every certificate below the anchor', async () => {
    expect(await answer(pki, { leaf: 'Below', intermediates: ['Mid'], crls: [pki.crl('Root')] })).to.equal(
      'revocation.unknown',
    );
    expect(await answer(pki, { leaf: 'Below', intermediates: ['Mid'], crls: [pki.crl('Mid')] })).to.equal(
      'revocation.unknown',
    );
    expect(
      await answer(pki, { leaf: 'Below', intermediates: ['Mid'], crls: [pki.crl('Root'), pki.crl('Mid')] }),
    ).to.equal('valid');
  });

  it('takes unknown as it is where revocation matters only if known, but a revocation never', async () => {
    expect(await answer(pki, { revocation: 'if-available' })).to.equal('valid');
    const crls = [pki.crl('Root', { revoked: ['Leaf'] })];
    expect(await answer(pki, { revocation: 'if-available', crls })).to.equal('certificate.revoked');
    expect(await answer(pki, { revocation: 'off', crls })).to.equal('valid');
    const forged = await ask(pki, {
      revocation: 'if-available',
      crls: [pki.crl('Root', { signer: 'Other' })],
    });
    expect(forged.revocation[0]!.status).to.deep.equal({ status: 'unknown', why: 'signature-invalid' });
  });

  it('finds the other path when an authority was revoked on one', async () => {
    const own = testPki({
      Root: { ca: true },
      Bridge: { issuer: 'Root', ca: true },
      Revoked: { issuer: 'Root', subject: 'CN=Mid', keyOf: 'Mid', ca: true },
      Mid: { issuer: 'Bridge', ca: true },
      Leaf: { issuer: 'Mid' },
    });
    const crls = [own.crl('Root', { revoked: ['Revoked'] }), own.crl('Bridge'), own.crl('Mid')];
    const verdict = await ask(own, { intermediates: ['Revoked', 'Mid', 'Bridge'], crls });
    expect(verdict.valid).to.equal(true);
    expect(verdict.chain).to.have.length(4);
  });
});

describe('The scope of a CRL', () => {
  it('for authorities says nothing of a leaf, nor the other way round', async () => {
    const scope = (fields: object): Uint8Array => pki.crl('Root', { scope: fields });
    expect(await answer(pki, { crls: [scope({ onlyCaCertificates: true })] })).to.equal('revocation.unknown');
    expect(await answer(pki, { crls: [scope({ onlyAttributeCertificates: true })] })).to.equal(
      'revocation.unknown',
    );
    expect(await answer(pki, { crls: [scope({ onlyUserCertificates: true })] })).to.equal('valid');
    const crls = [scope({ onlyUserCertificates: true }), pki.crl('Mid')];
    expect(await answer(pki, { leaf: 'Below', intermediates: ['Mid'], crls })).to.equal('revocation.unknown');
  });

  it('of one partition says nothing of a certificate in another', async () => {
    const own = testPki({
      Root: { ca: true },
      Leaf: { issuer: 'Root', extensions: [encode.encodeCrlDistributionPoints([point('http://a/1.crl')])] },
      Bare: { issuer: 'Root' },
    });
    const part = (n: number): Uint8Array => own.crl('Root', { scope: point(`http://a/${n}.crl`) });
    expect(await answer(own, { crls: [part(2)] })).to.equal('revocation.unknown');
    expect(await answer(own, { leaf: 'Bare', crls: [part(1)] })).to.equal('revocation.unknown');
    expect(await answer(own, { crls: [part(2), part(1)] })).to.equal('valid');
  });

  it('may be named relative to the issuer', async () => {
    const relative = (name: string) => encodeName(rdnsOf(name)).subarray(4);
    const own = testPki({
      Root: { ca: true },
      Leaf: {
        issuer: 'Root',
        extensions: [encode.encodeCrlDistributionPoints([{ relativeName: relative('CN=part 1') }])],
      },
    });
    const part = (name: string): Uint8Array => own.crl('Root', { scope: { relativeName: relative(name) } });
    expect(await answer(own, { crls: [part('CN=part 2')] })).to.equal('revocation.unknown');
    expect(await answer(own, { crls: [part('CN=Part 1')] })).to.equal('valid');
  });

  it('for some reasons leaves the others unknown until another CRL covers them', async () => {
    const some = pki.crl('Root', { scope: { onlySomeReasons: REASON_FLAGS.keyCompromise } });
    expect(await answer(pki, { crls: [some] })).to.equal('revocation.unknown');
    const others = pki.crl('Root', { scope: { onlySomeReasons: 0x1fe & ~REASON_FLAGS.keyCompromise } });
    expect(await answer(pki, { crls: [some, others] })).to.equal('valid');
    const listed = pki.crl('Root', {
      scope: { onlySomeReasons: REASON_FLAGS.keyCompromise },
      revoked: ['Leaf'],
    });
    expect(await answer(pki, { crls: [listed, others] })).to.equal('certificate.revoked');
  });

  it('holds for nothing when the CRL has something critical that nobody knows', async () => {
    const der = pki.crl('Root', { scope: { onlyUserCertificates: true } }).slice();
    // issuingDistributionPoint, critical, becomes an unknown type; the signature no longer matters.
    der[Buffer.from(der).indexOf(Buffer.from('0603551d1c', 'hex')) + 4] = 0x7f;
    const verdict = await ask(pki, { crls: [der], revocation: 'if-available' });
    expect(verdict.revocation[0]!.status).to.deep.equal({ status: 'unknown', why: 'unknown-critical' });
  });
});

describe('A delta CRL', () => {
  const base = (options = {}): Uint8Array =>
    pki.crl('Root', {
      number: 5n,
      thisUpdate: '2026-05-20T00:00:00Z',
      nextUpdate: '2026-05-21T00:00:00Z',
      ...options,
    });
  const delta = (options = {}): Uint8Array => pki.crl('Root', { number: 7n, deltaBase: 5n, ...options });

  it('alone says nothing but what it lists', async () => {
    expect(await answer(pki, { crls: [delta()] })).to.equal('revocation.unknown');
    expect(await answer(pki, { crls: [delta({ revoked: ['Leaf'] })] })).to.equal('certificate.revoked');
  });

  it('makes its base current', async () => {
    expect(await answer(pki, { crls: [base()] })).to.equal('revocation.stale');
    expect(await answer(pki, { crls: [base(), delta()] })).to.equal('valid');
    expect(await answer(pki, { crls: [base(), delta({ revoked: ['Leaf'] })] })).to.equal(
      'certificate.revoked',
    );
  });

  it('does not fit a base that is too old, newer, or of another scope', async () => {
    expect(await answer(pki, { crls: [base({ number: 4n }), delta()] })).to.equal('revocation.stale');
    expect(await answer(pki, { crls: [base({ number: 7n }), delta()] })).to.equal('revocation.stale');
    const scoped = delta({ scope: { onlyUserCertificates: true } });
    expect(await answer(pki, { crls: [base(), scoped] })).to.equal('revocation.stale');
  });

  it('releases a certificate from hold', async () => {
    const held = base({ revoked: revoked('certificateHold') });
    expect(await answer(pki, { crls: [held, delta()] })).to.equal('certificate.on-hold');
    expect(await answer(pki, { crls: [held, delta({ revoked: revoked('removeFromCRL') })] })).to.equal(
      'valid',
    );
  });

  it('hides nothing when it is forged', async () => {
    const forged = delta({ revoked: revoked('removeFromCRL'), signer: 'Other' });
    for (const revocation of ['required', 'if-available'] as const) {
      const held = base({ revoked: revoked('certificateHold') });
      expect(await answer(pki, { crls: [held, forged], revocation })).to.equal('certificate.on-hold');
      expect(await answer(pki, { crls: [base({ revoked: ['Leaf'] }), forged], revocation })).to.equal(
        'certificate.revoked',
      );
    }
  });

  it('does not undo a definitive revocation', async () => {
    const undone = delta({ revoked: revoked('removeFromCRL') });
    const older = base({ revoked: ['Leaf'], number: 4n, thisUpdate: '2026-05-19T00:00:00Z' });
    expect(await answer(pki, { crls: [older, base(), undone] })).to.equal('certificate.revoked');
    expect(await answer(pki, { crls: [base({ revoked: ['Leaf'] }), undone] })).to.equal(
      'certificate.revoked',
    );
  });
});

describe('A CRL by another than the certificate’s issuer', () => {
  const named = (crlIssuer: string) =>
    encode.encodeCrlDistributionPoints([
      { ...point('http://a/indirect.crl'), crlIssuer: [directory(crlIssuer)] },
    ]);
  const indirect = { scope: { ...point('http://a/indirect.crl'), isIndirect: true } };
  const ofRoot = encode.encodeCrlDistributionPoints([point('http://a/root.crl')]);
  const lister = { issuer: 'Root', subject: 'CN=Lister', keyUsage: KEY_USAGE.crlSign, extensions: [ofRoot] };
  const own = testPki({
    Root: { ca: true },
    Stranger: { ca: true },
    Lister: lister,
    NoLister: { ...lister, keyUsage: KEY_USAGE.digitalSignature },
    FakeLister: { ...lister, issuer: 'Stranger' },
    Leaf: { issuer: 'Root', extensions: [named('CN=Lister')] },
    Plain: { issuer: 'Root' },
  });
  /** Of this one the signers know their own status; it says nothing of the leaf. */
  const rootCrl = (options = {}): Uint8Array =>
    own.crl('Root', { scope: point('http://a/root.crl'), ...options });

  it('does not count without a known status of its signer', async () => {
    expect(await answer(own, { crls: [own.crl('Lister', indirect)], intermediates: ['Lister'] })).to.equal(
      'revocation.unknown',
    );
  });

  it('does not count when its signer may not sign CRLs, has no path to the anchor, or was revoked', async () => {
    for (const signer of ['NoLister', 'FakeLister']) {
      const crls = [own.crl('Lister', { ...indirect, signer }), rootCrl(), own.crl('Stranger')];
      expect(await answer(own, { crls, intermediates: [signer, 'Stranger'] }), signer).to.equal(
        'revocation.unknown',
      );
    }
    const crls = [own.crl('Lister', indirect), rootCrl({ revoked: ['Lister'] })];
    expect(await answer(own, { crls, intermediates: ['Lister'] })).to.equal('revocation.unknown');
  });

  it('does not count where the certificate does not name it, or where it is not indirect', async () => {
    const crls = [own.crl('Lister', indirect), rootCrl()];
    expect(await answer(own, { leaf: 'Plain', crls, intermediates: ['Lister'] })).to.equal(
      'revocation.unknown',
    );
    const direct = [own.crl('Lister', { scope: point('http://a/indirect.crl') }), rootCrl()];
    expect(await answer(own, { crls: direct, intermediates: ['Lister'] })).to.equal('revocation.unknown');
  });

  it('counts where the certificate names it, it is indirect, and its signer has a path', async () => {
    const crls = [own.crl('Lister', indirect), rootCrl()];
    expect(await answer(own, { crls, intermediates: ['Lister'] })).to.equal('valid');
  });

  it('lets two signers of CRLs not vouch for each other', async () => {
    const each = testPki({
      Root: { ca: true },
      A: { issuer: 'Root', keyUsage: KEY_USAGE.crlSign, extensions: [named('CN=B')] },
      B: { issuer: 'Root', keyUsage: KEY_USAGE.crlSign, extensions: [named('CN=A')] },
      Leaf: { issuer: 'Root', extensions: [named('CN=A')] },
    });
    const crls = [each.crl('A', indirect), each.crl('B', indirect)];
    expect(await answer(each, { crls, intermediates: ['A', 'B'] })).to.equal('revocation.unknown');
  });
});

describe('A certificate whose distribution points cannot be read', () => {
  it('has an unknown status', async () => {
    const broken = { oid: '2.5.29.31', critical: false, value: nullValue() };
    const own = testPki({ Root: { ca: true }, Leaf: { issuer: 'Root', extensions: [broken] } });
    expect(new Certificate(own.der('Leaf')).subject.toString()).to.equal('CN=Leaf');
    expect(await answer(own, { crls: [own.crl('Root')] })).to.equal('revocation.unknown');
  });
});
