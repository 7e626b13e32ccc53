import { CertBankError } from '../../base/errors.ts';
import { LIMITS } from '../../base/limits.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { octetString } from '../asn1/der-writer.ts';
import { EXTENSION, type Extension } from '../x509/extension.ts';

/**
 * The nonce inside the extension: Nonce ::= OCTET STRING (SIZE(1..128)).
 *
 * @throws CertBankError `der.malformed` where it is not wrapped as its own OCTET STRING; `structure.malformed`
 *   where it is empty; `limit.exceeded`
 * @source RFC 9654 section 2.1
 */
export function parseNonce(value: Uint8Array): Uint8Array {
  const reader = new DerReader(value);
  const nonce = reader.octetString();
  reader.finish();
  if (nonce.length === 0) {
    throw new CertBankError(
      'structure.malformed',
      { structure: 'Nonce', what: 'empty nonce' },
      'empty nonce',
    );
  }
  if (nonce.length > LIMITS.ocspNonceBytes) {
    const details = { limit: 'ocspNonceBytes', maximum: LIMITS.ocspNonceBytes, actual: nonce.length };
    throw new CertBankError('limit.exceeded', details, 'nonce too long');
  }
  return nonce;
}

/** @throws RangeError for a nonce that is empty or above LIMITS.ocspNonceBytes */
export function encodeNonce(nonce: Uint8Array): Extension {
  if (nonce.length === 0 || nonce.length > LIMITS.ocspNonceBytes)
    throw new RangeError('nonce has the wrong length');
  return { oid: EXTENSION.ocspNonce, critical: false, value: octetString(nonce) };
}
