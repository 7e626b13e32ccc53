import { expect } from 'chai';
import fc from 'fast-check';
import { createVerify } from 'node:crypto';
import * as pkijs from 'pkijs';
import { fromHex, toHex } from '../../../src/base/bytes.ts';
import {
  bitString,
  element,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
} from '../../../src/formats/asn1/der-writer.ts';
import { encodeGeneralizedTime } from '../../../src/formats/asn1/time.ts';
import { draftOcspResponse, type SingleResponseFields } from '../../../src/formats/ocsp/response-draft.ts';
import { encodeOcspError, parseOcspResponse } from '../../../src/formats/ocsp/response.ts';
import { encodeTaggedExtensions, EXTENSION } from '../../../src/formats/x509/extension.ts';
import { KEY_PURPOSE } from '../../../src/formats/x509/extension-values.ts';
import { encodeName } from '../../../src/formats/x509/name.ts';
import { rdnsOf, testPki } from '../../support/pki.ts';
import { codeOf } from '../../support/thrown.ts';

const pki = testPki({
  ca: { ca: true },
  leaf: { issuer: 'ca' },
  responder: { issuer: 'ca', extendedKeyUsage: [KEY_PURPOSE.ocspSigning] },
});
const at = new Date('2026-06-01T00:00:00Z');
const time = encodeGeneralizedTime(at);
const BASIC = '1.3.6.1.5.5.7.48.1.1';
const successful = element(0x0a, fromHex('00'));
const wrap = (basic: Uint8Array, type = BASIC) =>
  sequence(successful, element(0xa0, sequence(oid(type), octetString(basic))));
const byKey = element(0xa2, octetString(new Uint8Array(20)));
const good = fromHex('8000');
const single = (...parts: Uint8Array[]) => sequence(pki.certId('leaf'), ...parts);
const basic = (...data: Uint8Array[]) =>
  sequence(sequence(...data), sequence(oid('1.2.840.10045.4.3.2')), bitString(fromHex('00')));
const response = (...singles: Uint8Array[]) => wrap(basic(byKey, time, sequence(...singles)));

