import { SYSTEM } from '../access/actor.ts';
import type { Issuer } from '../issuing/issuer.ts';
import type { IssuerRecord } from '../ports/records.ts';
import { authorityName, type HierarchyConfig } from './authority-names.ts';
import { certifyAuthority, makeKey, type CeremonyDeps } from './certify-authority.ts';

/** Makes the authority that issues to holders, certified by `root`. */
export async function createIssuer(
  deps: CeremonyDeps,
  request: { readonly root: Issuer; readonly names: HierarchyConfig },
): Promise<IssuerRecord> {
  const { root, names } = request;
  const rule = root.family.issuing;
  const id = 'issuing';
  const key = await makeKey(deps, id, rule);
  return certifyAuthority(deps, {
    actor: SYSTEM,
    id,
    role: 'issuing',
    rule,
    subject: authorityName(names, 'issuing'),
    key,
    certifier: { authority: root, signer: await root.signer(), publicKey: root.publicKeyDer },
    action: 'issuer.created',
  });
}
