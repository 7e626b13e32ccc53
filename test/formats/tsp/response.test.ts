import { expect } from 'chai';
import { isCertBankError } from '../../../src/base/errors.ts';
import { integer, namedBits, sequence } from '../../../src/formats/asn1/der-writer.ts';
import { utf8String } from '../../../src/formats/asn1/text.ts';
import {
  encodeTimestampRejection,
  encodeTimestampResponse,
  parseTimestampResponse,
} from '../../../src/formats/tsp/response.ts';
import { mutations } from '../../support/mutate.ts';
import { codeOf } from '../../support/thrown.ts';

const TOKEN = sequence(integer(7));

describe('a time-stamp response', () => {
  it('is refused when it grants without a token, or refuses with one', () => {
    for (const der of [sequence(sequence(integer(0))), sequence(sequence(integer(2)), TOKEN)]) {
      expect(codeOf(() => parseTimestampResponse(der))).to.equal('structure.malformed');
    }
  });

  it('is refused with a status that nobody knows, and with data left over', () => {
    expect(codeOf(() => parseTimestampResponse(sequence(sequence(integer(6)))))).to.equal(
      'structure.malformed',
    );
    const more = sequence(sequence(integer(0)), TOKEN, integer(1));
    expect(codeOf(() => parseTimestampResponse(more))).to.equal('der.malformed');
  });

  it('is refused beyond its size', () => {
    expect(codeOf(() => parseTimestampResponse(new Uint8Array(300_000)))).to.equal('limit.exceeded');
  });

  it('is read or refused, however it is damaged', () => {
    for (const der of mutations(encodeTimestampRejection('badAlg', 'no'), 3000, 5)) {
      try {
        parseTimestampResponse(der);
      } catch (error) {
        if (!isCertBankError(error)) throw error;
      }
    }
  });

  it('gives its token', () => {
    const { status, token, failures } = parseTimestampResponse(encodeTimestampResponse(TOKEN));
    expect({ status, failures }).to.deep.equal({ status: 'granted', failures: [] });
    expect(token).to.deep.equal(TOKEN);
  });

  it('tells why there is none, in the names and bits of the standard', () => {
    const bits = {
      badAlg: 0,
      badRequest: 2,
      badDataFormat: 5,
      timeNotAvailable: 14,
      systemFailure: 25,
    } as const;
    for (const [failure, bit] of Object.entries(bits) as [keyof typeof bits, number][]) {
      const der = encodeTimestampRejection(failure, 'no');
      expect(der).to.deep.equal(
        sequence(sequence(integer(2), sequence(utf8String('no')), namedBits(1 << bit))),
      );
      const { status, statusText, failures, token } = parseTimestampResponse(der);
      expect({ status, statusText, failures, token }).to.deep.equal({
        status: 'rejection',
        statusText: ['no'],
        failures: [failure],
        token: undefined,
      });
    }
  });
});
