import type { SignatureScheme } from '../formats/algorithms.ts';
import { bufferSource } from './buffer-source.ts';
import { encodeEcdsaSignature } from './ecdsa-signature.ts';
import type { Signer } from './signer.ts';
import { webSignatureAlgorithm } from './web-algorithms.ts';

/**
 * A signer on a WebCrypto private key, which may be one that cannot be exported.
 *
 * Does not check: that `publicKeySpki` belongs to `privateKey`.
 *
 * @throws RangeError where WebCrypto cannot sign by `scheme` with this key
 */
export function webSigner(
  subtle: Pick<SubtleCrypto, 'sign'>,
  privateKey: CryptoKey,
  publicKeySpki: Uint8Array,
  scheme: SignatureScheme,
): Signer {
  const parameters = webSignatureAlgorithm(scheme);
  const { hash } = privateKey.algorithm as Partial<RsaHashedKeyAlgorithm>;
  const isFit =
    parameters !== undefined &&
    privateKey.algorithm.name === parameters.name &&
    // A CryptoKey for RSA is bound to its hash.
    (hash === undefined || ('hash' in scheme && hash.name === scheme.hash));
  if (!isFit)
    throw new RangeError(`a ${privateKey.algorithm.name} key of WebCrypto cannot sign by ${scheme.kind}`);
  return {
    scheme,
    publicKey: publicKeySpki,
    async sign(data) {
      const signature = new Uint8Array(await subtle.sign(parameters, privateKey, bufferSource(data)));
      return scheme.kind === 'ecdsa' ? encodeEcdsaSignature(signature) : signature;
    },
  };
}
