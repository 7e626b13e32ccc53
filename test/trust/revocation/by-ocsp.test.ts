import { expect } from 'chai';
import { nullValue } from '../../../src/formats/asn1/der-writer.ts';
import { encodeOcspError } from '../../../src/formats/ocsp/response.ts';
import * as encode from '../../../src/formats/x509/extension-encoders.ts';
import { KEY_PURPOSE, KEY_USAGE } from '../../../src/formats/x509/extension-values.ts';
import { testPki, type Entity } from '../../support/pki.ts';
import { answer, ask } from '../ask.ts';

const at = (text: string): Date => new Date(text);
const ocspSigning = [KEY_PURPOSE.ocspSigning];
const responder: Entity = {
  issuer: 'Root',
  extendedKeyUsage: ocspSigning,
  extensions: [encode.encodeOcspNoCheck()],
};

const pki = testPki({
  Root: { ca: true },
  Other: { ca: true },
  /** The anchor's name, another key. */
  Twin: { ca: true, subject: 'CN=Root' },
  Leaf: { issuer: 'Root' },
  Sibling: { issuer: 'Root' },
  TwinsLeaf: { issuer: 'Twin', serial: '99' },
  Responder: responder,
  OtherResponder: { ...responder, issuer: 'Other' },
  TwinResponder: { ...responder, issuer: 'Twin' },
  NoPurpose: { ...responder, extendedKeyUsage: [KEY_PURPOSE.serverAuth] },
  AnyPurpose: { ...responder, extendedKeyUsage: ['2.5.29.37.0'] },
  Expired: { ...responder, until: '2026-05-31T00:00:00Z' },
  NoSigner: { ...responder, keyUsage: KEY_USAGE.keyEncipherment },
  Odd: { ...responder, extensions: [{ oid: '1.2.3', critical: true, value: nullValue() }] },
  Checked: {
    issuer: 'Root',
    extendedKeyUsage: ocspSigning,
    extensions: [encode.encodeCrlDistributionPoints(['http://a/root.crl'])],
  },
  Unchecked: { issuer: 'Root', extendedKeyUsage: ocspSigning },
});

const about = (fields = {}): { about: string }[] => [{ about: 'Leaf', ...fields }];
const by = (name: string, fields = {}, more = {}): Uint8Array =>
  pki.ocsp({ responder: name, answers: about(fields), certificates: name === 'Root' ? [] : [name], ...more });
const required = (...ocsp: Uint8Array[]): Promise<string> => answer(pki, { ocsp });

