import { isCertBankError } from '../../base/errors.ts';
import { displayName } from '../x509/name.ts';
import type { Name } from '../x509/name.ts';
import type { Certificate } from '../x509/certificate.ts';
import { describeAlgorithm, describeKey } from './algorithm.ts';
import { describeExtension, type ExtensionDescription } from './extension.ts';

/** A name as it is called and as it is written. */
export interface NameDescription {
  /** The common name, or failing that the organisation, or the whole name. */
  readonly display: string;
  /** RFC 4514. */
  readonly text: string;
}

/** What a certificate says, in texts; instants are in RFC 3339. */
export interface CertificateDescription {
  readonly kind: 'certificate';
  readonly version: number;
  readonly serial: string;
  readonly subject: NameDescription;
  readonly issuer: NameDescription;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly key: string;
  readonly signatureAlgorithm: string;
  readonly isAuthority: boolean;
  readonly isSelfIssued: boolean;
  readonly extensions: readonly ExtensionDescription[];
  /** What cannot be read. */
  readonly faults: readonly string[];
}

/**
 * What `certificate` says. Never throws for what is in it: a part that cannot be read is told in `faults`,
 * or as the fault of its extension.
 *
 * Does not check: anything; it repeats what the certificate claims.
 */
export function describeCertificate(certificate: Certificate): CertificateDescription {
  const faults: string[] = [];
  const read = readerInto(faults);
  const [subject, issuer] = [
    read(() => describeName(certificate.subject)),
    read(() => describeName(certificate.issuer)),
  ];
  return {
    kind: 'certificate',
    version: certificate.version,
    serial: certificate.serial,
    subject: subject ?? UNREADABLE,
    issuer: issuer ?? UNREADABLE,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    key: read(() => describeKey(certificate.publicKey)) ?? '?',
    signatureAlgorithm: read(() => describeAlgorithm(certificate.signatureAlgorithm)) ?? '?',
    isAuthority: read(() => certificate.basicConstraints?.ca) ?? false,
    isSelfIssued: read(() => certificate.isSelfIssued) ?? false,
    extensions: read(() => certificate.extensions.map(describeExtension)) ?? [],
    faults: [...new Set(faults)],
  };
}

const UNREADABLE: NameDescription = { display: '?', text: '?' };

export function describeName(name: Name): NameDescription {
  return { display: displayName(name), text: name.toString() };
}

/** Reads a part, and notes why it cannot be read. */
export function readerInto(faults: string[]): <T>(read: () => T) => T | undefined {
  return (read) => {
    try {
      return read();
    } catch (error) {
      if (!isCertBankError(error)) throw error;
      faults.push(error.message);
      return undefined;
    }
  };
}
