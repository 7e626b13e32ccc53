import { expect } from 'chai';
import { concat, equal, toUtf8 } from '../../../src/base/bytes.ts';
import { LIMITS } from '../../../src/base/limits.ts';
import { encodeHashAlgorithm } from '../../../src/formats/algorithms.ts';
import { element, integer, octetString, oid, sequence, setOf } from '../../../src/formats/asn1/der-writer.ts';
import { CONTENT_TYPE } from '../../../src/formats/cms/oids.ts';
import { looksLikeSignedData, parseSignedData } from '../../../src/formats/cms/signed-data.ts';
import { draftSignedData } from '../../../src/formats/cms/signed-data-draft.ts';
import { nameOf } from '../../support/signers.ts';

const CONTENT = toUtf8('what is signed');
const CERTIFICATE = sequence(integer(1));
const issuer = nameOf('Issuer');

/** Parts of a SignedData, each replaceable. */
interface Parts {
  version?: Uint8Array;
  digests?: Uint8Array;
  content?: Uint8Array;
  certificates?: Uint8Array;
  crls?: Uint8Array;
  signers?: Uint8Array;
  more?: Uint8Array;
}

const data = (...content: Uint8Array[]): Uint8Array => sequence(oid(CONTENT_TYPE.data), ...content);

function build(parts: Parts = {}): Uint8Array {
  const optional = [parts.certificates, parts.crls].filter((part) => part !== undefined);
  const signedData = sequence(
    parts.version ?? integer(1),
    parts.digests ?? setOf(encodeHashAlgorithm('SHA-256')),
    parts.content ?? data(element(0xa0, octetString(CONTENT))),
    ...optional,
    parts.signers ?? element(0x31),
    ...(parts.more ? [parts.more] : []),
  );
  return sequence(oid(CONTENT_TYPE.signedData), element(0xa0, signedData));
}

function signer(identifier: Uint8Array, version = 1): Uint8Array {
  return sequence(
    integer(version),
    identifier,
    encodeHashAlgorithm('SHA-256'),
    sequence(oid('1.2.840.10045.4.3.2')),
    octetString(Uint8Array.of(1, 2)),
  );
}

const refuses = (bytes: Uint8Array, code: string): void =>
  void expect(() => parseSignedData(bytes))
    .to.throw()
    .with.property('code', code);

