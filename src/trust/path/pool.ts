import { equal } from '../../base/bytes.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { GeneralName } from '../../formats/x509/general-name.ts';
import type { Name } from '../../formats/x509/name.ts';
import type { Meter } from './budget.ts';
import type { Fault } from './failure.ts';
import {
  checkNameConstraints,
  namesOf,
  nameConstraintsOf,
  type NameConstraints,
} from './name-constraints.ts';
import { checkIssuer, checkLeaf, type RuleSettings } from './rules.ts';

/** A certificate in a search, with what was found out about it. Everything is worked out once. */
export class Entry {
  readonly certificate: Certificate;
  /** Equal for equal names (RFC 5280 section 7.1). */
  readonly subject: number;
  readonly issuer: number;
  #issuerFaults: readonly Fault[] | undefined;
  #leafFaults: readonly Fault[] | undefined;
  #names: ReadonlyMap<GeneralName['kind'], readonly GeneralName[]> | undefined;
  #constraints: { value: NameConstraints | undefined } | undefined;
  #constraintFaults: Map<Entry, Fault | undefined> | undefined;

  constructor(certificate: Certificate, subject: number, issuer: number) {
    this.certificate = certificate;
    this.subject = subject;
    this.issuer = issuer;
  }

  get isSelfIssued(): boolean {
    return this.subject === this.issuer;
  }

  /** What is wrong with it as an issuer; `undefined` before anybody asked. */
  get knownIssuerFaults(): readonly Fault[] | undefined {
    return this.#issuerFaults;
  }

  issuerFaults(settings: RuleSettings): readonly Fault[] {
    return (this.#issuerFaults ??= checkIssuer(this.certificate, settings));
  }

  leafFaults(settings: RuleSettings): readonly Fault[] {
    return (this.#leafFaults ??= checkLeaf(this.certificate, settings));
  }

  /** Its fault against the name constraints of `authority`, which stands above it. */
  constraintFault(authority: Entry, meter: Meter): Fault | undefined {
    const constraints = (authority.#constraints ??= { value: nameConstraintsOf(authority.certificate) })
      .value;
    if (constraints === undefined) return undefined;
    const known = (this.#constraintFaults ??= new Map<Entry, Fault | undefined>());
    if (known.has(authority)) return known.get(authority);
    const fault = this.constraintFaultAgainst(constraints, meter);
    known.set(authority, fault);
    return fault;
  }

  constraintFaultAgainst(constraints: NameConstraints, meter: Meter): Fault | undefined {
    this.#names ??= namesOf(this.certificate);
    const fault = checkNameConstraints(this.#names, constraints, meter);
    return fault && { ...fault, certificate: this.certificate };
  }

  /** Same subject and same key: two certificates of one authority. */
  isSameAuthority(other: Entry): boolean {
    return this.subject === other.subject && equal(this.publicKeyDer, other.publicKeyDer);
  }

  get publicKeyDer(): Uint8Array {
    return this.certificate.publicKey.der;
  }
}

/** Octets as a key of a Map: one character each. */
const LATIN1 = new TextDecoder('latin1');

/** Numbers names, so that equal names have the same number however they are written. */
export class NameTable {
  readonly #byDer = new Map<string, number>();
  readonly #byKey = new Map<string, number>();

  /** @throws CertBankError for a malformed name */
  number(name: Name): number {
    const der = LATIN1.decode(name.der);
    const known = this.#byDer.get(der);
    if (known !== undefined) return known;
    const key = name.matchingKey;
    let number = this.#byKey.get(key);
    if (number === undefined) this.#byKey.set(key, (number = this.#byKey.size));
    this.#byDer.set(der, number);
    return number;
  }
}

/** The heap of certificates that a path may be built from, by the names of their subjects and issuers. */
export class CertificatePool {
  readonly names = new NameTable();
  readonly #meter: Meter;
  readonly #bySubject = new Map<number, Entry[]>();
  readonly #known = new Map<string, Entry[]>();
  #size = 0;

  constructor(meter: Meter) {
    this.#meter = meter;
  }

  /** Counts up with every certificate that is new. */
  get size(): number {
    return this.#size;
  }

  /**
   * The entry of `certificate`, which is made when it is new.
   *
   * @throws CertBankError where subject or issuer cannot be read
   * @throws BudgetExhausted
   */
  add(certificate: Certificate): Entry {
    const { signature } = certificate;
    const fingerprint = LATIN1.decode(signature.subarray(-24));
    let alike = this.#known.get(fingerprint);
    if (alike === undefined) this.#known.set(fingerprint, (alike = []));
    for (const entry of alike) if (entry.certificate.equals(certificate)) return entry;
    this.#meter.certificate(certificate.der.length);
    const entry = new Entry(
      certificate,
      this.names.number(certificate.subject),
      this.names.number(certificate.issuer),
    );
    alike.push(entry);
    const sameSubject = this.#bySubject.get(entry.subject);
    if (sameSubject === undefined) this.#bySubject.set(entry.subject, [entry]);
    else sameSubject.push(entry);
    this.#size++;
    return entry;
  }

  /** Certificates of the authority called `name`. */
  named(name: number): readonly Entry[] {
    return this.#bySubject.get(name) ?? [];
  }
}
