import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { compare, equal, toUtf8 } from '../../base/bytes.ts';
import { CertBankError, isCertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { isNull, parseAlgorithm } from '../algorithms.ts';
import { berToDer } from '../asn1/ber.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { encodePasswordEncryption, parsePrivateKeyInfo } from './pkcs8.ts';
import { Pkcs12Engine } from './pkcs12-engine.ts';

/** The most that .NET 9 reads with its default `Pkcs12LoaderLimits`; each guess costs an attacker this much. */
const ITERATIONS = 300_000;

/** The only version there is, RFC 7292 section 4. */
const VERSION = 3;

const KEY_BAG = '1.2.840.113549.1.12.10.1.1';
const SHROUDED_KEY_BAG = '1.2.840.113549.1.12.10.1.2';
const CERTIFICATE_BAG = '1.2.840.113549.1.12.10.1.3';
const SHA_256 = '2.16.840.1.101.3.4.2.1';
const X509_CERTIFICATE = '1.2.840.113549.1.9.22.1';
const FRIENDLY_NAME = '1.2.840.113549.1.9.20';
const LOCAL_KEY_ID = '1.2.840.113549.1.9.21';

export interface Pkcs12 {
  /** PrivateKeyInfo, DER, in the clear. */
  readonly privateKeyPkcs8: Uint8Array;
  /** DER; the key's own certificate first. */
  readonly certificates: readonly Uint8Array[];
}

export interface Pkcs12Draft extends Pkcs12 {
  /** Not empty. */
  readonly password: string;
  /** What programs show as the name of the key. */
  readonly friendlyName?: string | undefined;
}

/**
 * A PKCS#12 file with one key and its chain, under PBES2 (PBKDF2-HMAC-SHA-256, AES-256-CBC) and a
 * MAC of HMAC-SHA-256, as OpenSSL, GnuTLS, Java, Windows and the browsers read it.
 *
 * Does not check: that the first certificate is the key's, or that the others are its chain.
 *
 * @param crypto WebCrypto of the platform; its generator gives salts and initialisation vectors
 * @source RFC 7292, RFC 8018 section 6.2
 */
export async function writePkcs12(
  { privateKeyPkcs8, certificates, password, friendlyName }: Pkcs12Draft,
  crypto: Crypto,
): Promise<Uint8Array> {
  if (password.length === 0) throw new RangeError('password is empty');
  if (certificates.length === 0) throw new RangeError('no certificate');
  parsePrivateKeyInfo(privateKeyPkcs8);
  const engine = new Pkcs12Engine(crypto);
  const passwordBytes = buffer(toUtf8(password));

  const localKeyId = await crypto.subtle.digest('SHA-256', buffer(certificates[0]!));
  const names = [attribute(LOCAL_KEY_ID, new asn1js.OctetString({ valueHex: localKeyId }))];
  if (friendlyName !== undefined)
    names.push(attribute(FRIENDLY_NAME, new asn1js.BmpString({ value: friendlyName })));
  // A SET OF in DER is in order of its encodings; pkijs leaves it as given.
  names.sort((a, b) => compare(derOf(a), derOf(b)));

  const shrouded = await encrypt(privateKeyPkcs8, passwordBytes, engine);
  const keyBag = new pkijs.SafeBag({
    bagId: SHROUDED_KEY_BAG,
    bagValue: new pkijs.PKCS8ShroudedKeyBag({
      encryptionAlgorithm: shrouded.contentEncryptionAlgorithm,
      encryptedData: shrouded.encryptedContent as asn1js.OctetString,
    }),
    bagAttributes: names,
  });
  const certificateBags = certificates.map(
    (der, index) =>
      new pkijs.SafeBag({
        bagId: CERTIFICATE_BAG,
        bagValue: certificateBag(der),
        ...(index === 0 ? { bagAttributes: names } : {}),
      }),
  );
  const certificateSafe = derOf(new pkijs.SafeContents({ safeBags: certificateBags }));
  const encryptedSafe = new pkijs.EncryptedData({
    version: 0,
    encryptedContentInfo: await encrypt(certificateSafe, passwordBytes, engine),
  });

  const authenticatedSafe = new pkijs.AuthenticatedSafe({
    safeContents: [
      new pkijs.ContentInfo({
        contentType: pkijs.ContentInfo.ENCRYPTED_DATA,
        content: encryptedSafe.toSchema(),
      }),
      new pkijs.ContentInfo({
        contentType: pkijs.ContentInfo.DATA,
        content: new asn1js.OctetString({
          valueHex: buffer(derOf(new pkijs.SafeContents({ safeBags: [keyBag] }))),
        }),
      }),
    ],
  });
  return derOf(await authenticate(derOf(authenticatedSafe), passwordBytes, engine));
}

/**
 * Opens a PKCS#12 file that holds one private key, encrypted with PBES2 and authenticated by a MAC.
 *
 * Does not check: that the certificates belong to the key or to each other.
 *
 * @throws CertBankError `key.unreadable` for a wrong password, a damaged file, or one without
 *   exactly one key; `algorithm.unsupported` for the RC2 and 3DES of old files;
 *   `structure.malformed`; `limit.exceeded`
 * @source RFC 7292
 */
export async function readPkcs12(der: Uint8Array, password: string, crypto: Crypto): Promise<Pkcs12> {
  const maximum = LIMITS.pkcs12Bytes;
  if (der.length > maximum) {
    const details = { limit: 'pkcs12Bytes', maximum, actual: der.length };
    throw new CertBankError('limit.exceeded', details, 'PKCS#12 file too long');
  }
  let pfx: pkijs.PFX;
  try {
    // The files that programs write are BER at times.
    const strict = berToDer(der);
    checkFrame(strict);
    pfx = pkijs.PFX.fromBER(buffer(strict));
  } catch (cause) {
    if (isCertBankError(cause) && cause.code === 'limit.exceeded') throw cause;
    const details = { structure: 'PKCS#12', what: 'PFX' };
    throw new CertBankError('structure.malformed', details, 'not a PKCS#12 file', { cause });
  }
  try {
    return await open(pfx, buffer(toUtf8(password)), new Pkcs12Engine(crypto));
  } catch (error) {
    if (isCertBankError(error)) throw error;
    // What pkijs says here comes from the wrong key's garbage or from the password itself: it is left out.
    throw unreadable('the password is wrong or the file is damaged');
  }
}

/** What stands around the authenticated content, read strictly: pkijs takes other versions and lengths that disagree. */
function checkFrame(der: Uint8Array): void {
  const reader = new DerReader(der);
  const pfx = reader.enter();
  reader.finish();
  if (pfx.smallInteger() !== VERSION) throw pfx.malformed('unknown version');
  const content = pfx.enter();
  content.oid();
  const explicit = content.enter(0xa0);
  content.finish();
  explicit.octetString();
  explicit.finish();
  if (pfx.isAtEnd) return;
  const mac = pfx.enter();
  pfx.finish();
  const digest = mac.enter();
  const { parameters } = parseAlgorithm(digest);
  if (parameters !== undefined && !isNull(parameters))
    throw digest.malformed('digest algorithm with parameters');
  digest.octetString();
  digest.finish();
  mac.octetString();
  if (!mac.isAtEnd) mac.smallInteger();
  mac.finish();
}

async function open(pfx: pkijs.PFX, password: ArrayBuffer, engine: Pkcs12Engine): Promise<Pkcs12> {
  if (pfx.authSafe.contentType !== pkijs.ContentInfo.DATA || pfx.macData === undefined) {
    throw unreadable('the file has no MAC');
  }
  await pfx.parseInternalValues({ password, checkIntegrity: true }, engine);
  const safe = pfx.parsedValue?.authenticatedSafe;
  if (safe === undefined) throw unreadable('the file is empty');
  await safe.parseInternalValues({ safeContents: safe.safeContents.map(() => ({ password })) }, engine);
  const contents = (safe.parsedValue as { safeContents: { value: pkijs.SafeContents }[] }).safeContents;
  const bags = contents.flatMap(({ value }) => value.safeBags);

  const [keyBag, ...moreKeys] = bags.filter(({ bagId }) => bagId === SHROUDED_KEY_BAG || bagId === KEY_BAG);
  if (keyBag === undefined || moreKeys.length > 0)
    throw unreadable('the file does not hold exactly one private key');
  const privateKeyPkcs8 = await openKey(keyBag, password, engine);
  parsePrivateKeyInfo(privateKeyPkcs8);

  const certificateBags = bags.filter(({ bagId }) => bagId === CERTIFICATE_BAG);
  const keyId = localKeyIdOf(keyBag);
  const own = certificateBags.filter((bag) => keyId !== undefined && equal(localKeyIdOf(bag) ?? NONE, keyId));
  const rest = certificateBags.filter((bag) => !own.includes(bag));
  return { privateKeyPkcs8, certificates: [...own, ...rest].map(certificateOf) };
}

const NONE = new Uint8Array();

async function openKey(bag: pkijs.SafeBag, password: ArrayBuffer, engine: Pkcs12Engine): Promise<Uint8Array> {
  // A key in the clear is protected as much as its safe is.
  if (bag.bagValue instanceof pkijs.PrivateKeyInfo) return derOf(bag.bagValue);
  const { encryptionAlgorithm, encryptedData } = bag.bagValue as pkijs.PKCS8ShroudedKeyBag;
  const encryptedContentInfo = new pkijs.EncryptedContentInfo({
    contentType: pkijs.ContentInfo.DATA,
    contentEncryptionAlgorithm: encryptionAlgorithm,
    encryptedContent: encryptedData,
    disableSplit: true,
  });
  return new Uint8Array(
    await new pkijs.EncryptedData({ encryptedContentInfo }).decrypt({ password }, engine),
  );
}

function certificateOf(bag: pkijs.SafeBag): Uint8Array {
  const { certValue } = bag.bagValue as pkijs.CertBag;
  // The octets as they came; `parsedValue` would encode them anew.
  return new Uint8Array((certValue as asn1js.OctetString).getValue());
}

function localKeyIdOf(bag: pkijs.SafeBag): Uint8Array | undefined {
  const value: unknown = bag.bagAttributes?.find(({ type }) => type === LOCAL_KEY_ID)?.values[0];
  return value instanceof asn1js.OctetString ? value.valueBlock.valueHexView : undefined;
}

function certificateBag(der: Uint8Array): pkijs.CertBag {
  const bag = new pkijs.CertBag({ certId: X509_CERTIFICATE });
  bag.certValue = new asn1js.OctetString({ valueHex: buffer(der) });
  return bag;
}

function attribute(type: string, value: asn1js.BaseBlock): pkijs.Attribute {
  return new pkijs.Attribute({ type, values: [value] });
}

/**
 * Like pkijs's `encryptEncryptedContentInfo`, but for its salt of 64 octets and its constructed string,
 * which certtool cannot show and strict readers of DER refuse.
 */
async function encrypt(
  content: Uint8Array,
  password: ArrayBuffer,
  engine: Pkcs12Engine,
): Promise<pkijs.EncryptedContentInfo> {
  const salt = buffer(engine.random.bytes(16));
  const iv = buffer(engine.random.bytes(16));
  const secret = await engine.importKey('raw', password, 'PBKDF2', false, ['deriveKey']);
  const derivation = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ITERATIONS };
  const key = await engine.deriveKey(derivation, secret, { name: 'AES-CBC', length: 256 }, false, [
    'encrypt',
  ]);
  const ciphertext = await engine.encrypt({ name: 'AES-CBC', iv }, key, buffer(content));
  const algorithm = encodePasswordEncryption({
    salt: new Uint8Array(salt),
    iterations: ITERATIONS,
    iv: new Uint8Array(iv),
  });
  return new pkijs.EncryptedContentInfo({
    contentType: pkijs.ContentInfo.DATA,
    contentEncryptionAlgorithm: pkijs.AlgorithmIdentifier.fromBER(buffer(algorithm)),
    encryptedContent: new asn1js.OctetString({ valueHex: ciphertext }),
    disableSplit: true,
  });
}

