import type { SignatureScheme } from '../../src/formats/algorithms.ts';
import { Crl } from '../../src/formats/crl/crl.ts';
import { draftCrl, type CrlEntryFields, type CrlFields } from '../../src/formats/crl/crl-draft.ts';
import type { Draft } from '../../src/formats/draft.ts';
import { encodeCertId } from '../../src/formats/ocsp/cert-id.ts';
import { draftOcspResponse, type SingleResponseFields } from '../../src/formats/ocsp/response-draft.ts';
import { ATTRIBUTE } from '../../src/formats/x509/attribute-types.ts';
import { Certificate } from '../../src/formats/x509/certificate.ts';
import { draftCertificate } from '../../src/formats/x509/certificate-draft.ts';
import * as encoders from '../../src/formats/x509/extension-encoders.ts';
import { KEY_USAGE } from '../../src/formats/x509/extension-values.ts';
import type { Extension } from '../../src/formats/x509/extension.ts';
import { encodeName, type NameAttributeDraft } from '../../src/formats/x509/name.ts';
import { PublicKey } from '../../src/formats/x509/public-key.ts';
import { digest, signWith, testKey, type TestKey, type TestKeyKind } from './test-keys.ts';

/** One line of a test's PKI table: who is certified by whom, from when, and what is odd about it. */
export interface Entity {
  /** Whose key signs; left out: its own. */
  issuer?: string;
  /** `CN=A,O=B`, first RDN first; left out: the entity's name as CN. */
  subject?: string | NameAttributeDraft[][];
  /** What stands as issuer, where it is not the issuer's subject. */
  issuerName?: string;
  key?: TestKeyKind;
  /** Another entity whose key this one has too, as in cross-certificates and renewals. */
  keyOf?: string;
  /** How the issuer signs; left out: as its key usually does. */
  scheme?: SignatureScheme;
  ca?: boolean;
  pathLength?: number;
  /** Hexadecimal. */
  serial?: string;
  /** ISO 8601. */
  from?: string;
  until?: string;
  /** Bits of KEY_USAGE, or none. */
  keyUsage?: number | 'none';
  extendedKeyUsage?: string[];
  /** Extensions beside the usual ones; one of the same type takes the usual one's place. */
  extensions?: Extension[];
  /** Types of usual extensions to leave out. */
  without?: string[];
  isSignatureDamaged?: boolean;
}

export interface TestCrl extends Partial<Omit<CrlFields, 'entries' | 'thisUpdate' | 'nextUpdate'>> {
  /** Who signs, where it is not the issuer. */
  signer?: string;
  thisUpdate?: string;
  nextUpdate?: string;
  /** Entities or entries. */
  revoked?: readonly (string | CrlEntryFields)[];
  isSignatureDamaged?: boolean;
}

export interface TestOcsp {
  /** The entity that signs. */
  responder: string;
  /** The entity asked about, and the answer. */
  answers: readonly (Partial<Omit<SingleResponseFields, 'certIdDer'>> & {
    about: string;
    hash?: 'SHA-1' | 'SHA-256';
    /** Whose name and key stand in the CertID, where it is not the issuer. */
    issuer?: string;
  })[];
  producedAt?: string;
  nonce?: Uint8Array;
  /** Entities whose certificates are sent along. */
  certificates?: readonly string[];
  isSignatureDamaged?: boolean;
}

const FROM = '2025-01-01T00:00:00Z';
const UNTIL = '2035-01-01T00:00:00Z';
/** Between `thisUpdate` and `nextUpdate` of CRLs and answers, where a test does not say otherwise. */
export const AT = new Date('2026-06-01T12:00:00Z');
const THIS_UPDATE = '2026-06-01T00:00:00Z';
const NEXT_UPDATE = '2026-06-02T00:00:00Z';

/** `CN=A,O=B` as RDNs; no escapes. */
export function rdnsOf(text: string): NameAttributeDraft[][] {
  return text.split(',').map((part) => {
    const [type, value] = part.split('=') as [keyof typeof ATTRIBUTE, string];
    return [{ oid: ATTRIBUTE[type], value, as: type === 'C' ? 'printable' : type === 'DC' ? 'ia5' : 'utf8' }];
  });
}

function damaged(signature: Uint8Array): Uint8Array {
  const copy = signature.slice();
  copy[copy.length - 1]! ^= 1;
  return copy;
}

function sign(draft: Draft, key: TestKey, scheme: SignatureScheme, isDamaged = false): Uint8Array {
  const signature = signWith(key, draft.toBeSigned, scheme);
  return draft.complete(isDamaged ? damaged(signature) : signature);
}

/** SHA-1 of the key's BIT STRING content: the usual key identifier (RFC 5280 section 4.2.1.2). */
export const keyIdentifier = (publicKey: Uint8Array): Uint8Array =>
  digest('SHA-1', new PublicKey(publicKey).keyBits);

/** A PKI made from a table; certificates are made when they are first asked for. */
export class TestPki<N extends string> {
  readonly #table: Readonly<Record<N, Entity>>;
  readonly #certificates = new Map<string, Certificate>();

  constructor(table: Readonly<Record<N, Entity>>) {
    this.#table = table;
  }

  #entity(name: string): Entity {
    const entity = (this.#table as Record<string, Entity | undefined>)[name];
    if (entity === undefined) throw new RangeError(`no entity ${name}`);
    return entity;
  }

  key(name: N | string): TestKey {
    const { key = 'p256', keyOf } = this.#entity(name);
    return keyOf === undefined ? testKey(key, name) : this.key(keyOf);
  }