describe('SignedData', () => {
  it('refuses another content type', () => {
    refuses(sequence(oid(CONTENT_TYPE.data), element(0xa0, octetString(CONTENT))), 'structure.malformed');
  });

  it('refuses bytes behind the structure or inside it', () => {
    refuses(concat(build(), Uint8Array.of(0)), 'der.malformed');
    refuses(build({ more: integer(1) }), 'der.malformed');
    refuses(sequence(oid(CONTENT_TYPE.signedData), element(0xa0, sequence()), integer(1)), 'der.malformed');
  });

  it('refuses content that is no octet string', () => {
    refuses(build({ content: data(element(0xa0, sequence(integer(1)))) }), 'der.malformed');
    refuses(
      build({ content: data(element(0xa0, octetString(CONTENT), octetString(CONTENT))) }),
      'der.malformed',
    );
  });

  it('refuses unknown kinds of certificates and revocation information', () => {
    refuses(build({ certificates: element(0xa0, integer(1)) }), 'structure.malformed');
    refuses(build({ crls: element(0xa1, integer(1)) }), 'structure.malformed');
  });

  it('refuses more signers or certificates than the limits', () => {
    const many = (count: number, item: Uint8Array): Uint8Array[] => Array<Uint8Array>(count).fill(item);
    const one = signer(sequence(issuer, integer(1)));
    refuses(build({ signers: element(0x31, ...many(LIMITS.signatures + 1, one)) }), 'limit.exceeded');
    const certificates = element(0xa0, ...many(LIMITS.certificatesInDocument + 1, CERTIFICATE));
    refuses(build({ certificates }), 'limit.exceeded');
  });

  it('refuses a structure above the limit before it reads it', () => {
    refuses(new Uint8Array(LIMITS.cmsBytes + 1), 'limit.exceeded');
  });

  it('reads attached and detached content', () => {
    expect(parseSignedData(build()).content).to.deep.equal(CONTENT);
    expect(parseSignedData(build({ content: data() })).content).to.equal(undefined);
    expect(parseSignedData(build({ content: data(element(0xa0, octetString())) })).content).to.have.lengthOf(
      0,
    );
  });

  it('reads both ways to name a signer', () => {
    const { signers } = parseSignedData(
      build({
        version: integer(3),
        signers: setOf(
          signer(sequence(issuer, integer(0x1234))),
          signer(element(0x80, Uint8Array.of(7, 8)), 3),
        ),
      }),
    );
    const byKind = new Map(signers.map(({ identifier }) => [identifier.kind, identifier]));
    expect(byKind.get('issuer-and-serial'))
      .to.have.property('serialNumber')
      .deep.equal(Uint8Array.of(0x12, 0x34));
    expect(byKind.get('key-identifier')).to.have.property('keyIdentifier').deep.equal(Uint8Array.of(7, 8));
  });

  it('collects certificates, CRLs and OCSP responses, and leaves other kinds alone', () => {
    const ocsp = sequence(element(0x0a, Uint8Array.of(6)));
    const basic = sequence(sequence());
    const signedData = parseSignedData(
      build({
        version: integer(5),
        certificates: element(0xa0, CERTIFICATE, element(0xa2, integer(1))),
        crls: element(
          0xa1,
          sequence(integer(2)),
          element(0xa1, oid('1.3.6.1.5.5.7.16.2'), ocsp),
          element(0xa1, oid('1.3.6.1.5.5.7.48.1.1'), basic),
          element(0xa1, oid('1.2.3.4'), integer(1)),
        ),
      }),
    );
    expect(signedData.certificates).to.deep.equal([CERTIFICATE]);
    expect(signedData.crls).to.deep.equal([sequence(integer(2))]);
    expect(signedData.ocspResponses).to.have.lengthOf(2);
    expect(signedData.ocspResponses[0]).to.deep.equal(ocsp);
    const wrapped = sequence(
      element(0x0a, Uint8Array.of(0)),
      element(0xa0, sequence(oid('1.3.6.1.5.5.7.48.1.1'), octetString(basic))),
    );
    expect(signedData.ocspResponses[1]).to.deep.equal(wrapped);
  });

  it('says which version the structure demands', () => {
    const expected = (parts: Parts): number => parseSignedData(build(parts)).expectedVersion;
    expect(expected({})).to.equal(1);
    expect(expected({ content: sequence(oid(CONTENT_TYPE.timestampInfo)) })).to.equal(3);
    expect(expected({ signers: setOf(signer(element(0x80, Uint8Array.of(1)), 3)) })).to.equal(3);
    expect(expected({ certificates: element(0xa0, element(0xa1, integer(1))) })).to.equal(3);
    expect(expected({ certificates: element(0xa0, element(0xa2, integer(1))) })).to.equal(4);
    expect(expected({ certificates: element(0xa0, element(0xa3, integer(1))) })).to.equal(5);
    expect(expected({ crls: element(0xa1, element(0xa1, oid('1.2.3'), integer(1))) })).to.equal(5);
  });

  it('reads BER on the outside, with the content in segments, as the same structure', () => {
    const indefinite = (tag: number, ...parts: Uint8Array[]): Uint8Array =>
      concat(Uint8Array.of(tag, 0x80), ...parts, Uint8Array.of(0, 0));
    const ber = indefinite(
      0x30,
      oid(CONTENT_TYPE.signedData),
      indefinite(
        0xa0,
        indefinite(
          0x30,
          integer(1),
          setOf(encodeHashAlgorithm('SHA-256')),
          indefinite(
            0x30,
            oid(CONTENT_TYPE.data),
            indefinite(
              0xa0,
              indefinite(
                0x24,
                octetString(CONTENT.subarray(0, 3)),
                octetString(),
                octetString(CONTENT.subarray(3)),
              ),
            ),
          ),
          indefinite(0xa0, CERTIFICATE),
          element(0x31),
        ),
      ),
    );
    expect(looksLikeSignedData(ber)).to.equal(true);
    const signedData = parseSignedData(ber);
    expect(signedData.content).to.deep.equal(CONTENT);
    expect(signedData.certificates).to.deep.equal([CERTIFICATE]);
    expect(signedData.der).to.deep.equal(build({ certificates: element(0xa0, CERTIFICATE) }));
  });

  it('is written in DER: sorted sets, definite lengths, one octet string', () => {
    const draft = draftSignedData({
      contentType: CONTENT_TYPE.data,
      content: CONTENT,
      certificates: [sequence(integer(2)), sequence(integer(1))],
      issuer,
      serialNumber: Uint8Array.of(5),
      digest: 'SHA-384',
      scheme: { kind: 'ecdsa', hash: 'SHA-384' },
      signedAttributes: [
        sequence(oid('1.2.4'), setOf(integer(1))),
        sequence(oid('1.2.3'), setOf(integer(1))),
      ],
    });
    const der = draft.complete(Uint8Array.of(9));
    const signedData = parseSignedData(der);
    expect(signedData.certificates).to.deep.equal([sequence(integer(1)), sequence(integer(2))]);
    expect(signedData.version).to.equal(signedData.expectedVersion);
    const [only] = signedData.signers;
    expect(only!.signedAttributes!.attributes.map(({ oid: type }) => type)).to.deep.equal(['1.2.3', '1.2.4']);
    expect(equal(only!.signedAttributes!.toBeSigned, draft.toBeSigned)).to.equal(true);
    expect(only!.signature).to.deep.equal(Uint8Array.of(9));
    expect(only!.version).to.equal(only!.expectedVersion);
  });
});
