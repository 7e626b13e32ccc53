import { expect } from 'chai';
import { nodeEngine } from '../../../src/adapters/keys/node-engine.ts';
import { toUtf8 } from '../../../src/base/bytes.ts';
import { sequence, oid, octetString } from '../../../src/formats/asn1/der-writer.ts';
import { encodeAttribute } from '../../../src/formats/cms/attribute-set.ts';
import { ATTRIBUTE } from '../../../src/formats/cms/oids.ts';
import { parseSignedData } from '../../../src/formats/cms/signed-data.ts';
import { readCades } from '../../../src/signatures/cades/read.ts';
import { ValidationContext } from '../../../src/signatures/validation/context.ts';
import { validateSignatures } from '../../../src/signatures/validation/long-term.ts';
import { STRICT_POLICY } from '../../../src/signatures/validation/policy.ts';
import type { FailedSubIndication, SubIndication } from '../../../src/signatures/validation/verdict.ts';
import { verifyDocument } from '../../../src/signatures/verify-document.ts';
import type { VerifyDocumentOptions } from '../../../src/signatures/verify-options.ts';
import { anchorFromCertificate } from '../../../src/trust/anchor.ts';
import { cmsLists, cmsMessage, cmsPki, cmsSigner, type CmsParts } from '../../support/cms-world.ts';
import { AT } from '../../support/pki.ts';
import { crlSource } from '../../support/signers.ts';

interface Situation {
  readonly what: string;
  readonly parts: CmsParts;
  readonly options?: () => Partial<VerifyDocumentOptions>;
}

const SHA_1 = { kind: 'ecdsa', hash: 'SHA-1' } as const;
const MAY = '2026-05-10T00:00:00Z';

/** An OCSP answer of May by a responder whose own certificate ended since. */
const oldAnswer = (): Uint8Array =>
  cmsPki.ocsp({
    responder: 'responder',
    producedAt: MAY,
    certificates: ['responder'],
    answers: [{ about: 'anna', thisUpdate: new Date(MAY), nextUpdate: new Date('2026-07-01T00:00:00Z') }],
  });

const policyAttribute = encodeAttribute(
  oid(ATTRIBUTE.signaturePolicy),
  sequence(
    oid('1.2.3.4'),
    sequence(sequence(oid('2.16.840.1.101.3.4.2.1')), octetString(new Uint8Array(32))),
  ),
);

