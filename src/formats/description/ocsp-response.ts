import { toHex } from '../../base/bytes.ts';
import type {
  BasicOcspResponse,
  OcspResponse,
  OcspResponseStatus,
  SingleResponse,
} from '../ocsp/response.ts';
import { serialText } from '../x509/serial-number.ts';
import { describeAlgorithm } from './algorithm.ts';
import { readerInto } from './certificate.ts';
import { describeExtension, type ExtensionDescription } from './extension.ts';

export interface OcspAnswerDescription {
  readonly serial: string;
  readonly status: 'good' | 'revoked' | 'unknown';
  readonly revokedAt?: string;
  readonly reason?: string;
  readonly thisUpdate: string;
  readonly nextUpdate?: string;
}

/** What an OCSP response says, in texts; instants are in RFC 3339. */
export interface OcspResponseDescription {
  readonly kind: 'ocsp-response';
  readonly responseStatus: OcspResponseStatus;
  /** Absent, like all that follows, where the response is an error. */
  readonly responder?: string;
  readonly producedAt?: string;
  readonly signatureAlgorithm?: string;
  readonly answers: readonly OcspAnswerDescription[];
  /** Certificates sent along. */
  readonly certificateCount: number;
  readonly extensions: readonly ExtensionDescription[];
  readonly faults: readonly string[];
}

/** What `response` says. */
export function describeOcspResponse({ responseStatus, basic }: OcspResponse): OcspResponseDescription {
  const faults: string[] = [];
  const read = readerInto(faults);
  const frame = { kind: 'ocsp-response', responseStatus } as const;
  if (basic === undefined) return { ...frame, answers: [], certificateCount: 0, extensions: [], faults };
  return {
    ...frame,
    responder: read(() => responderText(basic)) ?? '?',
    producedAt: basic.producedAt.toISOString(),
    signatureAlgorithm: read(() => describeAlgorithm(basic.signatureAlgorithm)) ?? '?',
    answers: basic.responses.map(describeAnswer),
    certificateCount: basic.certificates.length,
    extensions: read(() => basic.extensions.map(describeExtension)) ?? [],
    faults,
  };
}

function responderText({ responderId }: BasicOcspResponse): string {
  return responderId.kind === 'name' ? responderId.name.toString() : toHex(responderId.hash);
}

function describeAnswer(answer: SingleResponse): OcspAnswerDescription {
  return {
    serial: serialText(answer.certId.serialNumber),
    status: answer.status,
    ...(answer.revokedAt && { revokedAt: answer.revokedAt.toISOString() }),
    ...(answer.reason !== undefined && { reason: answer.reason }),
    thisUpdate: answer.thisUpdate.toISOString(),
    ...(answer.nextUpdate && { nextUpdate: answer.nextUpdate.toISOString() }),
  };
}
