import { expect } from 'chai';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import {
  encodeHashAlgorithm,
  encodeSignatureAlgorithm,
  hashFromOid,
  hashOid,
  parseAlgorithm,
  signatureScheme,
  type HashName,
  type SignatureScheme,
} from '../../src/formats/algorithms.ts';
import { DerReader } from '../../src/formats/asn1/der-reader.ts';
import { element, integer, nullValue, oid, sequence } from '../../src/formats/asn1/der-writer.ts';
import { codeOf } from '../support/thrown.ts';

const scheme = (der: Uint8Array) => signatureScheme(parseAlgorithm(new DerReader(der)));
const algorithm = (dotted: string, ...parameters: Uint8Array[]) => sequence(oid(dotted), ...parameters);

const RSA_SHA256 = '1.2.840.113549.1.1.11';
const PSS = '1.2.840.113549.1.1.10';
const MGF1 = '1.2.840.113549.1.1.8';
const ECDSA_SHA256 = '1.2.840.10045.4.3.2';

const HASHES: HashName[] = [
  'MD5',
  'SHA-1',
  'SHA-224',
  'SHA-256',
  'SHA-384',
  'SHA-512',
  'SHA3-256',
  'SHA3-384',
  'SHA3-512',
];

const pss = (...fields: Uint8Array[]) => algorithm(PSS, sequence(...fields));
const field = (number: number, content: Uint8Array) => element(0xa0 | number, content);
const sha256 = algorithm('2.16.840.1.101.3.4.2.1', nullValue());

describe('signature algorithms', () => {
  it('are refused with parameters that their standard forbids', () => {
    const cases = [
      algorithm(RSA_SHA256, integer(0)),
      algorithm(ECDSA_SHA256, nullValue()),
      algorithm('1.3.101.112', nullValue()),
      algorithm('2.16.840.1.101.3.4.3.18', nullValue()),
      algorithm(PSS),
      pss(field(3, integer(2))),
      pss(field(1, algorithm(MGF1))),
      pss(field(0, algorithm('2.16.840.1.101.3.4.2.1', integer(1)))),
    ];
    for (const der of cases)
      expect(
        codeOf(() => scheme(der)),
        toHex(der),
      ).to.equal('structure.malformed');
    const broken = [
      algorithm(PSS, nullValue()),
      pss(field(2, integer(32)), field(0, sha256)),
      pss(field(2, fromHex('0201ff'))),
      pss(field(4, integer(1))),
      algorithm(RSA_SHA256, nullValue(), nullValue()),
    ];
    for (const der of broken)
      expect(
        codeOf(() => scheme(der)),
        toHex(der),
      ).to.equal('der.malformed');
  });

  it('that nobody here knows are undefined, not an error', () => {
    expect(scheme(algorithm('1.2.3.4'))).to.equal(undefined);
    expect(scheme(algorithm('1.2.840.10040.4.3'))).to.equal(undefined);
    expect(scheme(pss(field(0, algorithm('1.2.3'))))).to.equal(undefined);
    expect(scheme(pss(field(1, algorithm('1.2.3', sha256))))).to.equal(undefined);
  });

  it('of RSA PKCS#1 v1.5 have NULL, or nothing, as parameters', () => {
    const expected = { kind: 'rsa-pkcs1', hash: 'SHA-256' };
    expect(scheme(algorithm(RSA_SHA256, nullValue()))).to.deep.equal(expected);
    expect(scheme(algorithm(RSA_SHA256))).to.deep.equal(expected);
  });

  it('RSASSA-PSS has SHA-1, MGF1 with SHA-1 and 20 octets of salt where nothing is said', () => {
    const defaults = { kind: 'rsa-pss', hash: 'SHA-1', mgfHash: 'SHA-1', saltLength: 20 };
    expect(scheme(pss())).to.deep.equal(defaults);
    const sha1 = algorithm('1.3.14.3.2.26');
    const spelled = pss(
      field(0, sha1),
      field(1, algorithm(MGF1, sha1)),
      field(2, integer(20)),
      field(3, integer(1)),
    );
    expect(scheme(spelled)).to.deep.equal(defaults);
  });

  it('come back as they were written, every one', () => {
    const schemes: SignatureScheme[] = [
      ...HASHES.map((hash) => ({ kind: 'rsa-pkcs1', hash }) as const),
      ...HASHES.filter((hash) => hash !== 'MD5').map((hash) => ({ kind: 'ecdsa', hash }) as const),
      ...HASHES.map((hash) => ({ kind: 'rsa-pss', hash, mgfHash: hash, saltLength: 20 }) as const),
      { kind: 'rsa-pss', hash: 'SHA-256', mgfHash: 'SHA-1', saltLength: 0 },
      { kind: 'rsa-pss', hash: 'SHA-512', mgfHash: 'SHA-512', saltLength: 64 },
      { kind: 'eddsa', curve: 'Ed25519' },
      { kind: 'eddsa', curve: 'Ed448' },
      { kind: 'ml-dsa', parameters: 'ML-DSA-44' },
      { kind: 'ml-dsa', parameters: 'ML-DSA-65' },
      { kind: 'ml-dsa', parameters: 'ML-DSA-87' },
    ];
    for (const value of schemes) expect(scheme(encodeSignatureAlgorithm(value))).to.deep.equal(value);
    expect(() => encodeSignatureAlgorithm({ kind: 'ecdsa', hash: 'MD5' })).to.throw(RangeError);
  });

  it('of OCES3 have the octets that its certificates have', () => {
    // RSASSA-PSS with SHA-256, MGF1 with SHA-256, 32 octets of salt, as OpenSSL writes it.
    const der = encodeSignatureAlgorithm({
      kind: 'rsa-pss',
      hash: 'SHA-256',
      mgfHash: 'SHA-256',
      saltLength: 32,
    });
    expect(toHex(der)).to.equal(
      '304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108' +
        '300d06096086480165030402010500a203020120',
    );
  });

  it('hash functions come back by name', () => {
    for (const hash of HASHES) {
      expect(hashFromOid(hashOid(hash))).to.equal(hash);
      expect(parseAlgorithm(new DerReader(encodeHashAlgorithm(hash))).oid).to.equal(hashOid(hash));
    }
    expect(hashFromOid('1.2.3')).to.equal(undefined);
  });
});
