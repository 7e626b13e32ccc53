import { ATTRIBUTE } from '../x509/attribute-types.ts';
import type { Certificate } from '../x509/certificate.ts';
import { parseSubjectId, type SubjectId } from './subject-id.ts';

/** Person, employee, organisation and function certificates. */
export type OcesKind = 'POCES' | 'MOCES' | 'VOCES' | 'FOCES';

/** What a certificate policy of the OCES arcs says. */
export interface OcesPolicy {
  readonly kind: OcesKind;
  /** Version of the certificate policy, the arc after the kind. */
  readonly version: number;
  readonly generation: 'OCES1' | 'OCES2' | 'OCES3';
  /** Of the test hierarchies' own arc. OCES3 uses the production arc in tests too. */
  readonly isTest: boolean;
}

/** A certificate recognised as OCES. */
export interface OcesIdentity extends OcesPolicy {
  readonly id: SubjectId;
  /** The identifier as it stands in the certificate. */
  readonly serialNumber: string;
}

/** The arc under which the Danish state keeps the OCES policies. */
export const OCES_ARC = '1.2.208.169.1.1.1';
/** The arc of the OCES2 pre-production hierarchies. */
export const OCES_TEST_ARC = '1.3.6.1.4.1.31313.2.4.6';

const KINDS: readonly OcesKind[] = ['POCES', 'MOCES', 'VOCES', 'FOCES'];

/** First policy versions of OCES2, as its certificate policies are numbered; OCES3 begins with version 7. */
const OCES2_SINCE: Readonly<Record<OcesKind, number>> = { POCES: 4, MOCES: 5, VOCES: 4, FOCES: 2 };
const OCES3_SINCE = 7;

/** Identifiers that go with each kind. FOCES was merged into VOCES in OCES3. */
const IDS: Readonly<Record<OcesKind, readonly SubjectId['kind'][]>> = {
  POCES: ['pid', 'person'],
  MOCES: ['rid', 'employee'],
  VOCES: ['uid', 'organisation'],
  FOCES: ['fid', 'organisation'],
};

/** The policy that `oid` names, recognised by its arc; later arcs than the version are ignored. */
export function parseOcesPolicy(oid: string): OcesPolicy | undefined {
  const isTest = oid.startsWith(`${OCES_TEST_ARC}.`);
  if (!isTest && !oid.startsWith(`${OCES_ARC}.`)) return undefined;
  const [kindArc, versionArc] = oid.slice((isTest ? OCES_TEST_ARC : OCES_ARC).length + 1).split('.');
  const kind = KINDS[Number(kindArc) - 1];
  if (kind === undefined || versionArc === undefined) return undefined;
  const version = Number(versionArc);
  const generation = version >= OCES3_SINCE ? 'OCES3' : version >= OCES2_SINCE[kind] ? 'OCES2' : 'OCES1';
  return { kind, version, generation, isTest };
}

/**
 * Which OCES certificate this is, or `undefined` where policy and subject serialNumber do not both say so and
 * agree.
 *
 * Does not check: that the certificate comes from an OCES authority; anybody can write these values.
 *
 * @throws CertBankError where the subject or the policies are malformed
 */
export function ocesIdentity(certificate: Certificate): OcesIdentity | undefined {
  const serialNumber = certificate.subject.find(ATTRIBUTE.serialNumber);
  const id = serialNumber === undefined ? undefined : parseSubjectId(serialNumber);
  if (serialNumber === undefined || id === undefined) return undefined;
  for (const { oid } of certificate.certificatePolicies ?? []) {
    const policy = parseOcesPolicy(oid);
    if (policy !== undefined && IDS[policy.kind].includes(id.kind)) return { ...policy, id, serialNumber };
  }
  return undefined;
}
