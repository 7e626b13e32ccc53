import { expect } from 'chai';
import { concat, fromHex } from '../../../src/base/bytes.ts';
import { isCertBankError } from '../../../src/base/errors.ts';
import {
  element,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
} from '../../../src/formats/asn1/der-writer.ts';
import {
  encodeEncryptedPrivateKeyInfo,
  parseEncryptedPrivateKeyInfo,
  parsePrivateKeyInfo,
} from '../../../src/formats/pkcs/pkcs8.ts';
import { testKey } from '../../support/keys.ts';

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isCertBankError(error)) return error.code;
    throw error;
  }
  return 'accepted';
}

const salt = octetString(new Uint8Array(16));
const block = octetString(new Uint8Array(16));
const HMAC_SHA256 = sequence(oid('1.2.840.113549.2.9'), nullValue());
const AES_256_CBC = sequence(oid('2.16.840.1.101.3.4.1.42'), block);
const pbkdf2 = (...parameters: Uint8Array[]) =>
  sequence(oid('1.2.840.113549.1.5.12'), sequence(...parameters));
const encrypted = (derivation: Uint8Array, cipher: Uint8Array, ciphertext = block) =>
  sequence(sequence(oid('1.2.840.113549.1.5.13'), sequence(derivation, cipher)), ciphertext);
const usual = pbkdf2(salt, integer(1), HMAC_SHA256);

describe('parseEncryptedPrivateKeyInfo', () => {
  const refused: Record<string, [Uint8Array, string]> = {
    nothing: [new Uint8Array(), 'der.malformed'],
    'bytes left over': [concat(encrypted(usual, AES_256_CBC), Uint8Array.of(0)), 'der.malformed'],
    'no iterations': [encrypted(pbkdf2(salt, integer(0), HMAC_SHA256), AES_256_CBC), 'structure.malformed'],
    'a negative number of iterations': [
      encrypted(pbkdf2(salt, element(2, Uint8Array.of(0xff)), HMAC_SHA256), AES_256_CBC),
      'der.malformed',
    ],
    'a key length beside the cipher': [
      encrypted(pbkdf2(salt, integer(1), integer(16), HMAC_SHA256), AES_256_CBC),
      'structure.malformed',
    ],
    'a short initialisation vector': [
      encrypted(usual, sequence(oid('2.16.840.1.101.3.4.1.42'), octetString(new Uint8Array(8)))),
      'structure.malformed',
    ],
    'half a block': [encrypted(usual, AES_256_CBC, octetString(new Uint8Array(8))), 'structure.malformed'],
    'no ciphertext': [encrypted(usual, AES_256_CBC, octetString()), 'structure.malformed'],
    'another scheme': [
      sequence(sequence(oid('1.2.840.113549.1.5.3'), sequence()), block),
      'algorithm.unsupported',
    ],
    scrypt: [
      encrypted(sequence(oid('1.3.6.1.4.1.11591.4.11'), sequence()), AES_256_CBC),
      'algorithm.unsupported',
    ],
    'another cipher': [encrypted(usual, sequence(oid('1.2.840.113549.3.7'), block)), 'algorithm.unsupported'],
    'another pseudo-random function': [
      encrypted(pbkdf2(salt, integer(1), sequence(oid('1.2.3'))), AES_256_CBC),
      'algorithm.unsupported',
    ],
    'more than a key': [
      encrypted(usual, AES_256_CBC, octetString(new Uint8Array(64 * 1024))),
      'limit.exceeded',
    ],
  };
  for (const [what, [der, code]] of Object.entries(refused)) {
    it(`refuses ${what}`, () => {
      expect(codeOf(() => parseEncryptedPrivateKeyInfo(der))).to.equal(code);
    });
  }

  it('takes the pseudo-random function to be HMAC-SHA-1 where none is named', () => {
    const { encryption } = parseEncryptedPrivateKeyInfo(encrypted(pbkdf2(salt, integer(2048)), AES_256_CBC));
    expect(encryption.hash).to.equal('SHA-1');
  });

  it('reads what it writes', () => {
    const parts = { salt: fromHex('0011'), iterations: 4711, iv: new Uint8Array(16).fill(7) };
    const ciphertext = new Uint8Array(32).fill(9);
    const read = parseEncryptedPrivateKeyInfo(encodeEncryptedPrivateKeyInfo(parts, ciphertext));
    expect(read).to.deep.equal({ encryption: { ...parts, hash: 'SHA-256', keyBytes: 32 }, ciphertext });
  });
});

describe('parsePrivateKeyInfo', () => {
  const algorithm = sequence(oid('1.3.101.112'));
  const key = octetString(octetString(new Uint8Array(32)));

  it('refuses versions, fields and bytes that do not belong', () => {
    expect(codeOf(() => parsePrivateKeyInfo(sequence(integer(2), algorithm, key)))).to.equal(
      'structure.malformed',
    );
    // The public key came with version 1.
    const early = sequence(integer(0), algorithm, key, element(0x81, new Uint8Array(33)));
    expect(codeOf(() => parsePrivateKeyInfo(early))).to.equal('der.malformed');
    expect(codeOf(() => parsePrivateKeyInfo(sequence(integer(0), algorithm)))).to.equal('der.malformed');
    const more = concat(testKey('P-256').pkcs8, Uint8Array.of(0));
    expect(codeOf(() => parsePrivateKeyInfo(more))).to.equal('der.malformed');
  });

  it('reads the keys of node:crypto, and RFC 5958 with attributes and public key', () => {
    expect(parsePrivateKeyInfo(testKey('P-256').pkcs8).algorithm.oid).to.equal('1.2.840.10045.2.1');
    expect(parsePrivateKeyInfo(testKey('rsa-2048').pkcs8).algorithm.oid).to.equal('1.2.840.113549.1.1.1');
    const full = sequence(integer(1), algorithm, key, element(0xa0), element(0x81, new Uint8Array(33)));
    expect(parsePrivateKeyInfo(full).privateKey.length).to.equal(34);
  });
});
