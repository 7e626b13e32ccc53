import type { NameAttributeDraft } from '../../formats/x509/name.ts';
import { encodeName } from '../../formats/x509/name.ts';
import type { Profile, SubjectField, SubjectValues } from '../profiles/profile.ts';

/** The finished value of `field`: each `{name}` replaced once, so that a value cannot name another. */
export function fillField(field: SubjectField, values: SubjectValues): string {
  return field.value.replace(/\{(\w+)\}/g, (_, name: string) => values[name as keyof SubjectValues] ?? '');
}

/** What is wrong with the finished `value` of `field`, if anything. */
export function faultOf(field: SubjectField, value: string): string | undefined {
  if (value === '') return 'empty';
  // RFC 5280 appendix A.1 counts characters.
  if (Array.from(value).length > field.maxLength) return `longer than ${field.maxLength} characters`;
  return field.pattern.test(value) ? undefined : 'malformed';
}

/** The DER of the name that `profile` gives to a subject with these values. */
export function encodeSubject(profile: Profile, values: SubjectValues): Uint8Array {
  return encodeName(
    profile.subject.map((rdn) =>
      rdn.map((field): NameAttributeDraft => ({
        oid: field.oid,
        value: fillField(field, values),
        as: field.as,
      })),
    ),
  );
}
