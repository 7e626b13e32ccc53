import type { EvidenceSource } from './source.ts';

/** Asks `sources` one after another, and the next only where those before found nothing. */
export function inOrder(...sources: readonly EvidenceSource[]): EvidenceSource {
  async function first(
    ask: (source: EvidenceSource) => Promise<readonly Uint8Array[]>,
  ): Promise<readonly Uint8Array[]> {
    for (const source of sources) {
      const found = await ask(source);
      if (found.length > 0) return found;
    }
    return [];
  }
  return {
    issuers: (certificate) => first((source) => source.issuers(certificate)),
    crls: (certificate, issuer) => first((source) => source.crls(certificate, issuer)),
    ocsp: (certificate, issuer) => first((source) => source.ocsp(certificate, issuer)),
  };
}
