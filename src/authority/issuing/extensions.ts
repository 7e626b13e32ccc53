import {
  cpsQualifier,
  encodeAuthorityInfoAccess,
  encodeAuthorityKeyIdentifier,
  encodeBasicConstraints,
  encodeCertificatePolicies,
  encodeCrlDistributionPoints,
  encodeExtendedKeyUsage,
  encodeKeyUsage,
  encodeOcspNoCheck,
  encodeQcStatements,
  encodeSubjectAlternativeName,
  encodeSubjectKeyIdentifier,
  userNoticeQualifier,
} from '../../formats/x509/extension-encoders.ts';
import { ACCESS_METHOD, KEY_USAGE, type AccessDescription } from '../../formats/x509/extension-values.ts';
import type { Extension } from '../../formats/x509/extension.ts';
import type { CertificatePolicy } from '../../formats/x509/policies.ts';
import type { PublicKey } from '../../formats/x509/public-key.ts';
import { semanticsStatement, type QcStatement } from '../../formats/x509/qc-statements.ts';
import type { ExtensionName, Profile } from '../profiles/profile.ts';
import type { DraftRequest } from './draft-request.ts';
import type { Locations } from './locations.ts';

/** The extension `name` of the certificate asked for; `undefined` where it has nothing to say. */
export function encodeExtension(name: ExtensionName, request: DraftRequest): Extension | undefined {
  const { profile, authority, email } = request;
  switch (name) {
    case 'basicConstraints':
      return encodeBasicConstraints({
        ca: profile.isAuthority,
        ...(profile.pathLength !== null && { pathLength: profile.pathLength }),
      });
    case 'authorityKeyIdentifier':
      return encodeAuthorityKeyIdentifier(authority.keyIdentifier);
    case 'authorityInfoAccess':
      return encodeAuthorityInfoAccess(accessOf(profile, authority.locations));
    case 'subjectAlternativeName':
      return email === null ? undefined : encodeSubjectAlternativeName([{ kind: 'email', value: email }]);
    case 'certificatePolicies':
      return encodeCertificatePolicies(policiesOf(profile, authority.locations));
    case 'qcStatements':
      return encodeQcStatements(statementsOf(profile));
    case 'crlDistributionPoints':
      return encodeCrlDistributionPoints([authority.locations.crlUri]);
    case 'subjectKeyIdentifier':
      return encodeSubjectKeyIdentifier(request.keyIdentifier);
    case 'extendedKeyUsage':
      return encodeExtendedKeyUsage(profile.extendedKeyUsage);
    case 'ocspNoCheck':
      return encodeOcspNoCheck();
    case 'keyUsage':
      return encodeKeyUsage(keyUsageOf(profile, request.publicKey));
  }
}

/** What authorityInfoAccess says. */
export function accessOf(profile: Profile, locations: Locations): AccessDescription[] {
  const uris = { ocsp: locations.ocspUri, caIssuers: locations.certificateUri };
  return profile.access.map((name) => ({
    method: ACCESS_METHOD[name],
    location: { kind: 'uri', value: uris[name] },
  }));
}

/** What certificatePolicies says; `{baseUrl}` becomes the bank's own address. */
export function policiesOf(profile: Profile, locations: Locations): CertificatePolicy[] {
  return profile.policies.map(({ oid, cpsUri, userNotice }) => ({
    oid,
    qualifiers: [
      ...(cpsUri === undefined ? [] : [cpsQualifier(cpsUri.replace('{baseUrl}', () => locations.baseUrl))]),
      ...(userNotice === undefined ? [] : [userNoticeQualifier(userNotice)]),
    ],
  }));
}

/** What qcStatements says. */
export function statementsOf({ qcStatement }: Profile): QcStatement[] {
  if (qcStatement === null) return [];
  return [semanticsStatement(qcStatement.semanticsOid, qcStatement.nameRegistrationAuthorityUri)];
}

/** KEY_USAGE bits that `profile` gives to a key of this kind. */
export function keyUsageOf(profile: Profile, publicKey: PublicKey): number {
  const names = publicKey.kind === 'ec' ? profile.keyUsage.ec : profile.keyUsage.rsa;
  return names.reduce((bits, name) => bits | KEY_USAGE[name], 0);
}
