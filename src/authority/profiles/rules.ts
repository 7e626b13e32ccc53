import { ATTRIBUTE } from '../../formats/x509/attribute-types.ts';
import type { ExtensionName, ExtensionRule, SubjectField } from './profile.ts';

/** Text for people: no control, formatting, private or unassigned characters, no space at the ends. */
export const TEXT = /^(?!\s)(?!.*\s$)[^\p{C}\p{Zl}\p{Zp}]+$/u;

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';

/** OCES identifiers by kind and generation. */
export const OCES_ID = {
  person3: new RegExp(`^UI:DK-P:G:${UUID}$`),
  organisation3: new RegExp(`^UI:DK-O:G:${UUID}$`),
  person2: /^PID:9208-2002-2-\d{12}$/,
  organisation2: /^CVR:\d{8}-UID:\d{1,16}$/,
} as const;

export const commonName: SubjectField = {
  oid: ATTRIBUTE.CN,
  as: 'utf8',
  value: '{commonName}',
  pattern: TEXT,
  maxLength: 64,
};

export const organisation: SubjectField = {
  oid: ATTRIBUTE.O,
  as: 'utf8',
  value: '{organisation}',
  pattern: TEXT,
  maxLength: 64,
};

export const country: SubjectField = {
  oid: ATTRIBUTE.C,
  as: 'printable',
  value: '{country}',
  pattern: /^[A-Z]{2}$/,
  maxLength: 2,
};

export const denmark: SubjectField = { ...country, value: 'DK', pattern: /^DK$/ };

export const serialNumber = (pattern: RegExp): SubjectField => ({
  oid: ATTRIBUTE.serialNumber,
  as: 'printable',
  value: '{ocesId}',
  pattern,
  maxLength: 64,
});

/** EN 319 412-1 section 5.1.4: NTR (national trade register), country, hyphen, number. */
export const organizationIdentifier: SubjectField = {
  oid: ATTRIBUTE.organizationIdentifier,
  as: 'utf8',
  value: 'NTRDK-{cvr}',
  pattern: /^NTRDK-\d{8}$/,
  maxLength: 64,
};

export const critical = (name: ExtensionName): ExtensionRule => ({ name, critical: true });
export const plain = (name: ExtensionName): ExtensionRule => ({ name, critical: false });
