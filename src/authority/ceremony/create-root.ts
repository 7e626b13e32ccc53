import { wholeSeconds } from '../../base/clock.ts';
import { SYSTEM } from '../access/actor.ts';
import { notAfterOf } from '../issuing/draft.ts';
import type { SigningAuthority } from '../issuing/issuer.ts';
import { locationsOf } from '../issuing/locations.ts';
import { encodeSubject } from '../issuing/subject.ts';
import type { IssuerRecord } from '../ports/records.ts';
import type { Family } from '../profiles/profile.ts';
import { authorityName, type HierarchyConfig } from './authority-names.ts';
import { certifyAuthority, makeKey, type CeremonyDeps } from './certify-authority.ts';

/** Makes the root: its key, and the certificate that it signs for itself. */
export async function createRoot(
  deps: CeremonyDeps,
  request: { readonly family: Family; readonly names: HierarchyConfig; readonly baseUrl: string },
): Promise<IssuerRecord> {
  const rule = request.family.root;
  const id = 'root';
  const subject = authorityName(request.names, 'root');
  const key = await makeKey(deps, id, rule);
  const notBefore = wholeSeconds(deps.clock.now());
  const authority: SigningAuthority = {
    id,
    nameDer: encodeSubject(rule.profile, subject),
    keyIdentifier: key.keyIdentifier,
    scheme: rule.scheme,
    notBefore,
    notAfter: notAfterOf(rule.profile, notBefore),
    locations: locationsOf(request.baseUrl, id),
  };
  const signer = await deps.keys.signer(key.name, rule.scheme);
  const certifier = { authority, signer, publicKey: key.publicKey.der };
  return certifyAuthority(deps, {
    actor: SYSTEM,
    id,
    role: 'root',
    rule,
    subject,
    key,
    certifier,
    action: 'issuer.created',
  });
}
