import type { Crl } from '../crl/crl.ts';
import { serialText } from '../x509/serial-number.ts';
import { describeAlgorithm } from './algorithm.ts';
import { describeName, readerInto, type NameDescription } from './certificate.ts';
import { describeExtension, type ExtensionDescription } from './extension.ts';

/** Entries that a description shows. */
const SHOWN = 20;

export interface CrlEntryDescription {
  readonly serial: string;
  readonly revokedAt: string;
  readonly reason?: string;
  readonly invalidityDate?: string;
}

/** What a CRL says, in texts; instants are in RFC 3339. */
export interface CrlDescription {
  readonly kind: 'crl';
  readonly version: number;
  readonly issuer: NameDescription;
  readonly thisUpdate: string;
  readonly nextUpdate?: string;
  readonly number?: string;
  readonly isDelta: boolean;
  readonly signatureAlgorithm: string;
  readonly entryCount: number;
  /** The first ones. */
  readonly entries: readonly CrlEntryDescription[];
  readonly extensions: readonly ExtensionDescription[];
  readonly faults: readonly string[];
}

/** What `crl` says; of its entries the first 20. */
export function describeCrl(crl: Crl): CrlDescription {
  const faults: string[] = [];
  const read = readerInto(faults);
  const number = read(() => crl.number);
  return {
    kind: 'crl',
    version: crl.version,
    issuer: read(() => describeName(crl.issuer)) ?? { display: '?', text: '?' },
    thisUpdate: crl.thisUpdate.toISOString(),
    ...(crl.nextUpdate && { nextUpdate: crl.nextUpdate.toISOString() }),
    ...(number !== undefined && { number: number.toString() }),
    isDelta: read(() => crl.deltaBase) !== undefined,
    signatureAlgorithm: read(() => describeAlgorithm(crl.signatureAlgorithm)) ?? '?',
    entryCount: read(() => crl.entryCount) ?? 0,
    entries: read(() => firstEntries(crl)) ?? [],
    extensions: read(() => crl.extensions.map(describeExtension)) ?? [],
    faults: [...new Set(faults)],
  };
}

function firstEntries(crl: Crl): CrlEntryDescription[] {
  const shown: CrlEntryDescription[] = [];
  for (const { serialNumber, revokedAt, reason, invalidityDate } of crl.entries()) {
    shown.push({
      serial: serialText(serialNumber),
      revokedAt: revokedAt.toISOString(),
      ...(reason !== undefined && { reason }),
      ...(invalidityDate && { invalidityDate: invalidityDate.toISOString() }),
    });
    if (shown.length === SHOWN) break;
  }
  return shown;
}
