import { CertBankError } from '../../base/errors.ts';
import type { KeyStore } from '../ports/keys.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { IssuerRecord } from '../ports/records.ts';
import { getFamily } from '../profiles/catalog.ts';
import { Issuer } from './issuer.ts';

/**
 * The bank's own authorities, responders and time-stamp authorities as they stand in the ledger. Made once and handed
 * to every use case that signs; `reload` after a ceremony, and now and then, because another
 * process may have renewed the responder.
 */
export class Issuers {
  readonly #ledger: Ledger;
  readonly #keys: KeyStore;
  readonly #baseUrl: string;
  #all: readonly Issuer[] = [];

  private constructor(deps: { readonly ledger: Ledger; readonly keys: KeyStore }, baseUrl: string) {
    this.#ledger = deps.ledger;
    this.#keys = deps.keys;
    this.#baseUrl = baseUrl;
  }

  /** Reads the issuers; none yet is no fault. @param baseUrl public address, such as `https://bank.example` */
  static async load(
    deps: { readonly ledger: Ledger; readonly keys: KeyStore },
    config: { readonly baseUrl: string },
  ): Promise<Issuers> {
    const issuers = new Issuers(deps, config.baseUrl);
    await issuers.reload();
    return issuers;
  }

  /** Reads what is new; issuers known before keep their opened keys. */
  async reload(): Promise<void> {
    const records = await this.#ledger.read.issuers.list();
    const byId = new Map(records.map((record) => [record.id, record]));
    this.#all = records.map(
      (record) =>
        this.#all.find((known) => known.record.sha256 === record.sha256) ??
        new Issuer(record, familyOf(record, byId), this.#keys, this.#baseUrl),
    );
  }

  /** Newest first. */
  get all(): readonly Issuer[] {
    return this.#all;
  }

  /** @throws CertBankError `service.not-ready` before the hierarchy is made */
  get root(): Issuer {
    return this.#newest('root');
  }

  /** The authority that issues to holders now. @throws CertBankError `service.not-ready` */
  get issuing(): Issuer {
    return this.#newest('issuing');
  }

  /** The authorities that issue certificates, newest first. */
  get authorities(): readonly Issuer[] {
    return this.#all.filter(({ record }) => record.role === 'root' || record.role === 'issuing');
  }

  /**
   * The newest responder of the authority `issuerId`, if it has any; of those whose certificate is valid at `at`
   * where an instant is given, for a clock may be a little behind the one that made the newest.
   */
  findResponder(issuerId: string, at?: Date): Issuer | undefined {
    return this.#all.find(
      ({ record }) =>
        record.role === 'responder' &&
        record.parentId === issuerId &&
        (at === undefined || (record.notBefore <= at && at < record.notAfter)),
    );
  }

  /** The newest time-stamp authority, if there is any. */
  findTimestamper(): Issuer | undefined {
    return this.findUnit('timestamper');
  }

  /** The newest time-stamp authority or seal of the service, if there is any. */
  findUnit(role: 'timestamper' | 'sealer'): Issuer | undefined {
    return this.#all.find(({ record }) => record.role === role);
  }

  find(id: string): Issuer | undefined {
    return this.#all.find((issuer) => issuer.id === id);
  }

  /** @throws CertBankError `issuer.not-found` */
  get(id: string): Issuer {
    const issuer = this.find(id);
    if (issuer === undefined) throw new CertBankError('issuer.not-found', { id }, 'no such issuer');
    return issuer;
  }

  /** Certificates (DER) from `issuerId` up to its root. */
  chainOf(issuerId: string): Uint8Array[] {
    const chain: Uint8Array[] = [];
    let issuer: Issuer | undefined = this.get(issuerId);
    // A hierarchy is never higher than it has members; a ring in a damaged ledger ends here.
    for (let left = this.#all.length; issuer !== undefined && left > 0; left--) {
      chain.push(issuer.record.certificateDer);
      issuer = issuer.record.parentId === issuer.id ? undefined : this.find(issuer.record.parentId);
    }
    return chain;
  }

  #newest(role: IssuerRecord['role']): Issuer {
    const issuer = this.#all.find(({ record }) => record.role === role);
    if (issuer === undefined) {
      throw new CertBankError('service.not-ready', { what: 'hierarchy' }, 'the bank has no hierarchy yet');
    }
    return issuer;
  }
}

/** Responders and time-stamp authorities belong to the family of the authority above them. */
function familyOf(record: IssuerRecord, byId: ReadonlyMap<string, IssuerRecord>) {
  const isAuthority = record.role === 'root' || record.role === 'issuing';
  const authority = isAuthority ? record : byId.get(record.parentId);
  return getFamily(authority?.profileId ?? record.profileId);
}
