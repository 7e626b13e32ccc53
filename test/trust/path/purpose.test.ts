import { expect } from 'chai';
import * as encode from '../../../src/formats/x509/extension-encoders.ts';
import type { GeneralName } from '../../../src/formats/x509/general-name.ts';
import { matchesHost, parseIpAddress, type Purpose } from '../../../src/trust/path/purpose.ts';
import { testPki } from '../../support/pki.ts';
import { answer } from '../ask.ts';

function named(names: GeneralName[], purpose: Purpose, subject = 'CN=www.a.dk'): Promise<string> {
  const extensions = names.length === 0 ? [] : [encode.encodeSubjectAlternativeName(names)];
  return answer(testPki({ Root: { ca: true }, Leaf: { issuer: 'Root', subject, extensions } }), { purpose });
}

const MISMATCH = 'purpose.name-mismatch';

describe('The purpose of a certificate', () => {
  it('is missed by another host, and by one that stands in the subject alone', async () => {
    expect(await named([{ kind: 'dns', value: 'b.dk' }], { dnsName: 'a.dk' })).to.equal(MISMATCH);
    expect(await named([], { dnsName: 'www.a.dk' })).to.equal(MISMATCH);
    expect(await named([{ kind: 'dns', value: 'A.dk' }], { dnsName: 'a.DK' })).to.equal('valid');
  });

  it('is missed by a name with a null byte in it', async () => {
    expect(await named([{ kind: 'dns', value: 'a.dk\u0000.evil.com' }], { dnsName: 'a.dk' })).to.equal(
      MISMATCH,
    );
  });

  it('is missed by another address, and by one that stands as a host name', async () => {
    expect(
      await named([{ kind: 'ip', bytes: Uint8Array.of(10, 0, 0, 2) }], { ipAddress: '10.0.0.1' }),
    ).to.equal(MISMATCH);
    expect(await named([{ kind: 'dns', value: '10.0.0.1' }], { ipAddress: '10.0.0.1' })).to.equal(MISMATCH);
    expect(
      await named([{ kind: 'ip', bytes: Uint8Array.of(10, 0, 0, 1) }], { ipAddress: '10.0.0.1' }),
    ).to.equal('valid');
  });

  it('is missed by another mailbox; the subject counts only without an alternative name', async () => {
    const purpose = { emailAddress: 'a@x.dk' };
    const subject = 'CN=A,emailAddress=a@x.dk';
    expect(await named([{ kind: 'email', value: 'b@x.dk' }], purpose, subject)).to.equal(MISMATCH);
    expect(await named([{ kind: 'email', value: 'a@X.dk' }], purpose)).to.equal('valid');
    expect(await named([], purpose, subject)).to.equal('valid');
  });

  it('lets a wildcard stand for one whole label on the left, and for nothing less or more', () => {
    for (const [presented, host] of [
      ['*.a.dk', 'a.dk'],
      ['*.a.dk', 'x.y.a.dk'],
      ['*.dk', 'a.dk'],
      ['w*.a.dk', 'www.a.dk'],
      ['*', 'dk'],
      ['www.*.dk', 'www.a.dk'],
      ['a.dk', 'a.dk.'],
    ] as const) {
      expect(matchesHost(presented, host), `${presented} for ${host}`).to.equal(false);
    }
    expect(matchesHost('*.a.dk', 'WWW.a.dk')).to.equal(true);
  });

  it('reads addresses of both families, and nothing else as one', () => {
    for (const text of [
      '10.0.0',
      '10.0.0.256',
      '010.0.0.1',
      '1::2::3',
      '::1%eth0',
      '1:2:3:4:5:6:7',
      'g::',
      '',
    ]) {
      expect(parseIpAddress(text), text).to.equal(undefined);
    }
    expect(parseIpAddress('10.0.0.1')).to.deep.equal(Uint8Array.of(10, 0, 0, 1));
    const loopback = new Uint8Array(16);
    loopback[15] = 1;
    expect(parseIpAddress('::1')).to.deep.equal(loopback);
    expect(parseIpAddress('2001:db8::ff:1')).to.deep.equal(
      Uint8Array.of(0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0, 1),
    );
    expect(parseIpAddress('::ffff:10.0.0.1')).to.deep.equal(
      Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 1),
    );
  });

  it('may allow anyExtendedKeyUsage everywhere, above the leaf, or nowhere', async () => {
    const any = ['2.5.29.37.0'];
    const pki = testPki({
      Root: { ca: true },
      Mid: { issuer: 'Root', ca: true, extendedKeyUsage: any },
      Leaf: { issuer: 'Mid', extendedKeyUsage: ['1.3.6.1.5.5.7.3.4'] },
      Any: { issuer: 'Mid', extendedKeyUsage: any },
    });
    const asked = (
      leaf: string,
      anyExtendedKeyUsage: 'everywhere' | 'above-leaf' | 'nowhere',
    ): Promise<string> =>
      answer(pki, {
        leaf,
        intermediates: ['Mid'],
        purpose: { extendedKeyUsage: '1.3.6.1.5.5.7.3.4', anyExtendedKeyUsage },
      });
    expect(await asked('Leaf', 'nowhere')).to.equal('purpose.extended-key-usage');
    expect(await asked('Any', 'above-leaf')).to.equal('purpose.extended-key-usage');
    expect(await asked('Leaf', 'above-leaf')).to.equal('valid');
    expect(await asked('Any', 'everywhere')).to.equal('valid');
  });
});
