import { expect } from 'chai';
import { CertBankError } from '../../src/base/errors.ts';
import { toHex } from '../../src/base/bytes.ts';
import { signatureScheme } from '../../src/formats/algorithms.ts';
import { parseCrl, type Crl } from '../../src/formats/crl/crl.ts';
import { parseOcspRequest } from '../../src/formats/ocsp/request.ts';
import { parseOcspResponse } from '../../src/formats/ocsp/response.ts';
import { ocesIdentity } from '../../src/formats/oces/kind.ts';
import { parseCertificate, type Certificate } from '../../src/formats/x509/certificate.ts';
import { parseRequest } from '../../src/formats/x509/request.ts';
import { mutations } from '../support/mutate.ts';
import {
  sampleCrl,
  sampleOcspRequest,
  sampleOcspResponse,
  samplePki,
  sampleRequest,
} from '../support/sample-structures.ts';
import { touchEverything } from '../support/touch.ts';

const MUTATIONS = 20_000;
/** Not a benchmark: a parser that goes round in circles takes minutes. */
const DEADLINE_MILLISECONDS = 120_000;

function touchCertificate(certificate: Certificate): number {
  ocesIdentity(certificate);
  signatureScheme(certificate.signatureAlgorithm);
  certificate.subject.toString();
  certificate.issuer.isWithin(certificate.subject);
  return touchEverything(certificate);
}

function touchCrl(view: Crl): number {
  view.find(Uint8Array.of(0x7f, 0));
  return touchEverything(view) + touchEverything([...view.entries()]);
}

/** Each mutation is read in full by `read`, which counts the getters that refuse; gives how many of them were refused. */
function refusals(original: Uint8Array, seed: number, read: (der: Uint8Array) => number): number {
  const until = performance.now() + DEADLINE_MILLISECONDS;
  let refused = 0;
  for (const mutated of mutations(original, MUTATIONS, seed)) {
    try {
      if (read(mutated) > 0) refused++;
    } catch (error) {
      if (!(error instanceof CertBankError)) throw new Error(`broken by ${toHex(mutated)}`, { cause: error });
      refused++;
    }
    if (performance.now() > until) throw new Error(`too slow at ${toHex(mutated)}`);
  }
  return refused;
}

describe(`parsers refuse ${MUTATIONS} mutations by CertBankError alone`, function () {
  this.timeout(DEADLINE_MILLISECONDS);

  const readers: [string, () => Uint8Array, (der: Uint8Array) => number][] = [
    ['a certificate', () => samplePki.der('leaf'), (der) => touchCertificate(parseCertificate(der))],
    [
      'a certificate with an RSA key',
      () => samplePki.der('ca'),
      (der) => touchCertificate(parseCertificate(der)),
    ],
    ['a PKCS#10 request', sampleRequest, (der) => touchEverything(parseRequest(der))],
    ['a CRL', sampleCrl, (der) => touchCrl(parseCrl(der))],
    ['an OCSP request', sampleOcspRequest, (der) => touchEverything(parseOcspRequest(der))],
    ['an OCSP response', sampleOcspResponse, (der) => touchEverything(parseOcspResponse(der))],
  ];
  readers.forEach(([what, original, read], index) => {
    it(what, () => {
      const der = original();
      // The original itself is read in full, so that the mutations reach every reader.
      expect(read(der)).to.equal(0);
      expect(refusals(der, 1000 + index, read)).to.be.greaterThan(MUTATIONS / 4);
    });
  });
});
