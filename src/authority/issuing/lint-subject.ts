import { compare } from '../../base/bytes.ts';
import { oid as encodeOid, sequence } from '../../formats/asn1/der-writer.ts';
import { TAG } from '../../formats/asn1/tag.ts';
import { looksLikeCpr } from '../../formats/oces/cpr.ts';
import { isCvr } from '../../formats/oces/cvr.ts';
import { ATTRIBUTE } from '../../formats/x509/attribute-types.ts';
import type { Name, NameAttribute } from '../../formats/x509/name.ts';
import type { Profile, SubjectField } from '../profiles/profile.ts';
import type { Report } from './lint-context.ts';
import { faultOf } from './subject.ts';

const TAGS = { utf8: TAG.utf8String, printable: TAG.printableString } as const;

/** Attributes that people fill in; the others have a syntax with no room for a CPR number. */
const FREE_TEXT: readonly string[] = [ATTRIBUTE.CN, ATTRIBUTE.O];

/** Where CVR numbers stand in subjects: in organizationIdentifier in OCES3, in O and serialNumber in OCES2. */
const CVR_IN_SUBJECT: Readonly<Record<string, RegExp>> = {
  [ATTRIBUTE.organizationIdentifier]: /^NTRDK-(.*)$/,
  [ATTRIBUTE.O]: / \/\/ CVR:(.*)$/,
  [ATTRIBUTE.serialNumber]: /^CVR:([^-]*)-/,
};

/** Reports where `subject` is not as `profile` says. */
export function lintSubject(subject: Name, profile: Profile, report: Report): void {
  const { rdns } = subject;
  if (rdns.length !== profile.subject.length) {
    report(`subject has ${rdns.length} RDNs instead of ${profile.subject.length}`);
    return;
  }
  rdns.forEach((rdn, index) => lintRdn(rdn, profile.subject[index]!, index + 1, report));
  lintCvr(subject, report);
}

function lintRdn(
  rdn: readonly NameAttribute[],
  fields: readonly SubjectField[],
  number: number,
  report: Report,
): void {
  if (rdn.length !== fields.length)
    report(`RDN ${number} has ${rdn.length} attributes instead of ${fields.length}`);
  for (const field of fields) {
    const attribute = rdn.find(({ oid }) => oid === field.oid);
    if (attribute === undefined) {
      report(`RDN ${number} lacks attribute ${field.oid}`);
      continue;
    }
    if (attribute.tag !== TAGS[field.as]) report(`attribute ${field.oid} has the wrong string type`);
    const fault = faultOf(field, attribute.value);
    if (fault !== undefined) report(`attribute ${field.oid} is ${fault}`);
    if (FREE_TEXT.includes(field.oid) && looksLikeCpr(attribute.value)) {
      report(`attribute ${field.oid} looks like a CPR number`);
    }
  }
  // X.690 section 11.6: the elements of a SET OF are sorted.
  const encodings = rdn.map(({ oid, valueDer }) => sequence(encodeOid(oid), valueDer));
  for (let i = 1; i < encodings.length; i++) {
    if (compare(encodings[i - 1]!, encodings[i]!) > 0) report(`RDN ${number} is not in the order of DER`);
  }
}

/** Every CVR number in the subject is one (modulus 11), and all are the same. */
function lintCvr(subject: Name, report: Report): void {
  const numbers = new Set<string>();
  for (const { oid, value } of subject.attributes) {
    const number = CVR_IN_SUBJECT[oid]?.exec(value)?.[1];
    if (number !== undefined) numbers.add(number);
  }
  for (const number of numbers) if (!isCvr(number)) report(`${number} is no CVR number`);
  if (numbers.size > 1) report('subject names several CVR numbers');
}