describe('OCSP responses', () => {
  const structure: [string, Uint8Array][] = [
    ['with a status that is not defined', sequence(element(0x0a, fromHex('04')))],
    ['of another type', wrap(basic(byKey, time, sequence()), '1.2.3')],
    ['of version 2', wrap(basic(element(0xa0, integer(1)), byKey, time, sequence()))],
    [
      'with a responder that has neither name nor key',
      wrap(basic(element(0xa3, octetString()), time, sequence())),
    ],
    ['with a status of a certificate that is not defined', response(single(fromHex('8300'), time))],
    [
      'with a reason that is not defined',
      response(single(element(0xa1, time, element(0xa0, integer(7, 0x0a))), time)),
    ],
  ];
  for (const [what, der] of structure) {
    it(`are refused ${what}`, () => {
      expect(codeOf(() => parseOcspResponse(der))).to.equal('structure.malformed');
    });
  }

  const malformed: [string, Uint8Array][] = [
    ['that say successful and nothing more', sequence(successful)],
    [
      'that say an error and bring an answer',
      sequence(element(0x0a, fromHex('06')), element(0xa0, sequence(oid(BASIC), octetString()))),
    ],
    ['with something left over', Uint8Array.from([...response(), 0])],
    [
      'with something behind the basic response',
      wrap(Uint8Array.from([...basic(byKey, time, sequence()), 0])),
    ],
    ['with UTCTime', wrap(basic(byKey, element(0x17, fromHex('3236303630313030303030305a')), sequence()))],
    [
      'with fractions of seconds',
      wrap(basic(byKey, element(0x18, fromHex('32303236303630313030303030302e355a')), sequence())),
    ],
    ['with a good that has content', response(single(fromHex('800100'), time))],
    ['with a good that is tagged explicitly', response(single(element(0xa0, nullValue()), time))],
    ['revoked without a date', response(single(element(0xa1), time))],
    ['without thisUpdate', response(single(good))],
    [
      'with a certificate that is none',
      wrap(
        sequence(
          sequence(byKey, time, sequence()),
          sequence(oid('1.2.3')),
          bitString(),
          element(0xa0, sequence(integer(1))),
        ),
      ),
    ],
  ];
  for (const [what, der] of malformed) {
    it(`are refused ${what}`, () => {
      expect(['der.malformed', 'structure.malformed']).to.include(codeOf(() => parseOcspResponse(der)));
    });
  }

  it('are refused above 256 KiB', () => {
    expect(codeOf(() => parseOcspResponse(new Uint8Array(256 * 1024 + 1)))).to.equal('limit.exceeded');
  });

  it('that are errors bring no answer', () => {
    for (const status of [
      'malformedRequest',
      'internalError',
      'tryLater',
      'sigRequired',
      'unauthorized',
    ] as const) {
      expect(parseOcspResponse(encodeOcspError(status))).to.include({
        responseStatus: status,
        basic: undefined,
      });
    }
    expect(toHex(encodeOcspError('unauthorized'))).to.equal('30030a0106');
  });

  it('with version 1 written out are read: responders write it', () => {
    const der = wrap(basic(element(0xa0, integer(0)), byKey, time, sequence()));
    expect(parseOcspResponse(der).basic?.responses).to.deep.equal([]);
  });

  it('with an archive cutoff that is no time are refused to those who ask for it', () => {
    const cutoff = { oid: EXTENSION.ocspArchiveCutoff, critical: false, value: nullValue() };
    const view = parseOcspResponse(response(single(good, time, encodeTaggedExtensions(1, [cutoff]))));
    expect(view.basic!.responses[0]!.status).to.equal('good');
    expect(codeOf(() => view.basic!.responses[0]!.archiveCutoff)).to.equal('der.malformed');
  });

  it('with empty lists of extensions are read: responders write them', () => {
    const none = element(0xa1, sequence());
    const view = parseOcspResponse(wrap(basic(byKey, time, sequence(single(good, time, none)), none))).basic!;
    expect([view.extensions, view.responses[0]!.extensions]).to.deep.equal([[], []]);
    expect(view.nonce).to.equal(undefined);
  });

  it('name the responder by name or by key', () => {
    const name = encodeName(rdnsOf('CN=Responder'));
    const byName = parseOcspResponse(wrap(basic(element(0xa1, name), time, sequence()))).basic!.responderId;
    expect(byName.kind === 'name' && byName.name.toString()).to.equal('CN=Responder');
    const id = parseOcspResponse(response()).basic!.responderId;
    expect(id).to.deep.equal({ kind: 'key', hash: new Uint8Array(20) });
  });

  it('with a nonce that is not wrapped are refused to those who ask for it', () => {
    const nonce = encodeTaggedExtensions(1, [
      { oid: EXTENSION.ocspNonce, critical: false, value: fromHex('0011') },
    ]);
    const view = parseOcspResponse(wrap(basic(byKey, time, sequence(), nonce))).basic!;
    expect(codeOf(() => view.nonce)).to.equal('der.malformed');
  });
});

