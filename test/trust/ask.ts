import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { parseCrl } from '../../src/formats/crl/crl.ts';
import { parseOcspResponse } from '../../src/formats/ocsp/response.ts';
import { anchorFromCertificate } from '../../src/trust/anchor.ts';
import type { PathFailureCode } from '../../src/trust/path/failure.ts';
import {
  verifyCertificate,
  type CertificateRequest,
  type CertificateVerdict,
} from '../../src/trust/verify-certificate.ts';
import { AT, type TestPki } from '../support/pki.ts';

export interface Question extends Omit<
  Partial<CertificateRequest>,
  'leaf' | 'intermediates' | 'anchors' | 'crls' | 'ocspResponses'
> {
  /** Entities of the PKI. */
  leaf?: string;
  intermediates?: readonly string[];
  anchor?: string;
  /** DER. */
  crls?: readonly Uint8Array[];
  ocsp?: readonly Uint8Array[];
}

/** Asks about `Leaf` below `Root`, with every other entity named as helper; revocation off unless told. */
export function ask<N extends string>(pki: TestPki<N>, question: Question = {}): Promise<CertificateVerdict> {
  const { leaf = 'Leaf', intermediates = [], anchor = 'Root', crls = [], ocsp = [], ...request } = question;
  return verifyCertificate(nodeEngine(), {
    at: AT,
    revocation: crls.length + ocsp.length > 0 ? 'required' : 'off',
    ...request,
    leaf: pki.certificate(leaf as N),
    intermediates: intermediates.map((name) => pki.certificate(name as N)),
    anchors: [anchorFromCertificate(pki.certificate(anchor as N))],
    crls: crls.map(parseCrl),
    ocspResponses: ocsp.map(parseOcspResponse),
  });
}

/** `valid`, or the code of the most telling failure. */
export function answerOf(verdict: CertificateVerdict): 'valid' | PathFailureCode {
  if (verdict.valid !== (verdict.failures.length === 0)) throw new Error('a verdict that contradicts itself');
  return verdict.failures[0]?.code ?? 'valid';
}

/** What `ask` answers, in one word. */
export async function answer<N extends string>(pki: TestPki<N>, question?: Question): Promise<string> {
  return answerOf(await ask(pki, question));
}
