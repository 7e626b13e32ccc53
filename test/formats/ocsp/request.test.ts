import { expect } from 'chai';
import fc from 'fast-check';
import * as pkijs from 'pkijs';
import { fromHex } from '../../../src/base/bytes.ts';
import {
  bitString,
  element,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
} from '../../../src/formats/asn1/der-writer.ts';
import { encodeCertId, isSameCertId, parseCertId } from '../../../src/formats/ocsp/cert-id.ts';
import { encodeOcspRequest, parseOcspRequest } from '../../../src/formats/ocsp/request.ts';
import { DerReader } from '../../../src/formats/asn1/der-reader.ts';
import { encodeTaggedExtensions, EXTENSION } from '../../../src/formats/x509/extension.ts';
import { encodeGeneralName } from '../../../src/formats/x509/general-name.ts';
import { codeOf } from '../../support/thrown.ts';

const hash = (octet: number, length = 20) => new Uint8Array(length).fill(octet);
const certId = encodeCertId({
  hash: 'SHA-1',
  issuerNameHash: hash(1),
  issuerKeyHash: hash(2),
  serialNumber: fromHex('05'),
});
const requests = (...ids: Uint8Array[]) => sequence(...ids.map((id) => sequence(id)));
const request = (...tbs: Uint8Array[]) => sequence(sequence(...tbs));
const withNonce = (value: Uint8Array) =>
  request(
    requests(certId),
    encodeTaggedExtensions(2, [{ oid: EXTENSION.ocspNonce, critical: false, value }]),
  );
const sha1 = sequence(oid('1.3.14.3.2.26'), nullValue());

