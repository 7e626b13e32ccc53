import type { SubjectValues } from '../profiles/profile.ts';

/** Whose bank this is, as its certificates will say. */
export interface HierarchyConfig {
  /** Registered name of who runs the bank. */
  readonly organisation: string;
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country: string;
  /** Beginning of the authorities' names; default: the organisation. */
  readonly label?: string | undefined;
}

const NAMES = { root: 'Root CA', issuing: 'Issuing CA 1' } as const;

/** The subject of one of the bank's own certificates. */
export function authorityName(config: HierarchyConfig, role: keyof typeof NAMES): SubjectValues {
  const { organisation, country, label = organisation } = config;
  return { commonName: `${label} ${NAMES[role]}`, organisation, country };
}
