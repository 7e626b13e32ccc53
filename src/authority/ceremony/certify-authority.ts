import { toHex } from '../../base/bytes.ts';
import { wholeSeconds } from '../../base/clock.ts';
import { parsePublicKey, type PublicKey } from '../../formats/x509/public-key.ts';
import { describeActor, type Actor } from '../access/actor.ts';
import type { AuditAction } from '../audit/event.ts';
import { appendAudit } from '../audit/record.ts';
import type { AuthorityDeps } from '../deps.ts';
import { draftByProfile } from '../issuing/draft.ts';
import { issue } from '../issuing/issue.ts';
import type { SigningAuthority } from '../issuing/issuer.ts';
import { keyIdentifierOf } from '../issuing/key-identifier.ts';
import { lintCertificate } from '../issuing/lint.ts';
import { makeSerial } from '../issuing/serial.ts';
import type { Signer } from '../../crypto/signer.ts';
import type { IssuerRecord } from '../ports/records.ts';
import type { AuthorityRule, SubjectValues } from '../profiles/profile.ts';

export type CeremonyDeps = Pick<AuthorityDeps, 'ledger' | 'keys' | 'engine' | 'clock' | 'random'>;

/** A key that the key store just made. */
export interface FreshKey {
  readonly name: string;
  readonly publicKey: PublicKey;
  readonly keyIdentifier: Uint8Array;
}

/**
 * A new key under a name that begins with `id`. A ceremony that breaks off leaves its key
 * behind under a name of its own, so that the next attempt never meets it.
 */
export async function makeKey(deps: CeremonyDeps, id: string, rule: AuthorityRule): Promise<FreshKey> {
  const name = `${id}-${toHex(deps.random.bytes(4))}`;
  const { publicKey: der } = await deps.keys.generate(name, rule.key);
  const publicKey = parsePublicKey(der);
  return { name, publicKey, keyIdentifier: await keyIdentifierOf(deps.engine, publicKey) };
}

/** Who signs: the key's own certificate comes to be here, so for a root that is the key itself. */
export interface Certifier {
  readonly authority: SigningAuthority;
  readonly signer: Signer;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
}

/**
 * Certifies one of the bank's own keys and makes it known: certificate, issuer and audit record
 * in one transaction, after an intent as for every other certificate.
 */
export async function certifyAuthority(
  deps: CeremonyDeps,
  request: {
    readonly actor: Actor;
    readonly id: string;
    readonly role: IssuerRecord['role'];
    readonly rule: AuthorityRule;
    readonly subject: SubjectValues;
    readonly key: FreshKey;
    readonly certifier: Certifier;
    readonly action: AuditAction;
  },
): Promise<IssuerRecord> {
  const { id, role, rule, key, certifier, subject } = request;
  const { profile } = rule;
  const { authority } = certifier;
  const at = wholeSeconds(deps.clock.now());
  const draft = draftByProfile({
    profile,
    authority,
    subject,
    email: null,
    publicKey: key.publicKey,
    keyIdentifier: key.keyIdentifier,
    serial: makeSerial(deps.random),
    notBefore: at,
  });
  const linted = await lintCertificate(deps.engine, draft, { profile, authority });
  const facts = {
    commonName: subject.commonName,
    organisation: subject.organisation ?? null,
    email: null,
    cvr: null,
    ocesId: null,
    isListed: true,
    revocationCodeHash: null,
    revocationTriesLeft: 0,
  };
  let issuer: IssuerRecord | undefined;
  await issue(deps, {
    linted,
    signer: certifier.signer,
    authorityKey: certifier.publicKey,
    facts,
    at,
    async finish(stores, certificate) {
      issuer = {
        id,
        role,
        profileId: profile.id,
        parentId: authority.id,
        keyName: key.name,
        certificateDer: certificate.der,
        sha256: certificate.sha256,
        notBefore: certificate.notBefore,
        notAfter: certificate.notAfter,
        createdAt: at,
      };
      await stores.issuers.insert(issuer);
      await appendAudit(stores, deps.engine, {
        at,
        actor: describeActor(request.actor),
        action: request.action,
        object: id,
        details: { sha256: certificate.sha256, profile: profile.id, issuer: authority.id, key: key.name },
      });
    },
  });
  return issuer!;
}
