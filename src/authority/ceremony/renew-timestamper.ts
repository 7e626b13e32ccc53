import { ATTRIBUTE } from '../../formats/x509/attribute-types.ts';
import { serialText } from '../../formats/x509/serial-number.ts';
import type { Actor } from '../access/actor.ts';
import { allow } from '../access/allow.ts';
import type { AuthorityDeps } from '../deps.ts';
import type { Issuer } from '../issuing/issuer.ts';
import type { IssuerRecord } from '../ports/records.ts';
import type { SubjectValues } from '../profiles/profile.ts';
import { TIMESTAMPER_RENEWAL_DAYS } from '../profiles/services.ts';
import { certifyAuthority, makeKey } from './certify-authority.ts';

export type RenewTimestamperDeps = Pick<
  AuthorityDeps,
  'ledger' | 'issuers' | 'keys' | 'engine' | 'clock' | 'random'
>;

/**
 * Gives the bank a time-stamp authority, its first or its next, below the issuing authority: a fresh key and a
 * certificate for it. Tokens are signed by it from then on; those given before stay as good as the certificate
 * that each of them is bound to.
 *
 * @throws CertBankError `access.denied` | `key.unreadable` | `service.not-ready` before the hierarchy is made
 */
export async function renewTimestamper(
  deps: RenewTimestamperDeps,
  request: { readonly actor: Actor },
): Promise<IssuerRecord> {
  const { actor } = request;
  allow(actor, 'timestamper.renew');
  const authority = deps.issuers.issuing;
  const rule = authority.family.timestamper;
  const count = deps.issuers.all.filter(({ record }) => record.role === 'timestamper').length;
  const id = `${authority.id}-tsa-${count + 1}`;
  const key = await makeKey(deps, id, rule);
  const record = await certifyAuthority(deps, {
    actor,
    id,
    role: 'timestamper',
    rule,
    subject: timestamperName(authority),
    key,
    certifier: { authority, signer: await authority.signer(), publicKey: authority.publicKeyDer },
    action: count === 0 ? 'issuer.created' : 'timestamper.renewed',
  });
  await deps.issuers.reload();
  return record;
}

/** Whether the bank lacks a time-stamp authority, its key has been in use for long enough, or it is revoked. */
export async function isTimestamperDue(
  deps: Pick<AuthorityDeps, 'ledger' | 'issuers' | 'clock'>,
): Promise<boolean> {
  const timestamper = deps.issuers.findTimestamper();
  if (timestamper === undefined) return true;
  const limit = deps.clock.now().getTime() + TIMESTAMPER_RENEWAL_DAYS * 86_400_000;
  if (timestamper.notAfter.getTime() <= limit) return true;
  const { certificate, record } = timestamper;
  const serial = serialText(certificate.serialNumber);
  return (await deps.ledger.read.certificates.findStatus(record.parentId, serial))?.status === 'revoked';
}

/** The authority's own name with what it is at the end. */
function timestamperName({ certificate }: Issuer): SubjectValues {
  const { subject } = certificate;
  const organisation = subject.find(ATTRIBUTE.O) ?? '';
  const commonName = `${subject.find(ATTRIBUTE.CN) ?? organisation} TSA`;
  return { commonName, organisation, country: subject.find(ATTRIBUTE.C) ?? '' };
}
