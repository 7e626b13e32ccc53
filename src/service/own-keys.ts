import type { KeyStore } from '../authority/ports/keys.ts';
import { CertBankError, isCertBankError } from '../base/errors.ts';

/**
 * The bank's own keys, told apart from those that clients send: one of ours that does not open is
 * `service.not-ready`, of which a client learns no file name and no reason. The reason is its cause.
 */
export function ownKeys(keys: KeyStore): KeyStore {
  return {
    generate: (name, kind) => keys.generate(name, kind),
    list: () => keys.list(),
    async signer(name, scheme) {
      try {
        return await keys.signer(name, scheme);
      } catch (cause) {
        if (!isCertBankError(cause, 'key.unreadable')) throw cause;
        throw new CertBankError('service.not-ready', { what: `key ${name}` }, cause.message, { cause });
      }
    },
  };
}

/** The reason why a key of ours does not open, for those who run the bank. */
export function reasonOf(error: unknown): unknown {
  return isCertBankError(error, 'service.not-ready') && isCertBankError(error.cause) ? error.cause : error;
}
