import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { boolean, element, octetString, oid as encodeOid, sequence } from '../asn1/der-writer.ts';
import { contextConstructed, TAG } from '../asn1/tag.ts';

/** One extension; `value` is the content of its OCTET STRING: the DER of what the extension says. */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** @source RFC 5280 sections 4.2, 5.2 and 5.3; RFC 6960 section 4.4 */
export const EXTENSION = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  issuerAlternativeName: '2.5.29.18',
  basicConstraints: '2.5.29.19',
  crlNumber: '2.5.29.20',
  reasonCode: '2.5.29.21',
  holdInstructionCode: '2.5.29.23',
  invalidityDate: '2.5.29.24',
  deltaCrlIndicator: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
  certificateIssuer: '2.5.29.29',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extendedKeyUsage: '2.5.29.37',
  freshestCrl: '2.5.29.46',
  inhibitAnyPolicy: '2.5.29.54',
  expiredCertsOnCrl: '2.5.29.60',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  qcStatements: '1.3.6.1.5.5.7.1.3',
  subjectInfoAccess: '1.3.6.1.5.5.7.1.11',
  ocspNonce: '1.3.6.1.5.5.7.48.1.2',
  ocspNoCheck: '1.3.6.1.5.5.7.48.1.5',
  ocspArchiveCutoff: '1.3.6.1.5.5.7.48.1.6',
} as const;

/**
 * The extensions inside an `Extensions`, in their order; a type occurs once.
 *
 * @param reader cursor that stands before the SEQUENCE, which must hold one extension or more
 * @param defaults whether `critical FALSE`, the default, may be written out all the same
 * @throws CertBankError `structure.malformed` for a duplicate or an explicit `critical FALSE`;
 *   `der.malformed`; `limit.exceeded`
 * @source RFC 5280 section 4.2
 */
export function parseExtensions(
  reader: DerReader,
  defaults: 'left-out' | 'written-too' = 'left-out',
): Extension[] {
  const list = reader.enter();
  const extensions: Extension[] = [];
  do {
    if (extensions.length === LIMITS.extensions) {
      const details = { limit: 'extensions', maximum: LIMITS.extensions };
      throw new CertBankError('limit.exceeded', details, 'too many extensions');
    }
    const inner = list.enter();
    const oid = inner.oid();
    const critical = inner.nextTag === TAG.boolean && inner.boolean();
    if (inner.tag === TAG.boolean && !critical && defaults === 'left-out') {
      throw malformed('critical FALSE is written out', inner.start);
    }
    const value = inner.octetString();
    inner.finish();
    for (const other of extensions) {
      if (other.oid === oid) throw malformed(`extension ${oid} occurs twice`, list.start);
    }
    extensions.push({ oid, critical, value });
  } while (!list.isAtEnd);
  return extensions;
}

function malformed(what: string, offset: number): CertBankError {
  return new CertBankError('structure.malformed', { structure: 'Extensions', what, offset }, what);
}

/** `Extensions`: the SEQUENCE, without the tag that certificates and CRLs put around it. */
export function encodeExtensions(extensions: readonly Extension[]): Uint8Array {
  return sequence(
    ...extensions.map(({ oid, critical, value }) =>
      critical
        ? sequence(encodeOid(oid), boolean(true), octetString(value))
        : sequence(encodeOid(oid), octetString(value)),
    ),
  );
}

/** `[number] EXPLICIT Extensions`, or nothing where there are none. */
export function encodeTaggedExtensions(number: number, extensions: readonly Extension[]): Uint8Array {
  return extensions.length === 0
    ? new Uint8Array(0)
    : element(contextConstructed(number), encodeExtensions(extensions));
}

/** Extensions that are read when they are first asked for, each value once. */
export class ExtensionSet {
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #end: number;
  #extensions: readonly Extension[] | undefined;
  #values: Map<string, unknown> | undefined;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
  }

  /**
   * Those in `[number] EXPLICIT Extensions OPTIONAL` at the cursor, which is moved behind them.
   *
   * @param mayBeEmpty take a list of none for no list
   */
  static read(reader: DerReader, number: number, mayBeEmpty = false): ExtensionSet {
    if (reader.nextTag !== contextConstructed(number)) return new ExtensionSet(reader.bytes, 0, 0);
    const explicit = reader.enter(contextConstructed(number));
    explicit.next(TAG.sequence);
    explicit.finish();
    if (mayBeEmpty && explicit.contentStart === explicit.contentEnd)
      return new ExtensionSet(reader.bytes, 0, 0);
    return new ExtensionSet(reader.bytes, explicit.start, explicit.contentEnd);
  }

  get isAbsent(): boolean {
    return this.#start === this.#end;
  }

  /** @throws CertBankError, see `parseExtensions`; every time anew */
  get all(): readonly Extension[] {
    return (this.#extensions ??= this.isAbsent
      ? []
      : parseExtensions(new DerReader(this.#bytes, this.#start, this.#end)));
  }

  find(oid: string): Extension | undefined {
    for (const extension of this.all) if (extension.oid === oid) return extension;
    return undefined;
  }

  /** What the extension `oid` says, read by `parse` once; `undefined` where there is none. */
  value<T>(oid: string, parse: (value: Uint8Array) => T): T | undefined {
    const known = this.#values?.get(oid);
    if (known !== undefined) return known as T;
    const extension = this.find(oid);
    if (extension === undefined) return undefined;
    const value = parse(extension.value);
    (this.#values ??= new Map()).set(oid, value);
    return value;
  }
}
