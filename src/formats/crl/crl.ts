import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { parseAlgorithm, type AlgorithmIdentifier } from '../algorithms.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { TAG } from '../asn1/tag.ts';
import { checkSize, SignedStructure } from '../signed-structure.ts';
import { parseAlternativeName, parseAuthorityKeyIdentifier } from '../x509/extension-values.ts';
import type { AuthorityKeyIdentifier } from '../x509/extension-values.ts';
import { EXTENSION, ExtensionSet, type Extension } from '../x509/extension.ts';
import type { GeneralName } from '../x509/general-name.ts';
import { Name } from '../x509/name.ts';
import { readEntry, type CertificateIssuer, type CrlEntry } from './crl-entry.ts';
import { parseDistributionPoints, parseIssuingDistributionPoint } from './distribution-point.ts';
import type { DistributionPoint, IssuingDistributionPoint } from './distribution-point.ts';
import { EntryIndex } from './entry-index.ts';
import { entryEnd, findEntry, scanEntries, type EntrySummary } from './entry-scan.ts';

/** Look-ups that scan; an index, which takes as long to build as a few of them, answers the others. */
const SCANS = 2;

/** RFC 5280 section 5.2.3: CRL numbers may be up to 20 octets. */
const CRL_NUMBER_BYTES = 20;

/**
 * A view on one certificate revocation list. The entries stay bytes: they are checked in one walk when they
 * are first asked about, and looked up by scanning, or in an index where many are looked up.
 *
 * Getters throw CertBankError `der.malformed`, `structure.malformed` or `limit.exceeded` where what they read
 * is malformed.
 *
 * Does not check: the signature, that the CRL is fresh or complete, or that it speaks for a certificate.
 *
 * @source RFC 5280 section 5.1
 */
export class Crl extends SignedStructure {
  readonly version: 1 | 2;
  readonly issuer: Name;
  readonly #innerAlgorithm: Uint8Array;
  readonly #thisUpdate: number;
  readonly #nextUpdate: number | undefined;
  readonly #entriesStart: number;
  readonly #entriesEnd: number;
  readonly #extensions: ExtensionSet;
  #summary: EntrySummary | undefined;
  #lookups = 0;
  #areIssuersChecked = false;
  #index: EntryIndex | undefined;