  subject(name: N | string): Uint8Array {
    const { subject = `CN=${name}` } = this.#entity(name);
    return encodeName(typeof subject === 'string' ? rdnsOf(subject) : subject);
  }

  certificate(name: N): Certificate {
    const known = this.#certificates.get(name);
    if (known !== undefined) return known;
    const certificate = new Certificate(this.#issue(name));
    this.#certificates.set(name, certificate);
    return certificate;
  }

  der(name: N): Uint8Array {
    return this.certificate(name).der;
  }

  serialOf(name: string): string {
    return (
      this.#entity(name).serial ??
      `4${Buffer.from(digest('SHA-256', Buffer.from(name)))
        .toString('hex', 0, 8)
        .slice(1)}`
    );
  }

  #issue(name: string): Uint8Array {
    const entity = this.#entity(name);
    const issuer = entity.issuer ?? name;
    const issuerKey = this.key(issuer);
    const scheme = entity.scheme ?? issuerKey.scheme;
    const draft = draftCertificate({
      serialNumber: new Uint8Array(Buffer.from(this.serialOf(name), 'hex')),
      issuer: entity.issuerName === undefined ? this.subject(issuer) : encodeName(rdnsOf(entity.issuerName)),
      subject: this.subject(name),
      notBefore: new Date(entity.from ?? FROM),
      notAfter: new Date(entity.until ?? UNTIL),
      publicKey: this.key(name).publicKey,
      extensions: this.#extensions(name, entity, issuerKey),
      scheme,
    });
    return sign(draft, issuerKey, scheme, entity.isSignatureDamaged);
  }

  #extensions(name: string, entity: Entity, issuerKey: TestKey): Extension[] {
    const { ca = false, pathLength, extensions = [], without = [] } = entity;
    const keyUsage =
      entity.keyUsage ?? (ca ? KEY_USAGE.keyCertSign | KEY_USAGE.crlSign : KEY_USAGE.digitalSignature);
    const usual = [
      encoders.encodeBasicConstraints(pathLength === undefined ? { ca } : { ca, pathLength }),
      encoders.encodeAuthorityKeyIdentifier(keyIdentifier(issuerKey.publicKey)),
      encoders.encodeSubjectKeyIdentifier(keyIdentifier(this.key(name).publicKey)),
      ...(keyUsage === 'none' ? [] : [encoders.encodeKeyUsage(keyUsage)]),
      ...(entity.extendedKeyUsage ? [encoders.encodeExtendedKeyUsage(entity.extendedKeyUsage)] : []),
    ];
    const isKept = ({ oid }: Extension) =>
      !without.includes(oid) && !extensions.some((own) => own.oid === oid);
    return [...usual.filter(isKept), ...extensions];
  }

  /** DER of a CRL that `issuer` is named in and, unless told otherwise, signs. */
  crl(issuer: N, options: Omit<TestCrl, 'issuer'> = {}): Uint8Array {
    const { signer = issuer, thisUpdate = THIS_UPDATE, nextUpdate = NEXT_UPDATE, revoked = [] } = options;
    const key = this.key(signer);
    const { isSignatureDamaged, scheme = key.scheme } = options;
    const fields = Object.fromEntries(
      Object.entries(options).filter(
        ([field]) => !['signer', 'revoked', 'isSignatureDamaged'].includes(field),
      ),
    ) as Partial<CrlFields>;
    const draft = draftCrl({
      issuer: this.subject(issuer),
      number: 1n,
      authorityKeyIdentifier: keyIdentifier(key.publicKey),
      ...fields,
      scheme,
      thisUpdate: new Date(thisUpdate),
      nextUpdate: new Date(nextUpdate),
      entries: revoked.map((entry) =>
        typeof entry === 'string'
          ? {
              serial: this.serialOf(entry),
              revokedAt: new Date('2026-05-01T00:00:00Z'),
              reason: 'keyCompromise',
            }
          : entry,
      ),
    });
    return sign(draft, key, scheme, isSignatureDamaged);
  }

  parsedCrl(issuer: N, options: Omit<TestCrl, 'issuer'> = {}): Crl {
    return new Crl(this.crl(issuer, options));
  }

  /** DER of the CertID by which OCSP names an entity's certificate. */
  certId(
    about: string,
    hash: 'SHA-1' | 'SHA-256' = 'SHA-1',
    issuer = this.#entity(about).issuer ?? about,
  ): Uint8Array {
    return encodeCertId({
      hash,
      issuerNameHash: digest(hash, this.subject(issuer)),
      issuerKeyHash: digest(hash, new PublicKey(this.key(issuer).publicKey).keyBits),
      serialNumber: this.certificate(about as N).serialNumber,
    });
  }

  /** DER of an OCSP response. */
  ocsp({
    responder,
    answers,
    producedAt,
    nonce,
    certificates = [],
    isSignatureDamaged,
  }: TestOcsp): Uint8Array {
    const key = this.key(responder);
    const draft = draftOcspResponse({
      responderKeyHash: keyIdentifier(key.publicKey),
      producedAt: new Date(producedAt ?? THIS_UPDATE),
      responses: answers.map(({ about, hash, issuer, ...answer }) => ({
        status: 'good',
        thisUpdate: new Date(THIS_UPDATE),
        nextUpdate: new Date(NEXT_UPDATE),
        ...answer,
        certIdDer: this.certId(about, hash, issuer),
      })),
      nonce,
      certificates: certificates.map((name) => this.der(name as N)),
      scheme: key.scheme,
    });
    return sign(draft, key, key.scheme, isSignatureDamaged);
  }
}

/** A PKI from a table of entities. */
export function testPki<N extends string>(table: Readonly<Record<N, Entity>>): TestPki<N> {
  return new TestPki(table);
}
