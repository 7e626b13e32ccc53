import { isCertBankError } from '../../base/errors.ts';
import type { Engine } from '../../crypto/engine.ts';
import { parseCrl } from '../../formats/crl/crl.ts';
import { parseOcspResponse } from '../../formats/ocsp/response.ts';
import { parseCertificate } from '../../formats/x509/certificate.ts';
import { anchorFromCertificate } from '../anchor.ts';
import type { EvidenceSource } from '../evidence/source.ts';
import { verifyCertificate, type RevocationMode } from '../verify-certificate.ts';
import type { Budget } from './budget.ts';
import type { AnchorConstraints } from './check.ts';
import { clauseOf, type PathFailure } from './failure.ts';
import type { PolicySettings } from './policy-graph.ts';
import type { Purpose } from './purpose.ts';

/** A question about one certificate, all of it DER. */
export interface PathRequest {
  readonly leaf: Uint8Array;
  /** Any order, more than needed. */
  readonly intermediates: readonly Uint8Array[];
  /** Certificates taken as anchors; may be v1, expired, self-issued or not. */
  readonly anchors: readonly Uint8Array[];
  /** The instant asked about (UTC). */
  readonly at: Date;
  readonly crls?: readonly Uint8Array[];
  readonly ocspResponses?: readonly Uint8Array[];
  /** Default `required`. */
  readonly revocation?: RevocationMode;
  readonly policies?: PolicySettings;
  readonly purpose?: Purpose;
  /** Default `limits`. */
  readonly anchorConstraints?: AnchorConstraints;
  /** Asked for what is missing; default: nothing is fetched. */
  readonly evidence?: EvidenceSource;
  readonly limits?: Partial<Budget>;
}

export interface PathResult {
  readonly valid: boolean;
  /** Leaf .. anchor; the nearest path where none is good, empty where none was built. */
  readonly chain: Uint8Array[];
  readonly policies: { readonly authority: readonly string[]; readonly user: readonly string[] };
  /** Most telling first; empty when `valid`. */
  readonly failures: readonly PathFailure[];
}

/**
 * Tells whether the certificate `leaf` is to be believed at the instant `at`. The same question as
 * `verifyCertificate`, from bytes to bytes: what cannot be read is left out, and told where no good path
 * is found.
 *
 * @throws RangeError for a limit that is no whole number; never for what the bytes are
 * @source RFC 5280 section 6
 */
export async function verifyPath(engine: Engine, request: PathRequest): Promise<PathResult> {
  const unread: PathFailure[] = [];
  const [leaf] = read('leaf', [request.leaf], parseCertificate, unread);
  if (leaf === undefined)
    return { valid: false, chain: [], policies: { authority: [], user: [] }, failures: unread };
  const verdict = await verifyCertificate(engine, {
    ...request,
    leaf,
    intermediates: read('intermediate', request.intermediates, parseCertificate, unread),
    anchors: read('anchor', request.anchors, anchorFromCertificate, unread),
    crls: read('CRL', request.crls, parseCrl, unread),
    ocspResponses: read('OCSP response', request.ocspResponses, parseOcspResponse, unread),
  });
  return {
    valid: verdict.valid,
    chain: verdict.chain.map(({ der }) => der),
    policies: verdict.policies,
    failures: verdict.valid ? [] : [...verdict.failures, ...unread],
  };
}

/** What can be read of `all`; the rest is told in `unread`. */
function read<T>(
  what: string,
  all: readonly Uint8Array[] | undefined,
  parse: (der: Uint8Array) => T,
  unread: PathFailure[],
): T[] {
  const views: T[] = [];
  for (const [index, der] of (all ?? []).entries()) {
    try {
      views.push(parse(der));
    } catch (error) {
      if (!isCertBankError(error)) throw error;
      const message = `${what} ${index + 1} cannot be read: ${error.message}`;
      unread.push({ code: 'certificate.malformed', clause: clauseOf('certificate.malformed'), message });
    }
  }
  return views;
}
