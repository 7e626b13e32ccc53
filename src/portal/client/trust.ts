/** What the bank tells a program that verifies documents itself. Of a document nothing is sent, of its certificates their own octets. */
import type { EvidenceSource } from '../../index.ts';
import { Refusal } from './bank.ts';

export interface Trust {
  /** By the bank's clock, which is right where this machine's may not be. */
  readonly at: Date;
  readonly anchors: readonly Uint8Array[];
  readonly intermediates: readonly Uint8Array[];
}

/** @throws Refusal where the bank does not answer: without it nothing can be trusted */
export async function fetchTrust(): Promise<Trust> {
  const answer = await fetch('/api/v1/trust', { credentials: 'omit', cache: 'no-store' }).catch(
    () => undefined,
  );
  if (answer?.ok !== true) throw new Refusal('network');
  const { at, anchors, intermediates } = (await answer.json()) as {
    at: string;
    anchors: string[];
    intermediates: string[];
  };
  return { at: new Date(at), anchors: anchors.map(fromBase64), intermediates: intermediates.map(fromBase64) };
}

/** Evidence by the bank's own proxy; a browser may not ask responders of other origins. */
export const bankEvidence: EvidenceSource = {
  issuers: (certificate) => ask('issuers', certificate.der),
  crls: (certificate, issuer) => ask('crls', certificate.der, issuer?.der),
  ocsp: (certificate, issuer) => ask('ocsp', certificate.der, issuer?.der),
};

/** No answer is no evidence, and without evidence nothing passes. */
async function ask(kind: string, certificate: Uint8Array, issuer?: Uint8Array): Promise<Uint8Array[]> {
  const body = {
    kind,
    certificate: toBase64(certificate),
    ...(issuer === undefined ? {} : { issuer: toBase64(issuer) }),
  };
  try {
    const response = await fetch('/api/v1/evidence', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      credentials: 'omit',
      cache: 'no-store',
    });
    if (!response.ok) return [];
    return ((await response.json()) as { found: string[] }).found.map(fromBase64);
  } catch {
    return [];
  }
}

const toBase64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (octet) => String.fromCharCode(octet)).join(''));

const fromBase64 = (text: string): Uint8Array =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
