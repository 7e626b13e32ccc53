import type { CertificateRequest } from '../x509/request.ts';
import { describeAlgorithm, describeKey } from './algorithm.ts';
import { describeName, readerInto, type NameDescription } from './certificate.ts';
import { describeExtension, type ExtensionDescription } from './extension.ts';

/** What a PKCS#10 request says, in texts. */
export interface RequestDescription {
  readonly kind: 'request';
  readonly subject: NameDescription;
  readonly key: string;
  readonly signatureAlgorithm: string;
  /** Those asked for. */
  readonly extensions: readonly ExtensionDescription[];
  readonly hasChallengePassword: boolean;
  readonly faults: readonly string[];
}

/** What `request` says. The challenge password itself is a secret and is not repeated. */
export function describeRequest(request: CertificateRequest): RequestDescription {
  const faults: string[] = [];
  const read = readerInto(faults);
  return {
    kind: 'request',
    subject: describeName(request.subject),
    key: read(() => describeKey(request.publicKey)) ?? '?',
    signatureAlgorithm: read(() => describeAlgorithm(request.signatureAlgorithm)) ?? '?',
    extensions: read(() => request.requestedExtensions.map(describeExtension)) ?? [],
    hasChallengePassword: read(() => request.challengePassword) !== undefined,
    faults,
  };
}
