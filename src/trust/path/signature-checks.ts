import { equal } from '../../base/bytes.ts';
import { isCertBankError } from '../../base/errors.ts';
import type { Engine } from '../../crypto/engine.ts';
import { verifySigned, type Signed, type SignatureCheck } from '../../crypto/verify.ts';
import { signatureScheme } from '../../formats/algorithms.ts';
import type { PublicKey } from '../../formats/x509/public-key.ts';
import type { AlgorithmRule } from './algorithm-rule.ts';
import type { Meter } from './budget.ts';
import type { PathFailureCode } from './failure.ts';

/** `undefined` says that the signature is good; otherwise why it does not count. */
export type SignatureFault = { readonly code: PathFailureCode; readonly message: string } | undefined;

const CODES: Readonly<Record<Exclude<SignatureCheck, 'valid'>, SignatureFault>> = {
  invalid: { code: 'signature.invalid', message: 'the signature does not verify with the issuer’s key' },
  unsupported: { code: 'algorithm.unsupported', message: 'the signature algorithm or key is not known here' },
  'malformed-key': {
    code: 'key.malformed',
    message: 'the issuer’s key is malformed or brings its own curve',
  },
};

/** Checks signatures for one search, each pair of what is signed and key once, and pays for them. */
export class SignatureChecks {
  readonly #engine: Engine;
  readonly #meter: Meter;
  readonly #rule: AlgorithmRule;
  readonly #known = new Map<Signed, { key: Uint8Array; fault: SignatureFault }[]>();

  constructor(engine: Engine, meter: Meter, rule: AlgorithmRule) {
    this.#engine = engine;
    this.#meter = meter;
    this.#rule = rule;
  }

  /**
   * Whether the holder of `key` signed `signed`, by an algorithm that may be relied upon.
   *
   * @throws BudgetExhausted
   */
  async check(signed: Signed, key: PublicKey): Promise<SignatureFault> {
    let known = this.#known.get(signed);
    if (known === undefined) this.#known.set(signed, (known = []));
    for (const result of known) if (equal(result.key, key.der)) return result.fault;
    const fault = await this.#verify(signed, key);
    known.push({ key: key.der, fault });
    return fault;
  }

  /** Why the key itself may not be relied upon. */
  checkKey(key: PublicKey): SignatureFault {
    return this.#objection(() => this.#rule(key));
  }

  async #verify(signed: Signed, key: PublicKey): Promise<SignatureFault> {
    const refused = this.#objection(() => this.#rule(key, signatureScheme(signed.signatureAlgorithm)));
    if (refused !== undefined) return refused;
    this.#meter.signature(signed.toBeSigned.length);
    const result = await verifySigned(this.#engine, signed, key);
    return result === 'valid' ? undefined : CODES[result];
  }

  #objection(rule: () => string | undefined): SignatureFault {
    try {
      const objection = rule();
      return objection === undefined
        ? undefined
        : { code: 'algorithm.not-acceptable', message: `${objection} may not be relied upon` };
    } catch (error) {
      // Malformed algorithm parameters, or a key whose size cannot be told.
      if (isCertBankError(error)) return { code: 'signature.invalid', message: error.message };
      throw error;
    }
  }
}