const SITUATIONS: Readonly<Partial<Record<SubIndication, Situation>>> = {
  FORMAT_FAILURE: { what: 'a signer of a version that there is not', parts: { signer: { version: 3 } } },
  HASH_FAILURE: { what: 'another content', parts: { content: toUtf8('Agreed: 900 kroner.') } },
  SIG_CRYPTO_FAILURE: {
    what: 'a value by another key',
    parts: { signer: { signer: { ...cmsSigner('bo'), certificate: cmsPki.der('anna') } } },
  },
  REVOKED: {
    what: 'a content time-stamp younger than the revocation',
    parts: { contentStamp: MAY },
    options: () => ({ evidence: cmsLists({ revoked: ['anna'] }) }),
  },
  EXPIRED: {
    what: 'a content time-stamp younger than the certificate',
    parts: { by: 'expired', contentStamp: '2026-05-20T00:00:00Z' },
  },
  NOT_YET_VALID: {
    what: 'a signature time-stamp older than the certificate',
    parts: { by: 'young', signatureStamp: MAY },
  },
  SIG_CONSTRAINTS_FAILURE: {
    what: 'a signature that names no signing certificate',
    parts: { signer: { attributes: { signingCertificate: undefined } } },
  },
  CHAIN_CONSTRAINTS_FAILURE: { what: 'a key that may only decrypt', parts: { by: 'reader' } },
  CERTIFICATE_CHAIN_GENERAL_FAILURE: {
    what: 'nobody who tells about revocation',
    parts: {},
    options: () => ({ evidence: crlSource() }),
  },
  CRYPTO_CONSTRAINTS_FAILURE: {
    what: 'SHA-1, and a content time-stamp from after its end',
    parts: { scheme: SHA_1, contentStamp: MAY },
  },
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: { what: 'SHA-1', parts: { scheme: SHA_1 } },
  SIGNATURE_POLICY_NOT_AVAILABLE: {
    what: 'a signature policy that is not accepted',
    parts: { signer: { moreAttributes: [policyAttribute] } },
    options: () => ({ policy: { ...STRICT_POLICY, signaturePolicies: ['1.2.3.5'] } }),
  },
  TIMESTAMP_ORDER_FAILURE: {
    what: 'a content time-stamp younger than that of the signature',
    parts: { contentStamp: '2026-05-20T00:00:00Z', signatureStamp: MAY },
  },
  NO_SIGNING_CERTIFICATE_FOUND: {
    what: 'no certificate of the signer',
    parts: { certificates: [cmsPki.der('authority')] },
  },
  NO_CERTIFICATE_CHAIN_FOUND: { what: 'no anchor', parts: {}, options: () => ({ anchors: [] }) },
  REVOKED_NO_POE: {
    what: 'a revoked certificate',
    parts: {},
    options: () => ({ evidence: cmsLists({ revoked: ['anna'] }) }),
  },
  REVOKED_CA_NO_POE: {
    what: 'a revoked authority',
    parts: {},
    options: () => ({ evidence: cmsLists({}, { revoked: ['authority'] }) }),
  },
  OUT_OF_BOUNDS_NO_POE: { what: 'an expired certificate', parts: { by: 'expired' } },
  OUT_OF_BOUNDS_NOT_REVOKED: {
    what: 'an expired certificate that was not revoked until it expired',
    parts: { by: 'expired' },
    options: () => ({
      evidence: cmsLists({ thisUpdate: '2026-05-14T00:00:00Z', nextUpdate: '2026-07-01T00:00:00Z' }),
    }),
  },
  REVOCATION_OUT_OF_BOUNDS_NO_POE: {
    what: 'an answer by a responder that has expired since',
    parts: { ocspResponses: [oldAnswer()] },
    options: () => ({ evidence: crlSource(cmsPki.crl('root')) }),
  },
  NO_POE: {
    what: 'a good time-stamp, and evidence whose own age nothing proves',
    parts: {
      by: 'expired',
      signatureStamp: MAY,
      crls: [
        cmsPki.crl('root', { thisUpdate: MAY, nextUpdate: '2026-05-11T00:00:00Z' }),
        cmsPki.crl('authority', { thisUpdate: MAY, nextUpdate: '2026-05-11T00:00:00Z' }),
      ],
    },
    options: () => ({
      evidence: {
        ...crlSource(),
        // Only what the time-stamp authority is asked about is still told.
        crls: async ({ der }) => (Buffer.compare(der, cmsPki.der('tsa')) === 0 ? [cmsPki.crl('root')] : []),
      },
    }),
  },
  TRY_LATER: {
    what: 'a list that is no longer fresh',
    parts: {},
    options: () => ({ evidence: cmsLists({ thisUpdate: MAY, nextUpdate: '2026-05-11T00:00:00Z' }) }),
  },
  SIGNED_DATA_NOT_FOUND: { what: 'a detached content that is not given', parts: { isDetached: true } },
};

/** Those that need more than a document, and those that nothing in CMS comes to, with the reason why. */
const OTHERWISE: Readonly<Partial<Record<SubIndication, string>>> = {
  NO_CERTIFICATE_CHAIN_FOUND_NO_POE: 'an anchor with an end, which only a trusted list gives: below',
  POLICY_PROCESSING_ERROR:
    'the validation policy is data that the compiler has checked, and signature policies are accepted by name alone: none is processed',
};

