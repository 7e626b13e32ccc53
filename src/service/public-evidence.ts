import { publicFetch } from '../adapters/evidence/public-fetch.ts';
import type { AuthorityDeps } from '../authority/deps.ts';
import { httpEvidence, type HttpFetch } from '../trust/evidence/http.ts';
import { inOrder } from '../trust/evidence/in-order.ts';
import type { EvidenceSource } from '../trust/evidence/source.ts';
import { createGate } from './gate.ts';
import { ownEvidence } from './own-evidence.ts';

/** Questions that are out at once, and that wait. */
const WIDTH = 8;
const QUEUE = 64;

/** What one question may cost. */
const LIMITS = {
  requests: 4,
  crlBytes: 16 * 1024 * 1024,
  issuerBytes: 256 * 1024,
  timeoutSeconds: 8,
} as const;

/**
 * Evidence for whoever asks over HTTP: of our own certificates from the ledger, of others' from the places on the
 * public internet that the certificate names.
 */
export function publicEvidence(authority: AuthorityDeps, fetch: HttpFetch = publicFetch()): EvidenceSource {
  const { engine, random } = authority;
  const gate = createGate(WIDTH, QUEUE);
  const own = ownEvidence(authority);
  // Only what goes out waits its turn: places that never answer hold up nobody who asks about our own certificates.
  const network = (): EvidenceSource => {
    const source = httpEvidence({ fetch, engine, random }, LIMITS);
    return {
      issuers: (certificate) => gate.run(() => source.issuers(certificate)),
      crls: (certificate, issuer) => gate.run(() => source.crls(certificate, issuer)),
      ocsp: (certificate, issuer) => gate.run(() => source.ocsp(certificate, issuer)),
    };
  };
  return {
    // Our own authorities' certificates are published; the ledger need not be asked for them.
    issuers: (certificate) => network().issuers(certificate),
    crls: (certificate, issuer) => inOrder(own, network()).crls(certificate, issuer),
    ocsp: (certificate, issuer) => inOrder(own, network()).ocsp(certificate, issuer),
  };
}
