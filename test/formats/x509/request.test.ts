import 'reflect-metadata';
import { Pkcs10CertificateRequest } from '@peculiar/x509';
import { expect } from 'chai';
import * as pkijs from 'pkijs';
import { fromHex } from '../../../src/base/bytes.ts';
import {
  bitString,
  element,
  integer,
  nullValue,
  oid,
  sequence,
  setOf,
} from '../../../src/formats/asn1/der-writer.ts';
import { ia5String, utf8String } from '../../../src/formats/asn1/text.ts';
import {
  encodeKeyUsage,
  encodeSubjectAlternativeName,
} from '../../../src/formats/x509/extension-encoders.ts';
import { encodeName } from '../../../src/formats/x509/name.ts';
import { draftRequest } from '../../../src/formats/x509/request-draft.ts';
import { parseRequest } from '../../../src/formats/x509/request.ts';
import { rdnsOf } from '../../support/pki.ts';
import { signWith, testKey, type TestKeyKind } from '../../support/test-keys.ts';
import { codeOf } from '../../support/thrown.ts';

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const CHALLENGE = '1.2.840.113549.1.9.7';
const subject = encodeName(rdnsOf('CN=a'));
const algorithm = sequence(oid('1.2.840.10045.4.3.2'));
const { publicKey } = testKey('p256');

const request = (...info: Uint8Array[]) => sequence(sequence(...info), algorithm, bitString(fromHex('00')));
const withAttributes = (...attributes: Uint8Array[]) =>
  request(integer(0), subject, publicKey, element(0xa0, ...attributes));
const attribute = (type: string, ...values: Uint8Array[]) => sequence(oid(type), setOf(...values));

describe('certification requests', () => {
  it('are refused with another version, a malformed name or key, or something more', () => {
    expect(codeOf(() => parseRequest(request(integer(1), subject, publicKey, element(0xa0))))).to.equal(
      'structure.malformed',
    );
    expect(codeOf(() => parseRequest(request(integer(0), sequence(integer(1)), publicKey)))).to.equal(
      'der.malformed',
    );
    expect(codeOf(() => parseRequest(request(integer(0), subject, sequence())))).to.equal('der.malformed');
    expect(
      codeOf(() => parseRequest(request(integer(0), subject, publicKey, element(0xa0), nullValue()))),
    ).to.equal('der.malformed');
    expect(codeOf(() => parseRequest(new Uint8Array(70_000)))).to.equal('limit.exceeded');
  });

  it('are refused with an attribute twice or without a value', () => {
    const challenge = attribute(CHALLENGE, utf8String('x'));
    expect(codeOf(() => parseRequest(withAttributes(challenge, challenge)))).to.equal('structure.malformed');
    expect(codeOf(() => parseRequest(withAttributes(attribute(CHALLENGE))))).to.equal('der.malformed');
  });

  it('with two values of a single-valued attribute are refused to those who ask', () => {
    const both = withAttributes(
      attribute(CHALLENGE, utf8String('x'), utf8String('y')),
      attribute(EXTENSION_REQUEST, sequence(), sequence(nullValue())),
    );
    expect(codeOf(() => parseRequest(both).challengePassword)).to.equal('structure.malformed');
    expect(codeOf(() => parseRequest(both).requestedExtensions)).to.equal('structure.malformed');
  });

  it('without attributes ask for nothing', () => {
    for (const der of [
      withAttributes(),
      request(integer(0), subject, publicKey),
      withAttributes(attribute(EXTENSION_REQUEST, sequence())),
    ]) {
      expect(parseRequest(der).requestedExtensions).to.deep.equal([]);
      expect(parseRequest(der).challengePassword).to.equal(undefined);
    }
  });

  it('tell the challenge password', () => {
    expect(
      parseRequest(withAttributes(attribute(CHALLENGE, ia5String('secret')))).challengePassword,
    ).to.equal('secret');
  });

  for (const kind of ['p256', 'rsa2048', 'rsa2048-pss', 'ed25519'] as TestKeyKind[]) {
    it(`signed with ${kind} read the same in @peculiar/x509 and pkijs`, async () => {
      const key = testKey(kind);
      const extensions = [
        encodeKeyUsage(3),
        encodeSubjectAlternativeName([{ kind: 'dns', value: 'example.dk' }]),
      ];
      const draft = draftRequest({ subject, publicKey: key.publicKey, extensions, scheme: key.scheme });
      const der = draft.complete(signWith(key, draft.toBeSigned));
      const ours = parseRequest(der);
      expect(ours.requestedExtensions).to.deep.equal(extensions);
      expect(ours.publicKey.der).to.deep.equal(key.publicKey);
      expect(ours.toBeSigned).to.deep.equal(draft.toBeSigned);
      expect(ours.subject.toString()).to.equal('CN=a');
      const theirs = new Pkcs10CertificateRequest(Buffer.from(der));
      expect(theirs.subject).to.equal('CN=a');
      if (kind !== 'ed25519') expect(await theirs.verify(globalThis.crypto)).to.equal(true);
      expect(pkijs.CertificationRequest.fromBER(Buffer.from(der)).attributes).to.have.lengthOf(1);
    });
  }
});
