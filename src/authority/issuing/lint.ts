import { compare, equal, toHex } from '../../base/bytes.ts';
import { CertBankError, isCertBankError } from '../../base/errors.ts';
import type { Engine } from '../../crypto/engine.ts';
import { encodeSignatureAlgorithm, HASH_BYTES } from '../../formats/algorithms.ts';
import type { Draft } from '../../formats/draft.ts';
import { draftSigned } from '../../formats/signed-structure.ts';
import { parseCertificate, type Certificate } from '../../formats/x509/certificate.ts';
import type { Profile } from '../profiles/profile.ts';
import { notAfterOf } from './draft.ts';
import type { SigningAuthority } from './issuer.ts';
import { keyIdentifierOf } from './key-identifier.ts';
import { allowsKey, keyKindOf } from './key-kind.ts';
import type { LintContext, Report } from './lint-context.ts';
import { lintExtensions } from './lint-extensions.ts';
import { lintSubject } from './lint-subject.ts';
import { SERIAL_BYTES } from './serial.ts';

/** Stands where the signature will, so that the draft can be read as a certificate; verifies under no key. */
const THROW_AWAY_SIGNATURE = new Uint8Array(64);

/** Random bits below this make serials that can be guessed or met twice. */
const LEAST_SERIAL_BYTES = 16;

/**
 * A certificate's draft that passed every lint. Only this file makes them, and nothing else
 * is signed: `issue` takes no other type, and the private field keeps look-alikes out.
 */
class LintedDraft implements Draft {
  readonly #draft: Draft;
  /** The draft read as a certificate; its signature is a dummy. */
  readonly preview: Certificate;
  readonly profile: Profile;
  readonly authority: SigningAuthority;
  readonly publicKeySha256: string;

  constructor(draft: Draft, preview: Certificate, context: LintContext, publicKeySha256: string) {
    this.#draft = draft;
    this.preview = preview;
    this.profile = context.profile;
    this.authority = context.authority;
    this.publicKeySha256 = publicKeySha256;
  }

  get toBeSigned(): Uint8Array {
    return this.#draft.toBeSigned;
  }

  complete(signature: Uint8Array): Uint8Array {
    return this.#draft.complete(signature);
  }
}

export type { LintedDraft };

/**
 * Lets `draft` through if it is just what `context.profile` describes under `context.authority`.
 *
 * The draft is read back as any relying party would read it, so that a fault of the builder
 * is found as surely as a fault of the data. Checked are: version, serial number, both
 * algorithms and their parameters, issuer name, validity (the profile's length, inside the
 * authority's), subject (RDN order, string types, syntax, lengths, CVR, no CPR number), kind of
 * key, and extensions (order, criticality, each value).
 *
 * Does not check: that the subject is who it says, that the key is strong (see
 * `checkKeyStrength`) or new, or that anybody holds its private part.
 *
 * @throws CertBankError `lint.failed` with every finding
 * @source RFC 5280 sections 4.1 and 4.2; EN 319 412-1, -2 and -3
 */
export async function lintCertificate(
  engine: Engine,
  draft: Draft,
  context: LintContext,
): Promise<LintedDraft> {
  const findings: string[] = [];
  const report: Report = (finding) => findings.push(finding);
  try {
    const preview = parseCertificate(draft.complete(THROW_AWAY_SIGNATURE));
    if (!equal(preview.toBeSigned, draft.toBeSigned))
      report('the finished certificate is not what is to be signed');
    const keyIdentifier = await keyIdentifierOf(engine, preview.publicKey);
    lintFrame(preview, context, report);
    lintSubject(preview.subject, context.profile, report);
    lintKey(preview, context.profile, report);
    lintExtensions(preview, context, keyIdentifier, report);
    if (findings.length === 0) {
      const publicKeySha256 = toHex(await engine.digest('SHA-256', preview.publicKey.der));
      return new LintedDraft(draft, preview, context, publicKeySha256);
    }
  } catch (error) {
    // What cannot be read back is a finding, not a crash.
    if (!isCertBankError(error)) throw error;
    report(`unreadable: ${error.message}`);
  }
  throw new CertBankError('lint.failed', { findings }, `not issued: ${findings.join('; ')}`);
}

/**
 * Lets the stored bytes of an intent through as `lintCertificate` would its draft, so that a
 * collection that broke off before its signature ends in the certificate that it began.
 *
 * @throws CertBankError `lint.failed`
 */
export async function relintIntent(
  engine: Engine,
  toBeSigned: Uint8Array,
  context: LintContext,
): Promise<LintedDraft> {
  return lintCertificate(
    engine,
    draftSigned(toBeSigned, encodeSignatureAlgorithm(context.authority.scheme)),
    context,
  );
}

function lintFrame(preview: Certificate, { profile, authority }: LintContext, report: Report): void {
  if (preview.version !== 3) report('version is not 3');
  const serial = preview.serialNumber;
  if (serial[0]! >= 0x80 || compare(serial, Uint8Array.of(0)) === 0) report('serial number is not positive');
  if (serial.length > SERIAL_BYTES) report('serial number has more than 20 octets');
  if (serial.length < LEAST_SERIAL_BYTES) report('serial number has too few octets to be unpredictable');

  const algorithm = encodeSignatureAlgorithm(authority.scheme);
  if (!equal(preview.signatureAlgorithm.der, algorithm)) report('signature algorithm is not the authority’s');
  if (!equal(preview.innerSignatureAlgorithm.der, algorithm)) report('inner signature algorithm differs');
  const { scheme } = authority;
  if (
    scheme.kind === 'rsa-pss' &&
    (scheme.hash !== scheme.mgfHash || scheme.saltLength !== HASH_BYTES[scheme.hash])
  ) {
    report('RSASSA-PSS parameters do not fit together');
  }

  // RFC 5280 section 7.1 would forgive case and space; many readers do not.
  if (!equal(preview.issuer.der, authority.nameDer)) report('issuer is not the authority’s subject');
  const { notBefore, notAfter } = preview;
  if (notAfter.getTime() !== notAfterOf(profile, notBefore).getTime())
    report('validity is not the profile’s');
  if (notBefore < authority.notBefore || notAfter > authority.notAfter) {
    report('validity is not inside the authority’s');
  }
}

function lintKey({ publicKey }: Certificate, profile: Profile, report: Report): void {
  if (!allowsKey(profile, publicKey))
    report(`key kind ${keyKindOf(publicKey) ?? publicKey.kind} is not allowed`);
}