/** Like pkijs's `PFX.makeInternalValues`, but for its salt of 64 octets, too long for certtool. */
async function authenticate(
  authenticatedSafe: Uint8Array,
  password: ArrayBuffer,
  engine: Pkcs12Engine,
): Promise<pkijs.PFX> {
  const salt = buffer(engine.random.bytes(16));
  const digest = await engine.stampDataWithPassword({
    password,
    hashAlgorithm: 'SHA-256',
    salt,
    iterationCount: ITERATIONS,
    contentToStamp: buffer(authenticatedSafe),
  });
  const digestAlgorithm = new pkijs.AlgorithmIdentifier({
    algorithmId: SHA_256,
    algorithmParams: new asn1js.Null(),
  });
  return new pkijs.PFX({
    authSafe: new pkijs.ContentInfo({
      contentType: pkijs.ContentInfo.DATA,
      content: new asn1js.OctetString({ valueHex: buffer(authenticatedSafe) }),
    }),
    macData: new pkijs.MacData({
      mac: new pkijs.DigestInfo({ digestAlgorithm, digest: new asn1js.OctetString({ valueHex: digest }) }),
      macSalt: new asn1js.OctetString({ valueHex: salt }),
      iterations: ITERATIONS,
    }),
  });
}

function derOf(structure: { toSchema(): asn1js.BaseBlock }): Uint8Array {
  return new Uint8Array(structure.toSchema().toBER(false));
}

/** A copy of exactly these octets: what pkijs and WebCrypto both take. */
function buffer(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

function unreadable(what: string): CertBankError<'key.unreadable'> {
  return new CertBankError('key.unreadable', { what }, `PKCS#12: ${what}`);
}