/** Each once; the compiler finds a sub-indication that is missing here. */
const EVERY: Readonly<Record<SubIndication, 'TOTAL-FAILED' | 'INDETERMINATE'>> = {
  ...({
    FORMAT_FAILURE: 'TOTAL-FAILED',
    HASH_FAILURE: 'TOTAL-FAILED',
    SIG_CRYPTO_FAILURE: 'TOTAL-FAILED',
    REVOKED: 'TOTAL-FAILED',
    EXPIRED: 'TOTAL-FAILED',
    NOT_YET_VALID: 'TOTAL-FAILED',
  } satisfies Record<FailedSubIndication, 'TOTAL-FAILED'>),
  SIG_CONSTRAINTS_FAILURE: 'INDETERMINATE',
  CHAIN_CONSTRAINTS_FAILURE: 'INDETERMINATE',
  CERTIFICATE_CHAIN_GENERAL_FAILURE: 'INDETERMINATE',
  CRYPTO_CONSTRAINTS_FAILURE: 'INDETERMINATE',
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: 'INDETERMINATE',
  POLICY_PROCESSING_ERROR: 'INDETERMINATE',
  SIGNATURE_POLICY_NOT_AVAILABLE: 'INDETERMINATE',
  TIMESTAMP_ORDER_FAILURE: 'INDETERMINATE',
  NO_SIGNING_CERTIFICATE_FOUND: 'INDETERMINATE',
  NO_CERTIFICATE_CHAIN_FOUND: 'INDETERMINATE',
  NO_CERTIFICATE_CHAIN_FOUND_NO_POE: 'INDETERMINATE',
  REVOKED_NO_POE: 'INDETERMINATE',
  REVOKED_CA_NO_POE: 'INDETERMINATE',
  OUT_OF_BOUNDS_NO_POE: 'INDETERMINATE',
  OUT_OF_BOUNDS_NOT_REVOKED: 'INDETERMINATE',
  REVOCATION_OUT_OF_BOUNDS_NO_POE: 'INDETERMINATE',
  NO_POE: 'INDETERMINATE',
  TRY_LATER: 'INDETERMINATE',
  SIGNED_DATA_NOT_FOUND: 'INDETERMINATE',
};

describe('the sub-indications of EN 319 102-1', () => {
  const engine = nodeEngine();
  const trust = { engine, at: AT, anchors: [cmsPki.der('root')] };

  it('are each reached below, or it is said why not', () => {
    const told = [...Object.keys(SITUATIONS), ...Object.keys(OTHERWISE)];
    expect(told).to.have.members(Object.keys(EVERY));
    expect(new Set(told).size).to.equal(told.length);
  });

  it('leave an honest signature alone, with and without time-stamps', async () => {
    for (const parts of [{}, { contentStamp: MAY, signatureStamp: '2026-05-20T00:00:00Z' }]) {
      const { signatures } = await verifyDocument(await cmsMessage(parts), {
        ...trust,
        evidence: cmsLists(),
      });
      expect(signatures[0]!.indication, JSON.stringify(signatures[0]!.reasons)).to.equal('TOTAL-PASSED');
    }
  });

  for (const [name, situation] of Object.entries(SITUATIONS)) {
    it(`${name}: ${situation.what}`, async () => {
      const options = { ...trust, evidence: cmsLists(), ...situation.options?.() };
      const { signatures } = await verifyDocument(await cmsMessage(situation.parts), options);
      const [{ indication, subIndication, reasons }] = signatures as [(typeof signatures)[number]];
      const said = JSON.stringify(reasons);
      expect([indication, subIndication], said).to.deep.equal([EVERY[name as SubIndication], name]);
      expect(reasons, said).not.to.be.empty;
    });
  }

  it('NO_CERTIFICATE_CHAIN_FOUND_NO_POE: an anchor that is trusted no longer, or not yet', async () => {
    const { signatures } = readCades(parseSignedData(await cmsMessage()), undefined, []);
    for (const trusted of [{ until: new Date(MAY) }, { since: new Date('2026-07-01T00:00:00Z') }]) {
      const context = new ValidationContext({
        engine,
        at: AT,
        policy: STRICT_POLICY,
        anchors: [anchorFromCertificate(cmsPki.certificate('root'), trusted)],
        intermediates: [],
        limits: {},
        evidence: cmsLists(),
      });
      const [verdict] = await validateSignatures(context, signatures);
      expect(verdict!.subIndication).to.equal('NO_CERTIFICATE_CHAIN_FOUND_NO_POE');
    }
  });
});
