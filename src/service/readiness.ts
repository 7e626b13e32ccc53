import type { AuthorityDeps } from '../authority/deps.ts';
import type { OpenLedger } from '../adapters/store/ledger.ts';

/**
 * Whether clients should be sent here: the database answers, every authority has a CRL that is still
 * current, and the issuing authority has a responder whose certificate is valid.
 */
export async function checkReadiness(
  authority: AuthorityDeps,
  store: OpenLedger,
): Promise<Readonly<Record<'database' | 'crl' | 'responder', boolean>>> {
  const at = authority.clock.now();
  const database = await store.isReady();
  const { issuers, ledger } = authority;
  const authorities = issuers.authorities;
  const crls = database
    ? await Promise.all(
        authorities.map(({ id }) => ledger.read.crls.findLatest(id, 0).catch(() => undefined)),
      )
    : [];
  const crl = crls.length > 0 && crls.every((latest) => latest !== undefined && latest.nextUpdate > at);
  const issuing = authorities.find(({ record }) => record.role === 'issuing');
  const responder = issuing === undefined ? undefined : issuers.findResponder(issuing.id, at);
  return { database, crl, responder: responder !== undefined };
}
