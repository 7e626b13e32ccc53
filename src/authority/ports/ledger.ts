import type {
  AccountRecord,
  AuditRecord,
  CertificateRecord,
  CertificateStatus,
  CrlRecord,
  IssuanceIntent,
  IssuerRecord,
  OrderRecord,
  OrderState,
  RevokedEntry,
  StatusRecord,
  TimestampRecord,
} from './records.ts';

/** At most `limit` rows after `cursor`, which is opaque and comes from `nextCursor`. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface IssuerStore {
  insert(issuer: IssuerRecord): Promise<void>;
  find(id: string): Promise<IssuerRecord | undefined>;
  /** Newest first. */
  list(): Promise<readonly IssuerRecord[]>;
}

/** At most one field beside `status` is set; none finds all. Text is matched without regard to case. */
export interface BankQuery {
  /** Prefix of any word of the common name, the organisation name, or of the e-mail address. */
  readonly text?: string;
  readonly email?: string;
  readonly cvr?: string;
  readonly ocesId?: string;
  readonly serial?: string;
  readonly sha256?: string;
  readonly status?: CertificateStatus;
  /** Administrators see unlisted certificates and the authority's own too. */
  readonly includeUnlisted?: boolean;
}

export interface CertificateStore {
  /** @throws CertBankError `store.conflict` when the issuer has used the serial before */
  insertIntent(intent: IssuanceIntent): Promise<void>;
  /** The live intent of an order; an order has at most one. */
  findLiveIntent(orderId: string): Promise<IssuanceIntent | undefined>;
  /** Ends a live intent without a certificate; its serial stays used. */
  abandonIntent(issuerId: string, serial: string): Promise<void>;
  /**
   * Turns the live intent of the same issuer and serial into a certificate.
   *
   * @throws CertBankError `store.conflict` when there is no such intent, or it was completed or abandoned
   */
  complete(certificate: CertificateRecord): Promise<void>;
  /** Marks intents older than `before` as abandoned; their serials stay used. Gives how many. */
  abandonIntents(before: Date): Promise<number>;
  findBySha256(sha256: string): Promise<CertificateRecord | undefined>;
  findBySerial(issuerId: string, serial: string): Promise<CertificateRecord | undefined>;
  findByOrder(orderId: string): Promise<CertificateRecord | undefined>;
  /** Whether any certificate or live intent holds this key. */
  isKeyUsed(publicKeySha256: string): Promise<boolean>;
  /** The hot path of OCSP: `undefined` for serials never issued. */
  findStatus(issuerId: string, serial: string): Promise<StatusRecord | undefined>;
  setStatus(sha256: string, status: StatusRecord): Promise<void>;
  setListed(sha256: string, isListed: boolean): Promise<void>;
  setRevocationCode(sha256: string, hash: string, triesLeft: number): Promise<void>;
  setRevocationTries(sha256: string, triesLeft: number): Promise<void>;
  /** Newest first. */
  search(query: BankQuery, page: PageRequest): Promise<Page<CertificateRecord>>;
  /** On hold or revoked, not yet expired at `at`, by ascending revocation time. */
  listRevoked(issuerId: string, partition: number, at: Date): Promise<readonly RevokedEntry[]>;
  countByStatus(): Promise<Readonly<Record<CertificateStatus, number>>>;
}

/** What decides whether the certificate of an order may be begun. */
export interface OrderOutlook {
  readonly order: OrderRecord;
  readonly hasLiveIntent: boolean;
  /** As `CertificateStore.isKeyUsed` says of the applicant's key. */
  readonly isKeyUsed: boolean;
  /** Of the authority's own certificate; `undefined` where there is none. */
  readonly authorityStatus: CertificateStatus | undefined;
}

export interface OrderStore {
  insert(order: OrderRecord): Promise<void>;
  findByReference(reference: string): Promise<OrderRecord | undefined>;
  /** An order and its outlook in one reading: every certificate waits for this one. */
  findOutlook(
    reference: string,
    publicKeySha256: string,
    authoritySha256: string,
  ): Promise<OrderOutlook | undefined>;
  setTries(id: string, triesLeft: number): Promise<void>;
  setCollected(id: string, certificateSha256: string, at: Date): Promise<void>;
  setCancelled(id: string): Promise<void>;
  /** Newest first. */
  list(page: PageRequest): Promise<Page<OrderRecord>>;
  countByState(): Promise<Readonly<Record<OrderState, number>>>;
}

export interface CrlStore {
  insert(crl: CrlRecord): Promise<void>;
  findLatest(issuerId: string, partition: number): Promise<CrlRecord | undefined>;
}

export interface TimestampStore {
  /** @throws CertBankError `store.conflict`, at the latest at the end of the work, when the serial was used before */
  insert(timestamp: TimestampRecord): Promise<void>;
  find(serial: string): Promise<TimestampRecord | undefined>;
  /** The newest instant that this authority has stamped. */
  findLatestTime(timestamperId: string): Promise<Date | undefined>;
}

export interface AccountStore {
  insert(account: AccountRecord): Promise<void>;
  find(username: string): Promise<AccountRecord | undefined>;
  list(): Promise<readonly AccountRecord[]>;
  setPassword(username: string, passwordHash: string): Promise<void>;
  setFailures(username: string, failedSignIns: number, lockedUntil: Date | null): Promise<void>;
  remove(username: string): Promise<void>;
}

export interface AuditStore {
  /** The newest record, under the transaction's lock: the next one is chained to it. */
  findLast(): Promise<AuditRecord | undefined>;
  insert(record: AuditRecord): Promise<void>;
  /** Ascending from `sequence` on, at most `limit`. */
  listFrom(sequence: number, limit: number): Promise<readonly AuditRecord[]>;
  /** Newest first, for people. */
  listLatest(page: PageRequest): Promise<Page<AuditRecord>>;
}

export interface Stores {
  readonly issuers: IssuerStore;
  readonly certificates: CertificateStore;
  readonly orders: OrderStore;
  readonly crls: CrlStore;
  readonly timestamps: TimestampStore;
  readonly accounts: AccountStore;
  readonly audit: AuditStore;
}

/** The bank's memory. */
export interface Ledger {
  /** For reading outside a transaction; each call sees what is committed. */
  readonly read: Stores;
  /**
   * Runs `work` in one transaction: all of it is kept or none. The promise
   * resolves only once the transaction is durable. Works run one after another
   * (also across processes on one database), so what `work` reads cannot change
   * under it; works that wait at the same time may share one commit.
   * `work` awaits nothing but the stores it is given, uses them only until it
   * ends, and has no other effect: where a commit that it shares fails, it may
   * be undone and run again from its start. A write may reach the database
   * after its own promise has resolved; when the database then refuses it, the
   * promise of `atomically` rejects with the refusal and nothing of `work` is kept.
   */
  atomically<T>(work: (stores: Stores) => Promise<T>): Promise<T>;
}