describe('OCSP response drafts', () => {
  const fields = {
    responderKeyHash: new Uint8Array(20),
    producedAt: at,
    certificates: [],
    scheme: { kind: 'ecdsa', hash: 'SHA-256' } as const,
  };

  it('are refused for revoked without a date, or a nonce of the wrong length', () => {
    const answer = { certIdDer: pki.certId('leaf'), status: 'revoked', thisUpdate: at } as const;
    expect(() => draftOcspResponse({ ...fields, responses: [answer] })).to.throw(RangeError);
    expect(() => draftOcspResponse({ ...fields, responses: [], nonce: new Uint8Array(0) })).to.throw(
      RangeError,
    );
  });

  it('come back as they were written', () => {
    const seconds = fc
      .date({
        min: new Date('1990-01-01T00:00:00Z'),
        max: new Date('2090-01-01T00:00:00Z'),
        noInvalidDate: true,
      })
      .map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000));
    const certIdDer = pki.certId('leaf');
    const cutoff = [{ oid: EXTENSION.ocspArchiveCutoff, critical: false, value: time }];
    const answers: fc.Arbitrary<SingleResponseFields> = fc.record(
      {
        certIdDer: fc.constant(certIdDer),
        status: fc.constantFrom('good', 'revoked', 'unknown'),
        revokedAt: seconds,
        reason: fc.constantFrom('keyCompromise', 'certificateHold', 'unspecified', null),
        thisUpdate: seconds,
        nextUpdate: fc.option(seconds),
        extensions: fc.constantFrom([], cutoff),
      },
      { requiredKeys: ['certIdDer', 'status', 'revokedAt', 'thisUpdate'] },
    );
    const nonces = fc.option(fc.uint8Array({ minLength: 1, maxLength: 128 }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.array(answers, { minLength: 1, maxLength: 30 }),
        nonces,
        fc.nat({ max: 600 }),
        (responses, nonce, size) => {
          const signature = new Uint8Array(size).fill(7);
          const draft = draftOcspResponse({
            ...fields,
            responses,
            nonce,
            certificates: [pki.der('responder')],
          });
          const view = parseOcspResponse(draft.complete(signature)).basic!;
          expect(view.toBeSigned).to.deep.equal(draft.toBeSigned);
          expect(view.signature).to.deep.equal(signature);
          expect(view.nonce).to.deep.equal(nonce);
          expect(view.producedAt).to.deep.equal(at);
          expect(view.certificates).to.deep.equal([pki.der('responder')]);
          responses.forEach((answer, i) => {
            const back = view.responses[i]!;
            expect(back.certId.der).to.deep.equal(certIdDer);
            expect(back.status).to.equal(answer.status);
            expect(back.thisUpdate).to.deep.equal(answer.thisUpdate);
            expect(back.nextUpdate).to.deep.equal(answer.nextUpdate ?? undefined);
            expect(back.revokedAt).to.deep.equal(answer.status === 'revoked' ? answer.revokedAt : undefined);
            const isTold = answer.status === 'revoked' && answer.reason !== 'unspecified';
            expect(back.reason).to.equal(isTold ? (answer.reason ?? undefined) : undefined);
            expect(back.archiveCutoff).to.deep.equal(answer.extensions?.length === 1 ? at : undefined);
          });
        },
      ),
    );
  });

  it('read and verify the same elsewhere', async () => {
    const der = pki.ocsp({
      responder: 'responder',
      answers: [{ about: 'leaf', status: 'revoked', revokedAt: at, reason: 'keyCompromise' }],
      certificates: ['responder'],
      nonce: new Uint8Array(32),
    });
    const ours = parseOcspResponse(der).basic!;
    const key = {
      key: Buffer.from(pki.certificate('responder').publicKey.der),
      format: 'der',
      type: 'spki',
    } as const;
    expect(createVerify('sha256').update(ours.toBeSigned).verify(key, ours.signature)).to.equal(true);

    const theirs = pkijs.OCSPResponse.fromBER(Buffer.from(der));
    expect(theirs.responseStatus.valueBlock.valueDec).to.equal(0);
    const [leaf, ca] = (['leaf', 'ca'] as const).map((name) =>
      pkijs.Certificate.fromBER(Buffer.from(pki.der(name))),
    );
    expect(await theirs.getCertificateStatus(leaf!, ca!)).to.deep.equal({
      isForCertificate: true,
      status: 1,
    });
    const parsed = pkijs.BasicOCSPResponse.fromBER(
      Buffer.from(theirs.responseBytes!.response.valueBlock.valueHexView),
    );
    expect(await parsed.verify({ trustedCerts: [ca!] })).to.equal(true);
  });
});