describe('OCSP requests', () => {
  const refused: [string, string, Uint8Array][] = [
    ['that ask nothing', 'structure.malformed', request(sequence())],
    ['of version 2', 'structure.malformed', request(element(0xa0, integer(1)), requests(certId))],
    [
      'with more than 64 questions',
      'limit.exceeded',
      request(requests(...Array<Uint8Array>(65).fill(certId))),
    ],
    ['above 16 KiB', 'limit.exceeded', new Uint8Array(16 * 1024 + 1)],
    ['with something left over', 'der.malformed', sequence(sequence(requests(certId)), integer(1))],
    ['with something after the extensions', 'der.malformed', request(requests(certId), integer(1))],
    ['with two CertIDs in one question', 'der.malformed', request(sequence(sequence(certId, certId)))],
    [
      'with a hash value of the wrong length',
      'structure.malformed',
      request(requests(sequence(sha1, octetString(hash(1, 19)), octetString(hash(2)), integer(1)))),
    ],
    [
      'with a hash algorithm that has parameters',
      'structure.malformed',
      request(
        requests(
          sequence(
            sequence(oid('1.3.14.3.2.26'), integer(1)),
            octetString(hash(1)),
            octetString(hash(2)),
            integer(1),
          ),
        ),
      ),
    ],
    [
      'with a serial number above 64 octets',
      'limit.exceeded',
      request(requests(sequence(sha1, octetString(hash(1)), octetString(hash(2)), element(2, hash(1, 65))))),
    ],
    ['with a bare nonce', 'der.malformed', withNonce(fromHex('00112233445566778899aabbccddeeff'))],
    ['with an empty nonce', 'structure.malformed', withNonce(octetString())],
    ['with a nonce above 128 octets', 'limit.exceeded', withNonce(octetString(hash(1, 129)))],
    ['with something behind the nonce', 'der.malformed', withNonce(fromHex('04010000'))],
    [
      'with a signature that is none',
      'der.malformed',
      sequence(sequence(requests(certId)), element(0xa0, sequence(integer(1)))),
    ],
  ];
  for (const [what, code, der] of refused) {
    it(`are refused ${what}`, () => {
      expect(codeOf(() => parseOcspRequest(der))).to.equal(code);
    });
  }

  it('are not written without a question or with a nonce of the wrong length', () => {
    expect(() => encodeOcspRequest({ certIds: [] })).to.throw(RangeError);
    for (const length of [0, 129]) {
      expect(() => encodeOcspRequest({ certIds: [certId], nonce: hash(1, length) })).to.throw(RangeError);
    }
  });

  it('by hash functions that nobody here knows are read, so that they can be answered', () => {
    const odd = sequence(sequence(oid('1.2.3')), octetString(hash(1, 3)), octetString(), integer(1));
    expect(parseOcspRequest(request(requests(odd))).requests[0]!.certId).to.include({
      hash: undefined,
      hashOid: '1.2.3',
    });
  });

  it('with version, requestor, signature and extensions of one question are read', () => {
    const single = encodeTaggedExtensions(0, [{ oid: '1.2.3', critical: true, value: fromHex('0500') }]);
    const tbs = sequence(
      element(0xa0, integer(0)),
      element(0xa1, encodeGeneralName({ kind: 'uri', value: 'http://a' })),
      sequence(sequence(certId, single), sequence(certId)),
    );
    const signature = sequence(
      sequence(oid('1.2.840.10045.4.3.2')),
      bitString(fromHex('00')),
      element(0xa0, sequence()),
    );
    const view = parseOcspRequest(sequence(tbs, element(0xa0, signature)));
    expect(view.isSigned).to.equal(true);
    expect(view.requests.map(({ extensions }) => extensions.length)).to.deep.equal([1, 0]);
    expect(view.nonce).to.equal(undefined);
    expect(view.extensions).to.deep.equal([]);
  });

  it('come back as they were written, to be repeated octet by octet', () => {
    const ids = fc
      .record({
        hash: fc.constantFrom('SHA-1' as const, 'SHA-256' as const, 'SHA-384' as const, 'SHA-512' as const),
        octet: fc.nat({ max: 255 }),
        serialNumber: fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => bytes.with(0, 1)),
      })
      .map(({ hash: name, octet, serialNumber }) => {
        const length = { 'SHA-1': 20, 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 }[name];
        return {
          hash: name,
          issuerNameHash: hash(octet, length),
          issuerKeyHash: hash(octet ^ 1, length),
          serialNumber,
        };
      });
    const nonces = fc.option(fc.uint8Array({ minLength: 1, maxLength: 128 }), { nil: undefined });
    fc.assert(
      fc.property(fc.array(ids, { minLength: 1, maxLength: 64 }), nonces, (fields, nonce) => {
        const certIds = fields.map(encodeCertId);
        const view = parseOcspRequest(encodeOcspRequest({ certIds, nonce }));
        expect(view.nonce).to.deep.equal(nonce);
        view.requests.forEach(({ certId: id }, i) => {
          expect(id).to.deep.include(fields[i]!);
          expect(id.der).to.deep.equal(certIds[i]);
        });
      }),
    );
  });

  it('read the same in pkijs', () => {
    const der = encodeOcspRequest({ certIds: [certId], nonce: hash(7, 16) });
    const theirs = pkijs.OCSPRequest.fromBER(Buffer.from(der)).tbsRequest;
    expect(theirs.requestList[0]!.reqCert.serialNumber.valueBlock.valueDec).to.equal(5);
    expect(theirs.requestExtensions?.[0]?.extnID).to.equal(EXTENSION.ocspNonce);
  });
});

describe('CertIDs', () => {
  const read = (der: Uint8Array) => parseCertId(new DerReader(der));

  it('are the same certificate whether the hash algorithm has NULL or nothing', () => {
    const bare = sequence(
      sequence(oid('1.3.14.3.2.26')),
      octetString(hash(1)),
      octetString(hash(2)),
      integer(5),
    );
    expect(isSameCertId(read(bare), read(certId))).to.equal(true);
  });

  it('are not the same with another serial number, issuer or hash function', () => {
    const fields = {
      hash: 'SHA-1',
      issuerNameHash: hash(1),
      issuerKeyHash: hash(2),
      serialNumber: fromHex('05'),
    } as const;
    for (const change of [
      { serialNumber: fromHex('06') },
      { issuerNameHash: hash(3) },
      { issuerKeyHash: hash(3) },
      { hash: 'SHA-256', issuerNameHash: hash(1, 32), issuerKeyHash: hash(2, 32) } as const,
    ]) {
      expect(isSameCertId(read(certId), read(encodeCertId({ ...fields, ...change })))).to.equal(false);
    }
  });
});
