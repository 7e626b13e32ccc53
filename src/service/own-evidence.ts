import { equal } from '../base/bytes.ts';
import type { AuthorityDeps } from '../authority/deps.ts';
import { answerOcsp } from '../authority/status/answer-ocsp.ts';
import type { Issuer } from '../authority/issuing/issuer.ts';
import { encodeCertId } from '../formats/ocsp/cert-id.ts';
import { encodeOcspRequest } from '../formats/ocsp/request.ts';
import type { Certificate } from '../formats/x509/certificate.ts';
import type { EvidenceSource } from '../trust/evidence/source.ts';

/**
 * What this bank knows of its own certificates, straight from the ledger: no network, and as fresh as it gets.
 * Of other issuers' certificates it finds nothing.
 */
export function ownEvidence(deps: AuthorityDeps): EvidenceSource {
  const find = (issuer: Certificate | undefined): Issuer | undefined =>
    issuer === undefined
      ? undefined
      : deps.issuers.authorities.find(({ record }) => equal(record.certificateDer, issuer.der));
  return {
    issuers: async () => deps.issuers.authorities.map(({ record }) => record.certificateDer),
    async crls(_certificate, issuer) {
      const own = find(issuer);
      const crl = own === undefined ? undefined : await deps.ledger.read.crls.findLatest(own.id, 0);
      return crl === undefined ? [] : [crl.der];
    },
    async ocsp(certificate, issuer) {
      const own = find(issuer);
      // An authority without a responder tells by its CRL.
      if (own === undefined || issuer === undefined || deps.issuers.findResponder(own.id) === undefined)
        return [];
      const certId = encodeCertId({
        hash: 'SHA-256',
        issuerNameHash: await deps.engine.digest('SHA-256', issuer.subject.der),
        issuerKeyHash: await deps.engine.digest('SHA-256', issuer.publicKey.keyBits),
        serialNumber: certificate.serialNumber,
      });
      const answer = await answerOcsp(deps, encodeOcspRequest({ certIds: [certId] }));
      return [answer.der];
    },
  };
}
