import { compare } from '../../base/bytes.ts';
import { isCertBankError } from '../../base/errors.ts';
import { oid as encodeOid, sequence } from '../../formats/asn1/der-writer.ts';
import { TAG } from '../../formats/asn1/tag.ts';
import { ATTRIBUTE, attributeName } from '../../formats/x509/attribute-types.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { Name, NameAttribute } from '../../formats/x509/name.ts';
import type { ReportLint } from './finding.ts';

/** Characters at most: the upper bounds of RFC 5280 appendix A.1. */
const LONGEST = new Map<string, number>([
  [ATTRIBUTE.CN, 64],
  [ATTRIBUTE.surname, 32_768],
  [ATTRIBUTE.serialNumber, 64],
  [ATTRIBUTE.C, 2],
  [ATTRIBUTE.L, 128],
  [ATTRIBUTE.ST, 128],
  [ATTRIBUTE.STREET, 128],
  [ATTRIBUTE.O, 64],
  [ATTRIBUTE.OU, 64],
  [ATTRIBUTE.title, 64],
  [ATTRIBUTE.postalCode, 40],
  [ATTRIBUTE.name, 32_768],
  [ATTRIBUTE.givenName, 32_768],
  [ATTRIBUTE.pseudonym, 128],
  [ATTRIBUTE.emailAddress, 255],
]);

/** Attributes whose string type is fixed; all others are of type DirectoryString. */
const FIXED_TYPES = new Map<string, number>([
  [ATTRIBUTE.C, TAG.printableString],
  [ATTRIBUTE.serialNumber, TAG.printableString],
  [ATTRIBUTE.dnQualifier, TAG.printableString],
  [ATTRIBUTE.emailAddress, TAG.ia5String],
  [ATTRIBUTE.DC, TAG.ia5String],
]);

/** X.680 section 41.4. */
const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;

/** Issuer and subject, and that the subject is not nobody. */
export function lintNames(certificate: Certificate, report: ReportLint): void {
  lintName('issuer', certificate.issuer, report);
  lintName('subject', certificate.subject, report);
  try {
    if (certificate.issuer.isEmpty) report('name.issuer-empty', 'the issuer has no name');
    if (certificate.subject.isEmpty) lintNamelessSubject(certificate, report);
    lintEmail(certificate, report);
  } catch (error) {
    // What cannot be read was reported where it stands.
    if (!isCertBankError(error)) throw error;
  }
}

function lintNamelessSubject(certificate: Certificate, report: ReportLint): void {
  if (certificate.basicConstraints?.ca === true) report('name.subject-empty', 'an authority without a name');
  else if (certificate.subjectAlternativeName === undefined)
    report('name.subject-empty', 'neither subject nor alternative name');
}

/** An address in the subject must stand in the alternative name too. */
function lintEmail({ subject, subjectAlternativeName }: Certificate, report: ReportLint): void {
  for (const { oid, value } of subject.attributes) {
    if (oid !== ATTRIBUTE.emailAddress) continue;
    const isAlternative = subjectAlternativeName?.some(
      (name) => name.kind === 'email' && name.value === value,
    );
    if (isAlternative !== true)
      report('name.email-not-alternative', 'an e-mail address of the subject is not in its alternative name');
  }
}

function lintName(which: 'issuer' | 'subject', name: Name, report: ReportLint): void {
  try {
    for (const rdn of name.rdns) {
      for (const attribute of rdn) lintAttribute(which, attribute, report);
      const encodings = rdn.map(({ oid, valueDer }) => sequence(encodeOid(oid), valueDer));
      for (let i = 1; i < encodings.length; i++) {
        if (compare(encodings[i - 1]!, encodings[i]!) > 0)
          report('name.order', `attributes of one RDN of the ${which} are not in the order of DER`);
      }
    }
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    report('name.malformed', `the ${which} cannot be read: ${error.message}`);
  }
}

function lintAttribute(which: string, attribute: NameAttribute, report: ReportLint): void {
  const { oid, tag, value, isText } = attribute;
  const type = attributeName(oid);
  if (type === undefined) return;
  const what = `${type} of the ${which}`;
  if (!isText) {
    report('name.characters', `${what} is no text of its type`);
    return;
  }
  const fixed = FIXED_TYPES.get(oid);
  if (fixed !== undefined) {
    if (tag !== fixed)
      report(
        'name.fixed-type',
        `${what} is not of type ${fixed === TAG.ia5String ? 'IA5String' : 'PrintableString'}`,
      );
  } else if (tag !== TAG.utf8String && tag !== TAG.printableString) {
    report('name.string-type', `${what} is neither UTF8String nor PrintableString`);
  }
  if (tag === TAG.printableString && !PRINTABLE.test(value))
    report('name.characters', `${what} has characters that a PrintableString cannot hold`);
  if (/\p{Cc}/u.test(value)) report('name.characters', `${what} has control characters`);
  const length = Array.from(value).length;
  const longest = LONGEST.get(oid);
  if (length === 0) report('name.value-empty', `${what} is empty`);
  if (longest !== undefined && length > longest)
    report('name.too-long', `${what} has ${length} characters, more than ${longest}`);
  if (oid === ATTRIBUTE.C && !/^[A-Za-z]{2}$/.test(value))
    report('name.country', `${what} is not a country code of two letters`);
  if (/^\s|\s$|\s{2}/.test(value)) report('name.spaces', `${what} has spaces that comparison leaves out`);
}
