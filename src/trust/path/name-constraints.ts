import type { Certificate } from '../../formats/x509/certificate.ts';
import { ATTRIBUTE } from '../../formats/x509/attribute-types.ts';
import type { GeneralName } from '../../formats/x509/general-name.ts';
import type { Meter } from './budget.ts';
import type { Fault } from './failure.ts';
import {
  isAddressWithin,
  isDnsNameWithin,
  isHostWithin,
  isMailboxWithin,
  readDnsConstraint,
  readDnsName,
  readEmailConstraint,
  readHostConstraint,
  readMailbox,
  readUriHost,
} from './name-matching.ts';

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
    const fault = RULES[form](ofForm, permitted, excluded);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

type Rule = (
  names: readonly GeneralName[],
  permitted: readonly GeneralName[],
  excluded: readonly GeneralName[],
) => Omit<Fault, 'certificate'> | undefined;

/** How one form is read and compared; what cannot be read is `undefined`. */
function rule<N, C>(
  readName: (name: GeneralName) => N | undefined,
  readConstraint: (constraint: GeneralName) => C | undefined,
  isWithin: (name: N, constraint: C, isExclusion: boolean) => boolean,
): Rule {
  return (names, permitted, excluded) => {
    const subtrees = (constraints: readonly GeneralName[]): C[] | GeneralName => {
      const read: C[] = [];
      for (const constraint of constraints) {
        const subtree = readConstraint(constraint);
        if (subtree === undefined) return constraint;
        read.push(subtree);
      }
      return read;
    };
    const [inside, outside] = [subtrees(permitted), subtrees(excluded)];
    if (!Array.isArray(inside)) return malformed('constraint', inside);
    if (!Array.isArray(outside)) return malformed('constraint', outside);
    for (const name of names) {
      const read = readName(name);
      if (read === undefined) return malformed('name', name);
      if (outside.some((subtree) => isWithin(read, subtree, true))) {
        return violated(name, 'lies in an excluded subtree');
      }
      if (inside.length > 0 && !inside.some((subtree) => isWithin(read, subtree, false))) {
        return violated(name, 'lies in no permitted subtree');
      }
    }
    return undefined;
  };
}

const textOf =
  <T>(read: (text: string) => T | undefined) =>
  (name: GeneralName): T | undefined =>
    'value' in name && typeof name.value === 'string' ? read(name.value) : undefined;

/** No rule is defined for these forms: whoever cannot process their constraint must refuse the name. */
const unprocessed: Rule = ([name]) => (name === undefined ? undefined : malformed('name', name));

const RULES: Readonly<Record<Form, Rule>> = {
  dns: rule(textOf(readDnsName), textOf(readDnsConstraint), isDnsNameWithin),
  email: rule(textOf(readMailbox), textOf(readEmailConstraint), isMailboxWithin),
  uri: rule(textOf(readUriHost), textOf(readHostConstraint), isHostWithin),
  ip: rule(
    (name) => (name.kind === 'ip' ? name.bytes : undefined),
    (constraint) => (constraint.kind === 'ip' ? constraint.bytes : undefined),
    isAddressWithin,
  ),
  directory: rule(
    (name) => (name.kind === 'directory' ? name.name : undefined),
    (constraint) => (constraint.kind === 'directory' ? constraint.name : undefined),
    (name, base) => name.isWithin(base),
  ),
  other: unprocessed,
  registeredId: unprocessed,
  x400: unprocessed,
  ediParty: unprocessed,
};

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

function malformed(what: 'name' | 'constraint', name: GeneralName): Omit<Fault, 'certificate'> {
  return { code: 'name-constraints.malformed', message: `cannot process the ${what} ${describe(name)}` };
}
