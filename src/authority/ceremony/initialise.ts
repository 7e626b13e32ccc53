import { isCertBankError } from '../../base/errors.ts';
import { SYSTEM } from '../access/actor.ts';
import { Issuers } from '../issuing/issuers.ts';
import { FAMILIES } from '../profiles/catalog.ts';
import type { FamilyId } from '../profiles/profile.ts';
import { listDueCrls, publishCrl } from '../status/publish-crl.ts';
import type { HierarchyConfig } from './authority-names.ts';
import type { CeremonyDeps } from './certify-authority.ts';
import { createIssuer } from './create-issuer.ts';
import { createRoot } from './create-root.ts';
import { listDueResponders, renewResponder } from './renew-responder.ts';
import { isUnitDue, renewUnit } from './renew-unit.ts';

export type Step = 'root' | 'issuing' | 'responder' | 'timestamper' | 'sealer' | 'crl';

export interface InitialiseRequest extends HierarchyConfig {
  readonly profile: FamilyId;
  /** Public address of the bank, which goes into certificates. */
  readonly baseUrl: string;
  /** Told of each step before it begins; making keys of 4096 bits takes seconds. */
  readonly onStep?: ((step: Step) => void) | undefined;
}

/**
 * Makes the hierarchy: root, issuing authority, OCSP responder, time-stamp authority, seal, and the first CRLs. What is
 * there already stays, so that a ceremony that broke off is finished by calling again, and a
 * finished one is left as it is. Of several processes that begin at once the first makes each part, and the others
 * go on with it.
 *
 * @throws CertBankError `lint.failed` for names that no certificate may bear; `key.unreadable`
 */
export async function initialise(deps: CeremonyDeps, request: InitialiseRequest): Promise<Issuers> {
  const { baseUrl, onStep } = request;
  const issuers = await Issuers.load(deps, { baseUrl });
  const has = (role: string) => issuers.all.some(({ record }) => record.role === role);
  const make = async (step: Step, work: () => Promise<unknown>): Promise<void> => {
    onStep?.(step);
    try {
      await work();
    } catch (error) {
      if (!isCertBankError(error, 'store.conflict')) throw error;
    }
    await issuers.reload();
  };
  if (!has('root')) {
    await make('root', () =>
      createRoot(deps, { family: FAMILIES[request.profile], names: request, baseUrl }),
    );
  }
  if (!has('issuing')) {
    await make('issuing', () => createIssuer(deps, { root: issuers.root, names: request }));
  }
  const all = { ...deps, issuers };
  for (const issuerId of await listDueResponders(all)) {
    await make('responder', () => renewResponder(all, { actor: SYSTEM, issuerId }));
  }
  for (const role of ['timestamper', 'sealer'] as const) {
    if (await isUnitDue(all, role)) await make(role, () => renewUnit(all, { actor: SYSTEM, role }));
  }
  for (const issuerId of await listDueCrls(all)) {
    await make('crl', () => publishCrl(all, { actor: SYSTEM, issuerId }));
  }
  return issuers;
}
