import type { Engine } from '../../crypto/engine.ts';
import type { Signer } from '../../crypto/signer.ts';
import type { HashName, SignatureScheme } from '../../formats/algorithms.ts';
import { parseCertificate, type Certificate } from '../../formats/x509/certificate.ts';
import type { KeyStore } from '../ports/keys.ts';
import type { IssuerRecord } from '../ports/records.ts';
import type { Family } from '../profiles/profile.ts';
import { locationsOf, type Locations } from './locations.ts';

/** What a certificate's draft, and its lint, must know of the authority that is going to sign it. */
export interface SigningAuthority {
  readonly id: string;
  /** The subject of the authority's certificate, byte for byte the issuer of what it signs. */
  readonly nameDer: Uint8Array;
  readonly keyIdentifier: Uint8Array;
  readonly scheme: SignatureScheme;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly locations: Locations;
}

/** Hashes of an issuer's name (DER) and of its key's bits. */
export interface IssuerHashes {
  readonly name: Uint8Array;
  readonly key: Uint8Array;
}

/** One of the bank's own keys with its certificate. The key is opened when it first signs. */
export class Issuer implements SigningAuthority {
  readonly record: IssuerRecord;
  readonly family: Family;
  readonly certificate: Certificate;
  readonly nameDer: Uint8Array;
  readonly keyIdentifier: Uint8Array;
  readonly scheme: SignatureScheme;
  readonly locations: Locations;
  readonly #keys: KeyStore;
  readonly #hashes = new Map<HashName, IssuerHashes>();
  #signer: Promise<Signer> | undefined;

  constructor(record: IssuerRecord, family: Family, keys: KeyStore, baseUrl: string) {
    const certificate = parseCertificate(record.certificateDer);
    const keyIdentifier = certificate.subjectKeyIdentifier;
    if (keyIdentifier === undefined) throw new TypeError(`issuer ${record.id} has no key identifier`);
    this.record = record;
    this.family = family;
    this.certificate = certificate;
    this.nameDer = certificate.subject.der;
    this.keyIdentifier = keyIdentifier;
    this.scheme = family[record.role].scheme;
    this.locations = locationsOf(baseUrl, record.id);
    this.#keys = keys;
  }

  get id(): string {
    return this.record.id;
  }

  get notBefore(): Date {
    return this.record.notBefore;
  }

  get notAfter(): Date {
    return this.record.notAfter;
  }

  /** The public key's SubjectPublicKeyInfo, DER. */
  get publicKeyDer(): Uint8Array {
    return this.certificate.publicKey.der;
  }

  /** How OCSP requests name this authority under `hash`: RFC 6960 section 4.1.1. */
  async namedBy(engine: Engine, hash: HashName): Promise<IssuerHashes> {
    let hashes = this.#hashes.get(hash);
    if (hashes === undefined) {
      hashes = {
        name: await engine.digest(hash, this.nameDer),
        key: await engine.digest(hash, this.certificate.publicKey.keyBits),
      };
      this.#hashes.set(hash, hashes);
    }
    return hashes;
  }

  /** @throws CertBankError `key.unreadable` */
  async signer(): Promise<Signer> {
    this.#signer ??= this.#keys.signer(this.record.keyName, this.scheme);
    try {
      return await this.#signer;
    } catch (error) {
      // The next one to ask tries again: a token may be back, a file restored.
      this.#signer = undefined;
      throw error;
    }
  }
}
