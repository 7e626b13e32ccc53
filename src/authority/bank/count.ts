import type { Actor } from '../access/actor.ts';
import { allow } from '../access/allow.ts';
import type { AuthorityDeps } from '../deps.ts';
import type { CertificateStatus, CrlRecord, OrderState } from '../ports/records.ts';

/** The bank at a glance, for those who run it. */
export interface BankCounts {
  readonly certificates: Readonly<Record<CertificateStatus, number>>;
  readonly orders: Readonly<Record<OrderState, number>>;
  readonly authorities: readonly {
    readonly id: string;
    readonly notAfter: Date;
    readonly crl: Pick<CrlRecord, 'number' | 'thisUpdate' | 'nextUpdate'> | null;
    /** When the responder's certificate ends; `null` where the authority has none. */
    readonly responderNotAfter: Date | null;
  }[];
}

/**
 * How many certificates and orders there are, and how fresh what the authorities publish is.
 *
 * @throws CertBankError `access.denied`
 */
export async function countBank(
  deps: Pick<AuthorityDeps, 'ledger' | 'issuers'>,
  request: { readonly actor: Actor },
): Promise<BankCounts> {
  allow(request.actor, 'bank.count');
  const { read } = deps.ledger;
  const [certificates, orders, authorities] = await Promise.all([
    read.certificates.countByStatus(),
    read.orders.countByState(),
    Promise.all(
      deps.issuers.authorities.map(async (issuer) => {
        const crl = await read.crls.findLatest(issuer.id, 0);
        return {
          id: issuer.id,
          notAfter: issuer.notAfter,
          crl:
            crl === undefined
              ? null
              : { number: crl.number, thisUpdate: crl.thisUpdate, nextUpdate: crl.nextUpdate },
          responderNotAfter: deps.issuers.findResponder(issuer.id)?.notAfter ?? null,
        };
      }),
    ),
  ]);
  return { certificates, orders, authorities };
}
