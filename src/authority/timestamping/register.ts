import { CertBankError } from '../../base/errors.ts';
import { serialText } from '../../formats/x509/serial-number.ts';
import type { AuthorityDeps } from '../deps.ts';
import type { Issuer } from '../issuing/issuer.ts';
import { SERIAL_BYTES } from '../issuing/serial.ts';
import type { Stores } from '../ports/ledger.ts';
import type { TimestampRecord } from '../ports/records.ts';
import { TIMESTAMP_POLICY } from './policy.ts';

export type TimestampRegisterDeps = Pick<AuthorityDeps, 'ledger' | 'random' | 'clock'>;

/** What `service.not-ready` names. */
export const CLOCK = 'clock';
export const AUTHORITY = 'time-stamp authority';

/** Records in one transaction at most: bounds how long it holds up others. */
const RECORDS_AT_ONCE = 512;

const COUNTER_BYTES = 6;

interface Waiting {
  readonly record: TimestampRecord;
  readonly timestamper: Issuer;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Gives serial numbers, and makes the record of a token durable before the token is given away. Made once for a
 * process; tokens that are ready at the same time are recorded in one transaction.
 */
export class TimestampRegister {
  readonly #deps: TimestampRegisterDeps;
  readonly #prefix: Uint8Array;
  #count = 0;
  readonly #waiting: Waiting[] = [];
  #isDraining = false;

  constructor(deps: TimestampRegisterDeps) {
    this.#deps = deps;
    this.#prefix = Uint8Array.from(deps.random.bytes(SERIAL_BYTES - COUNTER_BYTES));
    // Positive, and without a leading zero octet.
    this.#prefix[0] = (this.#prefix[0]! & 0x3f) | 0x40;
  }

  /**
   * A serial number that no token has had: 110 random bits of this process's own, then a count. Nothing has to be
   * remembered over a crash, from a restored backup or between processes; the ledger refuses a second use all the
   * same.
   *
   * @returns INTEGER, content octets
   * @source RFC 3161 section 2.4.2: unique also after a crash of the service; at most 160 bits
   */
  nextSerial(): Uint8Array {
    const serial = new Uint8Array(SERIAL_BYTES);
    serial.set(this.#prefix);
    let left = ++this.#count;
    for (let at = SERIAL_BYTES - 1; left > 0; at--) {
      serial[at] = left % 256;
      left = Math.floor(left / 256);
    }
    return serial;
  }

  /**
   * Records a token. It may be given away once the promise resolves, and must not where it rejects.
   *
   * @throws CertBankError `service.not-ready` where the clock is behind the newest record by more than the accuracy
   *   promised (`clock`), or where the authority's certificate is revoked; `store.conflict` | `store.unavailable`
   */
  record(timestamper: Issuer, record: TimestampRecord): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ record, timestamper, resolve, reject });
      if (!this.#isDraining) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#isDraining = true;
    while (this.#waiting.length > 0) {
      let group: readonly Waiting[] = [];
      try {
        await this.#deps.ledger.atomically((stores) => {
          // Those that became ready while the work waited for its turn come along; when it is run again, the same.
          if (group.length === 0) group = this.#waiting.splice(0, RECORDS_AT_ONCE);
          return this.#insert(stores, group);
        });
        for (const { resolve } of group) resolve();
      } catch (error) {
        // A ledger that could not even begin refuses whoever is waiting.
        if (group.length === 0) group = this.#waiting.splice(0);
        for (const { reject } of group) reject(error);
      }
    }
    this.#isDraining = false;
  }

  /** Checks and inserts in one transaction, so that what was revoked before it stamps nothing more. */
  async #insert(stores: Stores, group: readonly Waiting[]): Promise<void> {
    let newest = Math.max(...group.map(({ record }) => record.genTime.getTime()));
    for (const timestamper of new Set(group.map((waiting) => waiting.timestamper))) {
      await checkNotRevoked(stores, timestamper);
      const recorded = await stores.timestamps.findLatestTime(timestamper.id);
      newest = Math.max(newest, recorded?.getTime() ?? 0);
    }
    this.#checkClock(newest);
    for (const { record } of group) await stores.timestamps.insert(record);
  }

  /** @param newest instant stamped, in milliseconds since 1970 */
  #checkClock(newest: number): void {
    const behind = newest - this.#deps.clock.now().getTime();
    if (behind <= TIMESTAMP_POLICY.accuracySeconds * 1000) return;
    throw new CertBankError(
      'service.not-ready',
      { what: CLOCK },
      'the clock is behind the newest time-stamp',
    );
  }
}

async function checkNotRevoked(stores: Stores, { id, record, certificate }: Issuer): Promise<void> {
  const found = await stores.certificates.findStatus(record.parentId, serialText(certificate.serialNumber));
  if (found?.status === 'good') return;
  throw new CertBankError('service.not-ready', { what: AUTHORITY }, `the certificate of ${id} is revoked`);
}
