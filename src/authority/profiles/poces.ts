import { QC_STATEMENT } from '../../formats/x509/qc-statements.ts';
import { OCES2_EXTENSIONS, OCES2_HOLDER, oces2Policy } from './oces2.ts';
import { NORMALISED_POLICY, OCES3_EXTENSIONS, OCES3_HOLDER, REGISTRATION_AUTHORITY_URI } from './oces3.ts';
import type { Profile } from './profile.ts';
import { OCES_ID, commonName, denmark, organisation, serialNumber } from './rules.ts';

/**
 * A person, in the OCES3 shape.
 *
 * The public policies stopped before a POCES of version 7, so that the last arc stands by
 * analogy with MOCES and VOCES 7, and the subject by analogy with the organisation's.
 */
export const POCES3: Profile = {
  ...OCES3_HOLDER,
  id: 'poces-oces3',
  kind: 'POCES',
  title: 'Person (OCES3)',
  subject: [[commonName], [serialNumber(OCES_ID.person3)], [denmark]],
  ocesId: 'UI:DK-P:G:{uuid}',
  extensions: OCES3_EXTENSIONS,
  keyUsage: {
    rsa: ['digitalSignature', 'nonRepudiation', 'keyEncipherment'],
    ec: ['digitalSignature', 'nonRepudiation', 'keyAgreement'],
  },
  policies: [NORMALISED_POLICY, { oid: '1.2.208.169.1.1.1.1.7' }],
  // EN 319 412-1 section 5.1: semantics of a natural person's identifier.
  qcStatement: {
    semanticsOid: QC_STATEMENT.naturalPersonSemantics,
    nameRegistrationAuthorityUri: REGISTRATION_AUTHORITY_URI,
  },
};

/** A person, in the OCES2 shape: C, O, and one multi-valued RDN of CN and serialNumber. */
export const POCES2: Profile = {
  ...OCES2_HOLDER,
  id: 'poces-oces2',
  kind: 'POCES',
  title: 'Person (OCES2)',
  subject: [
    [denmark],
    [
      {
        ...organisation,
        value: 'Ingen organisatorisk tilknytning',
        pattern: /^Ingen organisatorisk tilknytning$/,
      },
    ],
    [commonName, serialNumber(OCES_ID.person2)],
  ],
  ocesId: 'PID:9208-2002-2-{digits}',
  extensions: OCES2_EXTENSIONS,
  keyUsage: {
    rsa: ['digitalSignature', 'nonRepudiation', 'keyEncipherment', 'dataEncipherment', 'keyAgreement'],
    ec: ['digitalSignature', 'nonRepudiation', 'keyAgreement'],
  },
  policies: [oces2Policy('1.2.208.169.1.1.1.1.4')],
};
