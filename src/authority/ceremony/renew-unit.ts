import { ATTRIBUTE } from '../../formats/x509/attribute-types.ts';
import { serialText } from '../../formats/x509/serial-number.ts';
import { allow, type Action } from '../access/allow.ts';
import type { Actor } from '../access/actor.ts';
import type { AuditAction } from '../audit/event.ts';
import type { AuthorityDeps } from '../deps.ts';
import type { Issuer } from '../issuing/issuer.ts';
import type { IssuerRecord } from '../ports/records.ts';
import type { SubjectValues } from '../profiles/profile.ts';
import { SEALER_RENEWAL_DAYS, TIMESTAMPER_RENEWAL_DAYS } from '../profiles/services.ts';
import { certifyAuthority, makeKey } from './certify-authority.ts';

/** A key of the service below the issuing authority that signs neither certificates nor their status. */
export type UnitRole = 'timestamper' | 'sealer';

interface Unit {
  /** In identifiers. */
  readonly suffix: string;
  /** At the end of the common name. */
  readonly title: string;
  readonly renewalDays: number;
  readonly action: Action;
  readonly renewed: AuditAction;
}

const UNITS: Readonly<Record<UnitRole, Unit>> = {
  timestamper: {
    suffix: 'tsa',
    title: 'TSA',
    renewalDays: TIMESTAMPER_RENEWAL_DAYS,
    action: 'timestamper.renew',
    renewed: 'timestamper.renewed',
  },
  sealer: {
    suffix: 'seal',
    title: 'Seal',
    renewalDays: SEALER_RENEWAL_DAYS,
    action: 'sealer.renew',
    renewed: 'sealer.renewed',
  },
};

export type RenewUnitDeps = Pick<
  AuthorityDeps,
  'ledger' | 'issuers' | 'keys' | 'engine' | 'clock' | 'random'
>;

/**
 * Gives the bank a time-stamp authority or a seal, its first or its next, below the issuing authority: a fresh key and a
 * certificate for it. It signs from then on; what was signed before stays as good as the certificate that it is bound to.
 *
 * @throws CertBankError `access.denied` | `key.unreadable` | `service.not-ready` before the hierarchy is made
 */
export async function renewUnit(
  deps: RenewUnitDeps,
  request: { readonly actor: Actor; readonly role: UnitRole },
): Promise<IssuerRecord> {
  const { actor, role } = request;
  const unit = UNITS[role];
  allow(actor, unit.action);
  const authority = deps.issuers.issuing;
  const rule = authority.family[role];
  const count = deps.issuers.all.filter(({ record }) => record.role === role).length;
  const id = `${authority.id}-${unit.suffix}-${count + 1}`;
  const key = await makeKey(deps, id, rule);
  const record = await certifyAuthority(deps, {
    actor,
    id,
    role,
    rule,
    subject: unitName(authority, unit.title),
    key,
    certifier: { authority, signer: await authority.signer(), publicKey: authority.publicKeyDer },
    action: count === 0 ? 'issuer.created' : unit.renewed,
  });
  await deps.issuers.reload();
  return record;
}

/** Whether the bank lacks such a key, the one that it has has been in use for long enough, or is revoked. */
export async function isUnitDue(
  deps: Pick<AuthorityDeps, 'ledger' | 'issuers' | 'clock'>,
  role: UnitRole,
): Promise<boolean> {
  const newest = deps.issuers.findUnit(role);
  if (newest === undefined) return true;
  const limit = deps.clock.now().getTime() + UNITS[role].renewalDays * 86_400_000;
  if (newest.notAfter.getTime() <= limit) return true;
  const { certificate, record } = newest;
  const serial = serialText(certificate.serialNumber);
  return (await deps.ledger.read.certificates.findStatus(record.parentId, serial))?.status === 'revoked';
}

/** The authority's own name with what it is at the end. */
function unitName({ certificate }: Issuer, title: string): SubjectValues {
  const { subject } = certificate;
  const organisation = subject.find(ATTRIBUTE.O) ?? '';
  const commonName = `${subject.find(ATTRIBUTE.CN) ?? organisation} ${title}`;
  return { commonName, organisation, country: subject.find(ATTRIBUTE.C) ?? '' };
}
