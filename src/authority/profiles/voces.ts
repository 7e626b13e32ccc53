import { QC_STATEMENT } from '../../formats/x509/qc-statements.ts';
import { OCES2_EXTENSIONS, OCES2_HOLDER, oces2Policy } from './oces2.ts';
import { NORMALISED_POLICY, OCES3_EXTENSIONS, OCES3_HOLDER, REGISTRATION_AUTHORITY_URI } from './oces3.ts';
import type { Profile } from './profile.ts';
import {
  OCES_ID,
  TEXT,
  commonName,
  denmark,
  organisation,
  organizationIdentifier,
  serialNumber,
} from './rules.ts';

/** An organisation, as decoded from real OCES3 certificates of the organisation type. */
export const VOCES3: Profile = {
  ...OCES3_HOLDER,
  id: 'voces-oces3',
  kind: 'VOCES',
  title: 'Organisation (OCES3)',
  subject: [
    [commonName],
    [serialNumber(OCES_ID.organisation3)],
    [organisation],
    [organizationIdentifier],
    [denmark],
  ],
  ocesId: 'UI:DK-O:G:{uuid}',
  extensions: OCES3_EXTENSIONS,
  // EN 319 412-2 section 4.3.2: type F.
  keyUsage: {
    rsa: ['digitalSignature', 'nonRepudiation', 'keyEncipherment'],
    ec: ['digitalSignature', 'nonRepudiation', 'keyAgreement'],
  },
  policies: [NORMALISED_POLICY, { oid: '1.2.208.169.1.1.1.3.7' }],
  // EN 319 412-1 section 5.1: semantics of a legal person's identifier.
  qcStatement: {
    semanticsOid: QC_STATEMENT.legalPersonSemantics,
    nameRegistrationAuthorityUri: REGISTRATION_AUTHORITY_URI,
  },
};

/** An organisation, in the OCES2 shape: the CVR number stands in O and in the identifier. */
export const VOCES2: Profile = {
  ...OCES2_HOLDER,
  id: 'voces-oces2',
  kind: 'VOCES',
  title: 'Organisation (OCES2)',
  subject: [
    [denmark],
    [
      {
        ...organisation,
        value: '{organisation} // CVR:{cvr}',
        pattern: /^(?!\s)[^\p{C}\p{Zl}\p{Zp}]+ \/\/ CVR:\d{8}$/u,
      },
    ],
    [
      { ...commonName, value: '{organisation} - {commonName}', pattern: TEXT },
      serialNumber(OCES_ID.organisation2),
    ],
  ],
  ocesId: 'CVR:{cvr}-UID:{digits}',
  extensions: OCES2_EXTENSIONS,
  // No non-repudiation: an organisation's OCES2 certificate did not commit a person.
  keyUsage: {
    rsa: ['digitalSignature', 'keyEncipherment', 'dataEncipherment', 'keyAgreement'],
    ec: ['digitalSignature', 'keyAgreement'],
  },
  policies: [oces2Policy('1.2.208.169.1.1.1.3.4')],
};
