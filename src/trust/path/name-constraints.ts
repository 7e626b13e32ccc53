import type { Certificate } from '../../formats/x509/certificate.ts';
import { ATTRIBUTE } from '../../formats/x509/attribute-types.ts';
import type { GeneralName } from '../../formats/x509/general-name.ts';
import type { Meter } from './budget.ts';
import type { Fault } from './failure.ts';
import { dnsNameWithin, emailWithin, ipAddressWithin, uriWithin } from './name-matching.ts';

type Form = GeneralName['kind'];

/** The subtrees that one authority's certificate permits and excludes, by the form of their names. */
export interface NameConstraints {
  readonly permitted: ReadonlyMap<Form, readonly GeneralName[]>;
  readonly excluded: ReadonlyMap<Form, readonly GeneralName[]>;
}

function byForm(names: readonly GeneralName[]): Map<Form, GeneralName[]> {
  const forms = new Map<Form, GeneralName[]>();
  for (const name of names) {
    const known = forms.get(name.kind);
    if (known === undefined) forms.set(name.kind, [name]);
    else known.push(name);
  }
  return forms;
}

/** The name constraints of `certificate`, or `undefined` where it has none. */
export function nameConstraintsOf(certificate: Certificate): NameConstraints | undefined {
  const extension = certificate.nameConstraints;
  if (extension === undefined) return undefined;
  return { permitted: byForm(extension.permitted), excluded: byForm(extension.excluded) };
}

/** Every name of `certificate` that constraints apply to, by form. */
export function namesOf(certificate: Certificate): ReadonlyMap<Form, readonly GeneralName[]> {
  const names: GeneralName[] = [...(certificate.subjectAlternativeName ?? [])];
  const { subject } = certificate;
  if (subject.rdns.length > 0) {
    names.push({ kind: 'directory', name: subject });
    // Section 4.2.1.10: addresses in the subject are constrained too. It asks so only where there is no
    // alternative name; an address beside one would otherwise escape.
    for (const { oid, value } of subject.rdns.flat()) {
      if (oid === ATTRIBUTE.emailAddress) names.push({ kind: 'email', value });
    }
  }
  return byForm(names);
}

/**
 * Checks the names of a certificate against the constraints of one authority above it.
 *
 * A name must lie in one of the permitted subtrees of its form, where there are any, and in none of the
 * excluded. Doing so for each authority of a path intersects what they permit and adds up what they exclude,
 * as section 6.1.4 (g) has it. A name or constraint that cannot be understood is refused, as is any name
 * of a form for which no rule exists when its form is constrained.
 *
 * Does not check: whether `certificate` is exempt because it is self-issued.
 *
 * @throws BudgetExhausted
 * @source RFC 5280 section 4.2.1.10, 6.1.3 (b), (c)
 */
export function checkNameConstraints(
  names: ReadonlyMap<Form, readonly GeneralName[]>,
  constraints: NameConstraints,
  meter: Meter,
): Omit<Fault, 'certificate'> | undefined {
  for (const [form, ofForm] of names) {
    const permitted = constraints.permitted.get(form) ?? [];
    const excluded = constraints.excluded.get(form) ?? [];
    const count = permitted.length + excluded.length;
    if (count === 0) continue;
    meter.nameChecks(ofForm.length * count);
    for (const name of ofForm) {
      for (const subtree of excluded) {
        const isInside = isWithin(name, subtree, true);
        if (isInside === undefined) return malformed(name, subtree);
        if (isInside) return violated(name, 'lies in an excluded subtree');
      }
      if (permitted.length === 0) continue;
      let isPermitted = false;
      for (const subtree of permitted) {
        const isInside = isWithin(name, subtree, false);
        if (isInside === undefined) return malformed(name, subtree);
        if (isInside) {
          isPermitted = true;
          break;
        }
      }
      if (!isPermitted) return violated(name, 'lies in no permitted subtree');
    }
  }
  return undefined;
}

function isWithin(name: GeneralName, subtree: GeneralName, isExclusion: boolean): boolean | undefined {
  if (name.kind === 'dns' && subtree.kind === 'dns') return dnsNameWithin(name.value, subtree.value, isExclusion);
  if (name.kind === 'email' && subtree.kind === 'email') return emailWithin(name.value, subtree.value);
  if (name.kind === 'uri' && subtree.kind === 'uri') return uriWithin(name.value, subtree.value);
  if (name.kind === 'ip' && subtree.kind === 'ip') return ipAddressWithin(name.bytes, subtree.bytes);
  if (name.kind === 'directory' && subtree.kind === 'directory') return name.name.isWithin(subtree.name);
  // No rule is defined for the other forms: whoever cannot process the constraint must refuse the name.
  return undefined;
}

function describe(name: GeneralName): string {
  switch (name.kind) {
    case 'dns':
    case 'email':
    case 'uri':
      return `${name.kind} name ${JSON.stringify(name.value)}`;
    case 'directory':
      return `directory name ${JSON.stringify(name.name.toString())}`;
    default:
      return `name of the form ${name.kind}`;
  }
}

function violated(name: GeneralName, what: string): Omit<Fault, 'certificate'> {
  return { code: 'name-constraints.violated', message: `${describe(name)} ${what}` };
}

function malformed(name: GeneralName, subtree: GeneralName): Omit<Fault, 'certificate'> {
  return {
    code: 'name-constraints.malformed',
    message: `${describe(name)} cannot be compared with the constraint ${describe(subtree)}`,
  };
}
