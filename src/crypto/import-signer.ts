import { CertBankError } from '../base/errors.ts';
import type { SignatureScheme } from '../formats/algorithms.ts';
import type { PublicKey } from '../formats/x509/public-key.ts';
import { bufferSource } from './buffer-source.ts';
import type { Signer } from './signer.ts';
import { usualScheme } from './usual-scheme.ts';
import { webSignatureAlgorithm, type WebAlgorithm } from './web-algorithms.ts';
import { webEngine } from './web-engine.ts';
import { webSigner } from './web-signer.ts';

const PROBE = Uint8Array.of(0x63, 0x65, 0x72, 0x74, 0x62, 0x61, 0x6e, 0x6b);

/**
 * A signer on a private key in the clear, held by the platform's WebCrypto as one that cannot be taken out again. The
 * key is `publicKey`'s: it has signed something that verifies with that.
 *
 * @param privateKeyPkcs8 PrivateKeyInfo, DER
 * @param scheme default: the usual one of such a key
 * @throws CertBankError `key.refused` for a key of another certificate; `key.unreadable`; `algorithm.unsupported`
 */
export async function importSigner(
  subtle: SubtleCrypto,
  privateKeyPkcs8: Uint8Array,
  publicKey: PublicKey,
  scheme: SignatureScheme = usualScheme(publicKey),
): Promise<Signer> {
  const signer = webSigner(
    subtle,
    await importKey(subtle, privateKeyPkcs8, publicKey, scheme),
    publicKey.der,
    scheme,
  );
  if (!(await webEngine(subtle).verify(scheme, publicKey.der, await signer.sign(PROBE), PROBE))) {
    const why = 'the certificate is of another key';
    throw new CertBankError('key.refused', { why }, why);
  }
  return signer;
}

async function importKey(
  subtle: SubtleCrypto,
  pkcs8: Uint8Array,
  publicKey: PublicKey,
  scheme: SignatureScheme,
): Promise<CryptoKey> {
  const signing = webSignatureAlgorithm(scheme);
  if (signing === undefined) throw unsupported(scheme.kind);
  const algorithm: WebAlgorithm = { ...signing };
  if (publicKey.kind === 'ec') {
    if (publicKey.curve === undefined) throw unsupported('curve');
    algorithm.namedCurve = publicKey.curve;
  } else if ('hash' in scheme) algorithm.hash = scheme.hash;
  try {
    return await subtle.importKey('pkcs8', bufferSource(pkcs8), algorithm, false, ['sign']);
  } catch (cause) {
    if ((cause as { name?: unknown }).name === 'NotSupportedError')
      throw unsupported(publicKey.curve ?? scheme.kind, cause);
    throw new CertBankError('key.unreadable', { what: 'private key' }, 'the private key cannot be read', {
      cause,
    });
  }
}

function unsupported(algorithm: string, cause?: unknown): CertBankError {
  return new CertBankError('algorithm.unsupported', { algorithm }, `cannot sign here: ${algorithm}`, {
    cause,
  });
}
