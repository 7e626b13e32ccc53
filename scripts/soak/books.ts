import { toHex } from '../../src/base/bytes.ts';
import { parseTimestampToken } from '../../src/formats/tsp/token.ts';
import { sha256Of, type Collected, type Registered } from './client.ts';

/** What the clients know, all of it told to them by the bank. */
export class Books {
  /** Orders with the request that was or will be sent; collected or not, no client was told. */
  readonly open = new Map<string, { readonly registered: Registered; readonly request: string }>();
  readonly collected = new Map<
    string,
    Collected & { readonly registered: Registered; readonly request: string }
  >();
  readonly revoked = new Set<string>();
  /** Revocations that were cut off. */
  readonly perhapsRevoked = new Set<string>();
  /** SHA-256 of each time-stamp token received, by its serial number. */
  readonly timestamps = new Map<string, string>();
  readonly problems: string[] = [];
  cutOff = 0;
  resumed = 0;

  enter(registered: Registered, request: string, collected: Collected): void {
    const { sha256, serial } = collected;
    for (const other of this.collected.values()) {
      if (other.serial === serial && other.sha256 !== sha256)
        this.problems.push(`serial ${serial} was given twice`);
      if (other.registered.reference === registered.reference && other.sha256 !== sha256) {
        this.problems.push(
          `order ${registered.reference} gave two certificates, ${other.sha256} and ${sha256}`,
        );
      }
    }
    this.open.delete(registered.reference);
    this.collected.set(sha256, { ...collected, registered, request });
  }

  enterTimestamp(token: Uint8Array): void {
    const serial = toHex(parseTimestampToken(token).tstInfo.serialNumber);
    if (this.timestamps.has(serial)) this.problems.push(`time-stamp serial ${serial} was given twice`);
    this.timestamps.set(serial, sha256Of(token));
  }
}
