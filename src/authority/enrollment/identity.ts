import { CertBankError } from '../../base/errors.ts';
import { toHex } from '../../base/bytes.ts';
import type { RandomSource } from '../../base/random.ts';
import { looksLikeCpr } from '../../formats/oces/cpr.ts';
import { isCvr } from '../../formats/oces/cvr.ts';
import { ATTRIBUTE } from '../../formats/x509/attribute-types.ts';
import { faultOf, fillField } from '../issuing/subject.ts';
import type { Registration } from '../ports/records.ts';
import type { Profile, SubjectValues } from '../profiles/profile.ts';

/** RFC 5321 section 4.5.3.1: octets of an address and of its local part. */
const MAX_EMAIL = 254;
const EMAIL =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])$/;
const MAX_LOCAL_PART = 64;

function invalid(field: string, why: string): CertBankError {
  return new CertBankError('registration.invalid', { field, why }, `${field}: ${why}`);
}

/** One spelling of a name: composed characters, single spaces, none at the ends; empty becomes `null`. */
function tidy(text: string | null): string | null {
  const tidied = (text ?? '').normalize('NFC').replace(/ +/g, ' ').trim();
  return tidied === '' ? null : tidied;
}

/**
 * `given` in one spelling, if a certificate of `profile` can say it.
 *
 * A text that looks like a CPR number is refused in every field: what never comes in cannot get out.
 *
 * Does not check: that anybody of this name exists.
 *
 * @throws CertBankError `registration.invalid` with the field and why
 */
export function checkRegistration(profile: Profile, given: Registration): Registration {
  const registration: Registration = {
    kind: given.kind,
    commonName: tidy(given.commonName) ?? '',
    organisation: tidy(given.organisation),
    cvr: tidy(given.cvr)?.replaceAll(' ', '') ?? null,
    email: tidy(given.email),
  };
  const { commonName, organisation, cvr, email } = registration;
  for (const [field, value] of Object.entries({ commonName, organisation, cvr, email })) {
    if (value !== null && looksLikeCpr(value)) throw invalid(field, 'looks like a CPR number');
  }
  if (registration.kind !== profile.kind) throw invalid('kind', `this profile is for ${profile.kind}`);
  if (registration.kind === 'VOCES') {
    if (organisation === null) throw invalid('organisation', 'missing');
    if (cvr === null) throw invalid('cvr', 'missing');
    if (!isCvr(cvr)) throw invalid('cvr', 'no CVR number');
  } else {
    if (organisation !== null) throw invalid('organisation', 'a person has none');
    if (cvr !== null) throw invalid('cvr', 'a person has none');
  }
  if (email !== null) checkEmail(email);
  checkSubject(profile, registration);
  return registration;
}

function checkEmail(email: string): void {
  if (email.length > MAX_EMAIL || email.indexOf('@') > MAX_LOCAL_PART) throw invalid('email', 'too long');
  if (!EMAIL.test(email)) throw invalid('email', 'no e-mail address');
}

/** The fields of a registration by the attribute that they end up in. */
const FIELDS: Readonly<Record<string, string>> = {
  [ATTRIBUTE.CN]: 'commonName',
  [ATTRIBUTE.O]: 'organisation',
  [ATTRIBUTE.organizationIdentifier]: 'cvr',
};

function checkSubject(profile: Profile, registration: Registration): void {
  const values = subjectValues(registration, '');
  for (const field of profile.subject.flat()) {
    const name = FIELDS[field.oid];
    const fault = name === undefined ? undefined : faultOf(field, fillField(field, values));
    if (name !== undefined && fault !== undefined) throw invalid(name, fault);
  }
}

/** The values that a profile may put into the subject. */
export function subjectValues(registration: Registration, ocesId: string): SubjectValues {
  const { commonName, organisation, cvr } = registration;
  return { commonName, ocesId, ...(organisation !== null && { organisation }), ...(cvr !== null && { cvr }) };
}

/** A fresh identifier of the kind that `profile` gives its holders; random, so that it tells nothing about them. */
export function makeOcesId(profile: Profile, registration: Registration, random: RandomSource): string {
  if (profile.ocesId === null) throw new TypeError(`profile ${profile.id} is not for holders`);
  return profile.ocesId
    .replace('{uuid}', () => makeUuid(random))
    .replace('{digits}', () => makeDigits(random, 12))
    .replace('{cvr}', () => registration.cvr ?? '');
}

/** RFC 9562 section 5.4: version 4. */
function makeUuid(random: RandomSource): string {
  const bytes = Uint8Array.from(random.bytes(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Uniform decimal digits: bytes from 250 on are drawn again. */
function makeDigits(random: RandomSource, count: number): string {
  let digits = '';
  while (digits.length < count) {
    for (const byte of random.bytes(count))
      if (byte < 250 && digits.length < count) digits += String(byte % 10);
  }
  return digits;
}