describe('Revocation by OCSP', () => {
  it('believes no forged answer', async () => {
    expect(await required(by('Root', {}, { isSignatureDamaged: true }))).to.equal('revocation.unknown');
    expect(await required(by('Other'))).to.equal('revocation.unknown');
    expect(await required(by('Twin'))).to.equal('revocation.unknown');
  });

  it('does not let a forged answer of years ago un-revoke a certificate', async () => {
    const old = { thisUpdate: at('2021-01-01T00:00:00Z'), nextUpdate: at('2031-01-01T00:00:00Z') };
    const forged = by('OtherResponder', old, { producedAt: '2021-01-01T00:00:00Z' });
    for (const revocation of ['required', 'if-available'] as const) {
      const crls = [pki.crl('Root', { revoked: ['Leaf'] })];
      expect(await answer(pki, { ocsp: [forged], crls, revocation })).to.equal('certificate.revoked');
    }
  });

  it('believes no answer about another certificate, issuer name or issuer key', async () => {
    expect(await required(by('Root', { about: 'Sibling' }))).to.equal('revocation.unknown');
    expect(await required(by('Root', { issuer: 'Other' }))).to.equal('revocation.unknown');
    expect(await required(by('Root', { issuer: 'Twin' }))).to.equal('revocation.unknown');
  });

  it('believes no answer that is stale, replayed or from the future', async () => {
    const stale = { thisUpdate: at('2026-05-30T00:00:00Z'), nextUpdate: at('2026-05-31T00:00:00Z') };
    expect(await required(by('Root', stale))).to.equal('revocation.stale');
    const future = { thisUpdate: at('2026-06-02T00:00:00Z'), nextUpdate: at('2026-06-03T00:00:00Z') };
    expect(await required(by('Root', future))).to.equal('revocation.stale');
    expect(await required(by('Root', {}, { producedAt: '2026-06-01T13:00:00Z' }))).to.equal(
      'revocation.stale',
    );
    expect(await required(by('Root', {}, { producedAt: '2024-01-01T00:00:00Z' }))).to.equal(
      'revocation.stale',
    );
    const open = { thisUpdate: at('2026-05-31T00:00:00Z'), nextUpdate: undefined };
    expect(await required(by('Root', open))).to.equal('revocation.stale');
  });

  it('takes no error and no "unknown" for good', async () => {
    expect(await required(encodeOcspError('tryLater'))).to.equal('revocation.unknown');
    expect(await required(by('Root', { status: 'unknown' }))).to.equal('revocation.unknown');
    const verdict = await ask(pki, { ocsp: [by('Root', { status: 'unknown' })], revocation: 'if-available' });
    expect(verdict.revocation[0]!.status).to.deep.equal({ status: 'unknown', why: 'not-known-to-responder' });
  });

  it('refuses a revoked certificate, and tells one on hold', async () => {
    const revoked = { status: 'revoked', revokedAt: at('2026-05-01T00:00:00Z') };
    expect(await required(by('Root', { ...revoked, reason: 'keyCompromise' }))).to.equal(
      'certificate.revoked',
    );
    expect(await required(by('Root', { ...revoked, reason: 'certificateHold' }))).to.equal(
      'certificate.on-hold',
    );
  });

  it('believes a certificate until the instant of its revocation', async () => {
    const later = { status: 'revoked', revokedAt: at('2026-06-01T18:00:00Z') };
    expect(await required(by('Root', later))).to.equal('valid');
  });

  it('does not believe an old answer, or an expired responder, that it was still good then', async () => {
    const later = { status: 'revoked', revokedAt: at('2026-06-01T18:00:00Z') };
    const old = { thisUpdate: at('2026-05-20T00:00:00Z'), nextUpdate: at('2026-05-21T00:00:00Z') };
    expect(await required(by('Root', { ...later, ...old }))).to.equal('revocation.stale');
    const before = { producedAt: '2026-05-30T00:00:00Z' };
    expect(await required(by('Expired', later, before))).to.equal('revocation.unknown');
    expect(await required(by('Responder', later, before))).to.equal('valid');
  });

  it('lets the worse of two answers in one response count', async () => {
    const answers = [...about(), ...about({ status: 'revoked', revokedAt: at('2026-05-01T00:00:00Z') })];
    expect(await required(pki.ocsp({ responder: 'Root', answers }))).to.equal('certificate.revoked');
  });

  it('lets a revocation in a CRL stand against a good answer', async () => {
    const crls = [pki.crl('Root', { revoked: ['Leaf'] })];
    expect(await answer(pki, { ocsp: [by('Root')], crls })).to.equal('certificate.revoked');
  });

  it('believes the issuer itself, whatever hash function the answer uses', async () => {
    expect(await required(by('Root', { hash: 'SHA-1' }))).to.equal('valid');
    expect(await required(by('Root', { hash: 'SHA-256' }))).to.equal('valid');
  });

  it('judges what happened after the certificate expired by the archive cutoff alone', async () => {
    const own = testPki({ Root: { ca: true }, Leaf: { issuer: 'Root', until: '2026-06-03T00:00:00Z' } });
    const later = {
      about: 'Leaf',
      thisUpdate: at('2026-06-05T00:00:00Z'),
      nextUpdate: at('2026-06-06T00:00:00Z'),
    };
    const response = (fields = {}): Uint8Array =>
      own.ocsp({ responder: 'Root', producedAt: '2026-06-05T00:00:00Z', answers: [{ ...later, ...fields }] });
    const evidenceAt = at('2026-06-05T12:00:00Z');
    expect(await answer(own, { ocsp: [response()], evidenceAt })).to.equal('revocation.unknown');
  });
});

describe('A delegated responder', () => {
  it('is not believed when another authority certified it', async () => {
    expect(await required(by('OtherResponder'))).to.equal('revocation.unknown');
    expect(await required(by('TwinResponder'))).to.equal('revocation.unknown');
    expect(await answer(pki, { ocsp: [by('OtherResponder')], intermediates: ['Other'] })).to.equal(
      'revocation.unknown',
    );
  });

  it('is not believed without the purpose of OCSP signing itself', async () => {
    expect(await required(by('NoPurpose'))).to.equal('revocation.unknown');
    expect(await required(by('AnyPurpose'))).to.equal('revocation.unknown');
    expect(await required(by('Sibling'))).to.equal('revocation.unknown');
  });

  it('is not believed after its certificate expired, or when its key may not sign', async () => {
    expect(await required(by('Expired'))).to.equal('revocation.unknown');
    expect(await required(by('NoSigner'))).to.equal('revocation.unknown');
    expect(await required(by('Odd'))).to.equal('revocation.unknown');
  });

  it('is not believed when its certificate is not there', async () => {
    expect(await required(by('Responder', {}, { certificates: [] }))).to.equal('revocation.unknown');
  });

  it('is not believed when it was revoked, or when that cannot be told where it says how', async () => {
    expect(await required(by('Checked'))).to.equal('revocation.unknown');
    const about = (revoked: string[]): Uint8Array =>
      pki.crl('Root', { revoked, scope: { fullName: [{ kind: 'uri', value: 'http://a/root.crl' }] } });
    expect(await answer(pki, { ocsp: [by('Checked')], crls: [about(['Checked'])] })).to.equal(
      'revocation.unknown',
    );
    expect(await answer(pki, { ocsp: [by('Checked')], crls: [about([])] })).to.equal('valid');
  });

  it('does not vouch for itself', async () => {
    const answers = [...about(), { about: 'Checked' }];
    const own = pki.ocsp({ responder: 'Checked', answers, certificates: ['Checked'] });
    expect(await required(own)).to.equal('revocation.unknown');
  });

  it('is believed when the issuer vouches for it, or names no place to ask', async () => {
    expect(await required(by('Responder'))).to.equal('valid');
    expect(await required(by('Unchecked'))).to.equal('valid');
  });
});