  constructor(der: Uint8Array) {
    checkSize(der, 'crlBytes', LIMITS.crlBytes);
    const reader = new DerReader(der);
    const outer = reader.enter();
    reader.finish();
    super(der, outer);
    outer.finish();

    const tbs = this.enterSigned();
    this.version = readVersion(tbs);
    this.#innerAlgorithm = tbs.raw(TAG.sequence);
    this.issuer = new Name(tbs.raw(TAG.sequence));
    this.#thisUpdate = tbs.milliseconds();
    const isTime = tbs.nextTag === TAG.utcTime || tbs.nextTag === TAG.generalizedTime;
    this.#nextUpdate = isTime ? tbs.milliseconds() : undefined;
    this.#entriesStart = this.#entriesEnd = 0;
    if (tbs.isNext(TAG.sequence)) {
      // RFC 5280 section 5.1.2.6: the list is absent when nothing is revoked.
      if (tbs.contentStart === tbs.contentEnd)
        throw malformed('empty list of revoked certificates', tbs.start);
      this.#entriesStart = tbs.contentStart;
      this.#entriesEnd = tbs.contentEnd;
    }
    this.#extensions = ExtensionSet.read(tbs, 0);
    if (this.version === 1 && !this.#extensions.isAbsent)
      throw malformed('version 1 with extensions', tbs.start);
    tbs.finish();
  }

  /** The algorithm inside what is signed; it must agree with `signatureAlgorithm` (RFC 5280 section 5.1.2.2). */
  get innerSignatureAlgorithm(): AlgorithmIdentifier {
    return parseAlgorithm(new DerReader(this.#innerAlgorithm));
  }

  get thisUpdate(): Date {
    return new Date(this.#thisUpdate);
  }

  get nextUpdate(): Date | undefined {
    return this.#nextUpdate === undefined ? undefined : new Date(this.#nextUpdate);
  }

  get extensions(): readonly Extension[] {
    return this.#extensions.all;
  }

  extension(oid: string): Extension | undefined {
    return this.#extensions.find(oid);
  }

  get number(): bigint | undefined {
    return this.#extensions.value(EXTENSION.crlNumber, parseCrlNumber);
  }

  /** This is a delta CRL: it tells what changed since the complete CRL with this number. */
  get deltaBase(): bigint | undefined {
    return this.#extensions.value(EXTENSION.deltaCrlIndicator, parseCrlNumber);
  }

  get authorityKeyIdentifier(): AuthorityKeyIdentifier | undefined {
    return this.#extensions.value(EXTENSION.authorityKeyIdentifier, parseAuthorityKeyIdentifier);
  }

  get issuerAlternativeName(): readonly GeneralName[] | undefined {
    return this.#extensions.value(EXTENSION.issuerAlternativeName, parseAlternativeName);
  }

  get issuingDistributionPoint(): IssuingDistributionPoint | undefined {
    return this.#extensions.value(EXTENSION.issuingDistributionPoint, parseIssuingDistributionPoint);
  }

  /** Where the delta CRLs to this one are. */
  get freshestCrl(): readonly DistributionPoint[] | undefined {
    return this.#extensions.value(EXTENSION.freshestCrl, parseDistributionPoints);
  }

  /** Certificates stay listed although they expired, from this instant on (X.509 section 9.5.2.8). */
  get expiredCertificatesSince(): Date | undefined {
    return this.#extensions.value(EXTENSION.expiredCertsOnCrl, parseTime);
  }

  get entryCount(): number {
    return this.#scanned().count;
  }

  /**
   * Any entry has a critical extension that we do not know: then the CRL must not be used to tell the status of
   * any certificate (RFC 5280 section 5.3).
   */
  get hasUnknownCriticalEntryExtension(): boolean {
    return this.#scanned().hasUnknownCritical;
  }

  /**
   * The entry of the certificate with this serial number, or `undefined` where there is none.
   *
   * Does not check: critical extensions (see the entry, and `hasUnknownCriticalEntryExtension`).
   *
   * @param serialNumber content octets of the INTEGER, as `Certificate.serialNumber` gives them
   * @param certificateIssuer who issued the certificate; left out: the CRL's issuer
   */
  find(serialNumber: Uint8Array, certificateIssuer: Name = this.issuer): CrlEntry | undefined {
    const { issuerOffsets } = this.#scanned();
    const isIndirect = issuerOffsets.length > 0 && this.#isIndirect;
    if (isIndirect) this.#checkIssuers(issuerOffsets);
    else if (!certificateIssuer.equals(this.issuer)) return undefined;
    for (const offset of this.#offsets(serialNumber)) {
      const inherited = isIndirect ? this.#issuerBefore(offset, issuerOffsets) : undefined;
      const entry = readEntry(new DerReader(this.der, offset, this.#entriesEnd), inherited);
      if (!isIndirect) return entry;
      // RFC 5280 section 5.3.3: first the CRL's own issuer.
      const issuers = entry.certificateIssuer ?? [this.issuer];
      if (issuers.some((issuer) => issuer.equals(certificateIssuer))) return entry;
    }
    return undefined;
  }

  /** All entries in their order. */
  *entries(): IterableIterator<CrlEntry> {
    this.#scanned();
    const inherits = this.#isIndirect;
    const reader = new DerReader(this.der, this.#entriesStart, this.#entriesEnd);
    let issuer: CertificateIssuer;
    while (!reader.isAtEnd) {
      const entry = readEntry(reader, issuer);
      if (inherits) issuer = entry.certificateIssuer;
      yield entry;
    }
  }

  #scanned(): EntrySummary {
    const summary = (this.#summary ??= scanEntries(this.der, this.#entriesStart, this.#entriesEnd));
    if (this.version === 1 && summary.hasExtensions) {
      throw malformed('version 1 with extensions of an entry', this.#entriesStart);
    }
    return summary;
  }

  get #isIndirect(): boolean {
    return this.issuingDistributionPoint?.isIndirect ?? false;
  }

  /** Where entries with this serial number begin, in their order; the entries were scanned. */
  *#offsets(serialNumber: Uint8Array): IterableIterator<number> {
    const [start, end] = [this.#entriesStart, this.#entriesEnd];
    if (++this.#lookups === SCANS + 1) {
      this.#index = EntryIndex.of(this.der, start, end, this.entryCount);
    }
    if (this.#index !== undefined) {
      yield* this.#index.offsets(serialNumber);
      return;
    }
    for (
      let at = start;
      (at = findEntry(this.der, at, end, serialNumber)) >= 0;
      at = entryEnd(this.der, at)
    ) {
      yield at;
    }
  }

  /** RFC 5280 section 5.3.3: in an indirect CRL, the entry at `offset` inherits the issuer named last before it. */
  #issuerBefore(offset: number, issuerOffsets: readonly number[]): CertificateIssuer {
    let [low, high] = [0, issuerOffsets.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (issuerOffsets[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return undefined;
    return this.#issuerAt(issuerOffsets[low - 1]!);
  }

  /** That an issuer cannot be read shows whoever is asked about, once. */
  #checkIssuers(issuerOffsets: readonly number[]): void {
    if (this.#areIssuersChecked) return;
    for (const offset of issuerOffsets) this.#issuerAt(offset);
    this.#areIssuersChecked = true;
  }

  #issuerAt(offset: number): CertificateIssuer {
    return readEntry(new DerReader(this.der, offset, this.#entriesEnd), undefined).certificateIssuer;
  }
}

/**
 * @throws CertBankError `der.malformed` | `structure.malformed` | `limit.exceeded` for what is no CRL on the
 *   outside; entries and extensions are read when they are asked for
 */
export function parseCrl(der: Uint8Array): Crl {
  return new Crl(der);
}

function malformed(what: string, offset: number): CertBankError {
  return new CertBankError('structure.malformed', { structure: 'CRL', what, offset }, what);
}

/** Version OPTIONAL: absent in version 1, and v2(1) is the only other. */
function readVersion(tbs: DerReader): 1 | 2 {
  if (tbs.nextTag !== TAG.integer) return 1;
  const version = tbs.smallInteger();
  if (version !== 1)
    throw malformed(version === 0 ? 'version 1 is written out' : `version ${version + 1}`, tbs.start);
  return 2;
}

function parseCrlNumber(value: Uint8Array): bigint {
  const reader = new DerReader(value);
  const content = reader.integer();
  reader.finish();
  if (content[0]! >= 0x80 || content.length > CRL_NUMBER_BYTES + 1) throw malformed('CRL number', 0);
  let number = 0n;
  for (const octet of content) number = (number << 8n) | BigInt(octet);
  return number;
}

function parseTime(value: Uint8Array): Date {
  const reader = new DerReader(value);
  const at = reader.generalizedTime();
  reader.finish();
  return at;
}
