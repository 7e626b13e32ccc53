import type { HashName } from '../../formats/algorithms.ts';

/** Whoever gives time-stamps: an authority over HTTP, or the installation's own. */
export interface Timestamper {
  /**
   * A time-stamp token (ContentInfo, DER) over `digest`.
   *
   * Does not check: that the token is to be trusted; whoever verifies the document judges it.
   *
   * @param digest value of `hash`
   * @throws CertBankError `timestamp.refused` where the authority gives no token that answers the question;
   *   `service.unreachable`
   */
  timestamp(hash: HashName, digest: Uint8Array): Promise<Uint8Array>;
}
