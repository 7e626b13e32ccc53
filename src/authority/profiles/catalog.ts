import { CertBankError } from '../../base/errors.ts';
import type { SignatureScheme } from '../../formats/algorithms.ts';
import { ISSUING_OCES2, ISSUING_OCES3, ISSUING_P256, ROOT_OCES2, ROOT_OCES3, ROOT_P256 } from './issuers.ts';
import { POCES2, POCES3 } from './poces.ts';
import type { AuthorityRule, Family, FamilyId, Profile } from './profile.ts';
import { OCSP_RESPONDER, SEALER, TIMESTAMPER } from './services.ts';
import { VOCES2, VOCES3 } from './voces.ts';

// RFC 4055 section 3.1 recommends a salt as long as the hash; OCES3 does so.
const PSS_SHA256: SignatureScheme = { kind: 'rsa-pss', hash: 'SHA-256', mgfHash: 'SHA-256', saltLength: 32 };
const PSS_SHA512: SignatureScheme = { kind: 'rsa-pss', hash: 'SHA-512', mgfHash: 'SHA-512', saltLength: 64 };
const PKCS1_SHA256: SignatureScheme = { kind: 'rsa-pkcs1', hash: 'SHA-256' };
const ECDSA_SHA256: SignatureScheme = { kind: 'ecdsa', hash: 'SHA-256' };
const ECDSA_SHA384: SignatureScheme = { kind: 'ecdsa', hash: 'SHA-384' };

/** A P-256 key answers thirty times as fast as RSA-3072, and every OCSP client in use reads it. */
const FAST_RESPONDER: AuthorityRule = { profile: OCSP_RESPONDER, key: 'P-256', scheme: ECDSA_SHA256 };

/** As fast, and every verifier of time-stamps reads it. */
const FAST_TIMESTAMPER: AuthorityRule = { profile: TIMESTAMPER, key: 'P-256', scheme: ECDSA_SHA256 };

/** As fast, and every reader of signed PDFs reads it. */
const FAST_SEALER: AuthorityRule = { profile: SEALER, key: 'P-256', scheme: ECDSA_SHA256 };

/** The hierarchies that a bank can be set up with. */
export const FAMILIES: Readonly<Record<FamilyId, Family>> = {
  oces3: {
    id: 'oces3',
    root: { profile: ROOT_OCES3, key: 'RSA-4096', scheme: PSS_SHA512 },
    issuing: { profile: ISSUING_OCES3, key: 'RSA-3072', scheme: PSS_SHA256 },
    responder: FAST_RESPONDER,
    timestamper: FAST_TIMESTAMPER,
    sealer: FAST_SEALER,
    holders: [POCES3, VOCES3],
  },
  oces2: {
    id: 'oces2',
    root: { profile: ROOT_OCES2, key: 'RSA-4096', scheme: PKCS1_SHA256 },
    issuing: { profile: ISSUING_OCES2, key: 'RSA-2048', scheme: PKCS1_SHA256 },
    responder: { profile: OCSP_RESPONDER, key: 'RSA-2048', scheme: PKCS1_SHA256 },
    timestamper: FAST_TIMESTAMPER,
    sealer: FAST_SEALER,
    holders: [POCES2, VOCES2],
  },
  p256: {
    id: 'p256',
    root: { profile: ROOT_P256, key: 'P-384', scheme: ECDSA_SHA384 },
    issuing: { profile: ISSUING_P256, key: 'P-256', scheme: ECDSA_SHA256 },
    responder: FAST_RESPONDER,
    timestamper: FAST_TIMESTAMPER,
    sealer: FAST_SEALER,
    holders: [POCES3, VOCES3],
  },
};

/**
 * The hierarchy to which an authority's own certificate belongs, by its profile.
 *
 * @throws CertBankError `profile.unknown`
 */
export function getFamily(authorityProfileId: string): Family {
  for (const family of Object.values(FAMILIES)) {
    if ([family.root, family.issuing].some((rule) => rule.profile.id === authorityProfileId)) return family;
  }
  throw unknown(authorityProfileId);
}

/**
 * The profile `id` of those that `family` gives to holders.
 *
 * @throws CertBankError `profile.unknown`
 */
export function getHolderProfile(family: Family, id: string): Profile {
  const profile = family.holders.find((candidate) => candidate.id === id);
  if (profile === undefined) throw unknown(id);
  return profile;
}

/** The profile that `family` gives to holders of this kind unless another is asked for. */
export function usualProfile(family: Family, kind: Profile['kind']): Profile {
  const profile = family.holders.find((candidate) => candidate.kind === kind);
  if (profile === undefined) throw unknown(kind);
  return profile;
}

function unknown(profile: string): CertBankError {
  return new CertBankError('profile.unknown', { profile }, `no profile ${profile} in this hierarchy`);
}
