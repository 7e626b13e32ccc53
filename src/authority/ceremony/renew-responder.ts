import { ATTRIBUTE } from '../../formats/x509/attribute-types.ts';
import type { Actor } from '../access/actor.ts';
import { allow } from '../access/allow.ts';
import type { AuthorityDeps } from '../deps.ts';
import type { Issuer } from '../issuing/issuer.ts';
import type { IssuerRecord } from '../ports/records.ts';
import type { SubjectValues } from '../profiles/profile.ts';
import { RESPONDER_RENEWAL_DAYS } from '../profiles/services.ts';
import { certifyAuthority, makeKey } from './certify-authority.ts';

export type RenewResponderDeps = Pick<
  AuthorityDeps,
  'ledger' | 'issuers' | 'keys' | 'engine' | 'clock' | 'random'
>;

/**
 * Gives an authority an OCSP responder, its first or its next: a fresh key and a certificate for
 * it. Answers are signed by it from then on; those of the one before stay good, because each
 * carries its responder's certificate.
 *
 * @throws CertBankError `access.denied` | `issuer.not-found` | `key.unreadable`
 */
export async function renewResponder(
  deps: RenewResponderDeps,
  request: { readonly actor: Actor; readonly issuerId: string },
): Promise<IssuerRecord> {
  const { actor, issuerId } = request;
  allow(actor, 'responder.renew');
  const authority = deps.issuers.get(issuerId);
  const rule = authority.family.responder;
  const count = deps.issuers.all.filter((issuer) => isResponderOf(issuer, issuerId)).length;
  const id = `${issuerId}-ocsp-${count + 1}`;
  const key = await makeKey(deps, id, rule);
  const record = await certifyAuthority(deps, {
    actor,
    id,
    role: 'responder',
    rule,
    subject: responderName(authority),
    key,
    certifier: { authority, signer: await authority.signer(), publicKey: authority.publicKeyDer },
    action: count === 0 ? 'issuer.created' : 'responder.renewed',
  });
  await deps.issuers.reload();
  return record;
}

/** The authorities below the root whose responder is missing, revoked or near its end. */
export async function listDueResponders(
  deps: Pick<AuthorityDeps, 'ledger' | 'issuers' | 'clock'>,
): Promise<string[]> {
  const limit = deps.clock.now().getTime() + RESPONDER_RENEWAL_DAYS * 86_400_000;
  const due: string[] = [];
  for (const { id, record } of deps.issuers.authorities) {
    if (record.role !== 'issuing') continue;
    const responder = deps.issuers.findResponder(id);
    if (responder === undefined || responder.notAfter.getTime() <= limit) due.push(id);
    else {
      const known = await deps.ledger.read.certificates.findBySha256(responder.record.sha256);
      if (known?.status !== 'good') due.push(id);
    }
  }
  return due;
}

function isResponderOf({ record }: Issuer, issuerId: string): boolean {
  return record.role === 'responder' && record.parentId === issuerId;
}

/** The authority's own name with what it is at the end. */
function responderName({ certificate }: Issuer): SubjectValues {
  const { subject } = certificate;
  const organisation = subject.find(ATTRIBUTE.O) ?? '';
  const commonName = `${subject.find(ATTRIBUTE.CN) ?? organisation} OCSP`;
  return { commonName, organisation, country: subject.find(ATTRIBUTE.C) ?? '' };
}
