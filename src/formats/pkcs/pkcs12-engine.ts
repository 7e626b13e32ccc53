import * as pkijs from 'pkijs';
import { CertBankError } from '../../base/errors.ts';
import { webRandom, type RandomSource } from '../../base/random.ts';
import { LIMITS } from '../../base/limits.ts';

const PBES2 = '1.2.840.113549.1.5.13';

type DecryptParameters = Parameters<pkijs.CryptoEngine['decryptEncryptedContentInfo']>[0];
type VerifyParameters = Parameters<pkijs.CryptoEngine['verifyDataStampedWithPassword']>[0];

/**
 * The engine under pkijs for one PKCS#12 file: it refuses files that ask for more derivation work
 * than LIMITS allow, before any of that work is done.
 */
export class Pkcs12Engine extends pkijs.CryptoEngine {
  /** The generator of the WebCrypto handed in. */
  readonly random: RandomSource;
  #iterations = 0;

  constructor(crypto: Crypto) {
    super({ name: 'certbank', crypto });
    this.random = webRandom(crypto);
  }

  override async deriveKey(...parameters: Parameters<pkijs.CryptoEngine['deriveKey']>): Promise<CryptoKey> {
    const [algorithm] = parameters;
    const { iterations } = algorithm as Partial<Pbkdf2Params>;
    this.#iterations += checkedCount(iterations, 'derivationIterations');
    checkedCount(this.#iterations, 'derivationIterations');
    return super.deriveKey(...parameters);
  }

  override async decryptEncryptedContentInfo(parameters: DecryptParameters): Promise<ArrayBuffer> {
    const { algorithmId } = parameters.encryptedContentInfo.contentEncryptionAlgorithm;
    if (algorithmId !== PBES2) {
      const details = { algorithm: algorithmId };
      throw new CertBankError(
        'algorithm.unsupported',
        details,
        `PKCS#12 encryption ${algorithmId} is not supported`,
      );
    }
    return super.decryptEncryptedContentInfo(parameters);
  }

  override async verifyDataStampedWithPassword(parameters: VerifyParameters): Promise<boolean> {
    checkedCount(parameters.iterationCount, 'pkcs12MacIterations');
    return super.verifyDataStampedWithPassword(parameters);
  }
}

/** @throws CertBankError `limit.exceeded`, or `structure.malformed` for what is no count at all */
function checkedCount(
  count: number | undefined,
  limit: 'derivationIterations' | 'pkcs12MacIterations',
): number {
  if (count === undefined || !Number.isSafeInteger(count) || count < 1) {
    const details = { structure: 'PKCS#12', what: 'iteration count' };
    throw new CertBankError('structure.malformed', details, 'malformed iteration count in PKCS#12');
  }
  const maximum = LIMITS[limit];
  if (count > maximum) {
    const details = { limit, maximum, actual: count };
    throw new CertBankError('limit.exceeded', details, 'PKCS#12 asks for too many iterations');
  }
  return count;
}
