import { expect } from 'chai';
import { toHex } from '../../../src/base/bytes.ts';
import { oid } from '../../../src/formats/asn1/der-writer.ts';
import { CONTENT_TYPE } from '../../../src/formats/cms/oids.ts';
import { parseTimestampToken } from '../../../src/formats/tsp/token.ts';
import { mutations } from '../../support/mutate.ts';
import { testPki } from '../../support/pki.ts';
import { digest } from '../../support/test-keys.ts';
import { codeOf } from '../../support/thrown.ts';
import { testToken, timestampAuthority } from '../../support/timestamps.ts';
import { isCertBankError } from '../../../src/base/errors.ts';

const pki = testPki({ root: { ca: true }, tsa: timestampAuthority('root') });
const IMPRINT = digest('SHA-256', Buffer.from('a document'));
const AT = '2026-06-01T12:00:00.250Z';
const token = (more = {}): Uint8Array => testToken(pki, 'tsa', 'SHA-256', IMPRINT, { at: AT, ...more });

describe('a time-stamp token', () => {
  it('is not one when its content is not a TSTInfo', () => {
    const notOne = Buffer.from(token());
    const type = Buffer.from(oid(CONTENT_TYPE.timestampInfo));
    notOne[notOne.indexOf(type) + type.length - 1]! ^= 1;
    expect(codeOf(() => parseTimestampToken(notOne))).to.equal('structure.malformed');
  });

  it('is refused with any damage as malformed, or read', () => {
    for (const damaged of mutations(token(), 5000, 1)) {
      try {
        parseTimestampToken(damaged);
      } catch (error) {
        if (!isCertBankError(error)) throw error;
      }
    }
  });

  it('says what was there when', () => {
    const { tstInfo, signer, signedData } = parseTimestampToken(
      token({ tstInfo: { nonce: Uint8Array.of(0xff, 7) } }),
    );
    expect(tstInfo.genTime.toISOString()).to.equal(AT);
    expect(tstInfo.imprint.hash).to.equal('SHA-256');
    expect(toHex(tstInfo.imprint.digest)).to.equal(toHex(IMPRINT));
    expect(tstInfo.accuracyMilliseconds).to.equal(1000);
    expect(tstInfo.ordering).to.equal(false);
    expect(tstInfo.nonce).to.deep.equal(Uint8Array.of(0xff, 7));
    expect(tstInfo.tsa).to.equal(undefined);
    expect(tstInfo.extensions).to.deep.equal([]);
    expect(signer.version).to.equal(1);
    expect(signedData.version).to.equal(3);
    expect(signedData.certificates).to.have.length(1);
  });

  it('comes without certificates where none were asked for', () => {
    expect(parseTimestampToken(token({ isBare: true })).signedData.certificates).to.deep.equal([]);
  });
});
