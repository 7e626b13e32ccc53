import { oid as encodeOid, sequence } from '../asn1/der-writer.ts';
import { readList } from './extension-values.ts';
import { encodeGeneralNames } from './general-name.ts';

/** One statement: its identifier and, where it has any, the DER of its information. */
export interface QcStatement {
  readonly oid: string;
  readonly info: Uint8Array | undefined;
}

/** @source RFC 3739 section 3.2.6, ETSI EN 319 412-5 section 4, EN 319 412-1 section 5.1 */
export const QC_STATEMENT = {
  pkixSyntaxV2: '1.3.6.1.5.5.7.11.2',
  compliance: '0.4.0.1862.1.1',
  limitValue: '0.4.0.1862.1.2',
  retentionPeriod: '0.4.0.1862.1.3',
  sscd: '0.4.0.1862.1.4',
  pds: '0.4.0.1862.1.5',
  type: '0.4.0.1862.1.6',
  typeSignature: '0.4.0.1862.1.6.1',
  typeSeal: '0.4.0.1862.1.6.2',
  typeWebAuthentication: '0.4.0.1862.1.6.3',
  naturalPersonSemantics: '0.4.0.194121.1.1',
  legalPersonSemantics: '0.4.0.194121.1.2',
} as const;

/** @throws CertBankError `der.malformed` */
export function parseQcStatements(value: Uint8Array): QcStatement[] {
  return readList(value, (list) => {
    const reader = list.enter();
    const oid = reader.oid();
    const info = reader.isAtEnd ? undefined : reader.raw();
    reader.finish();
    return { oid, info };
  });
}

export function encodeStatements(statements: readonly QcStatement[]): Uint8Array {
  return sequence(...statements.map(({ oid, info }) => sequence(encodeOid(oid), ...(info ? [info] : []))));
}

/**
 * The statement that says how to read the identifiers of the subject: by which semantics, and whose
 * register the names are from.
 *
 * @source RFC 3739 section 3.2.6.1
 */
export function semanticsStatement(semantics: string, registrationAuthorityUri: string): QcStatement {
  const authorities = encodeGeneralNames([{ kind: 'uri', value: registrationAuthorityUri }]);
  return { oid: QC_STATEMENT.pkixSyntaxV2, info: sequence(encodeOid(semantics), authorities) };
}
