import { CertBankError } from '../../base/errors.ts';
import type { Actor } from '../access/actor.ts';
import { isAllowed } from '../access/allow.ts';
import type { AuthorityDeps } from '../deps.ts';
import type { Page, PageRequest } from '../ports/ledger.ts';
import type { CertificateRecord, CertificateStatus } from '../ports/records.ts';
import { classifyQuery } from './query.ts';

const MAX_LIMIT = 100;

export interface SearchRequest {
  readonly actor: Actor;
  /** What a person typed; see `classifyQuery`. Empty: all, for those who may see all. */
  readonly q: string;
  readonly status?: CertificateStatus | undefined;
  readonly page: PageRequest;
}

/**
 * A page of certificates, newest first: revoked and expired ones too.
 *
 * The public finds listed certificates of holders, and any by its exact SHA-256 or serial number.
 * Those who run the bank find unlisted ones and the authority's own as well, and may leave `q` empty.
 *
 * @throws CertBankError `search.invalid`
 */
export async function searchBank(
  deps: Pick<AuthorityDeps, 'ledger'>,
  request: SearchRequest,
): Promise<Page<CertificateRecord>> {
  const { actor, q, status } = request;
  const { limit, cursor } = request.page;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new CertBankError('search.invalid', { why: 'limit' }, `limit must be 1 to ${MAX_LIMIT}`);
  }
  const includeUnlisted = isAllowed(actor, 'certificate.see-unlisted');
  const isForAll = q.trim() === '';
  // The public bank answers who asks for somebody; it is not there to be copied.
  if (isForAll && !includeUnlisted) {
    throw new CertBankError('search.invalid', { why: 'too-short' }, 'say whom you look for');
  }
  return deps.ledger.read.certificates.search(
    { ...(isForAll ? {} : classifyQuery(q)), ...(status !== undefined && { status }), includeUnlisted },
    { limit, cursor },
  );
}
