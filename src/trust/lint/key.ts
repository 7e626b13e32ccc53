import { isCertBankError } from '../../base/errors.ts';
import { checkKeyStrength } from '../../crypto/key-strength.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { KEY_USAGE } from '../../formats/x509/extension-values.ts';
import type { PublicKey, PublicKeyKind } from '../../formats/x509/public-key.ts';
import type { ReportLint } from './finding.ts';

/** The subject's key: sound, strong, and not claimed to do what it cannot. */
export function lintKey(certificate: Certificate, report: ReportLint): void {
  let key: PublicKey;
  try {
    key = certificate.publicKey;
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    report('key.malformed', `the key cannot be read: ${error.message}`);
    return;
  }
  if (key.hasExplicitParameters)
    report('key.explicit-curve', 'the curve is given by its parameters, not by name');
  else if (key.kind === 'unknown' || (key.kind === 'ec' && key.curve === undefined))
    report('key.unknown', `a key of the kind ${key.algorithm.oid} is not known here`);
  else lintStrength(key, report);
  if (key.kind === 'rsa' && key.algorithm.parameters === undefined)
    report('key.parameters', 'the parameters of the RSA key are absent instead of NULL');
}

/** Kinds that `checkKeyStrength` refuses only because no authority of ours certifies them. */
const OTHER_KINDS: readonly PublicKeyKind[] = ['ed448', 'ml-dsa'];

function lintStrength(key: PublicKey, report: ReportLint): void {
  if (OTHER_KINDS.includes(key.kind) || key.curve?.startsWith('brainpool') === true) return;
  try {
    checkKeyStrength(key);
  } catch (error) {
    if (!isCertBankError(error, 'key.refused')) throw error;
    report('key.weak', error.message);
  }
}

const { keyEncipherment, dataEncipherment, keyAgreement, encipherOnly, decipherOnly } = KEY_USAGE;

/** Usages that a key of each kind cannot have. */
const IMPOSSIBLE: Readonly<Partial<Record<PublicKeyKind, number>>> = {
  // RFC 3279 section 2.3.1.
  rsa: encipherOnly | decipherOnly,
  // RFC 4055 section 1.2: such a key only signs.
  'rsa-pss': keyEncipherment | dataEncipherment | keyAgreement | encipherOnly | decipherOnly,
  // RFC 8813 section 3.
  ec: keyEncipherment | dataEncipherment,
  // RFC 9295 section 3.
  ed25519: keyEncipherment | dataEncipherment | keyAgreement | encipherOnly | decipherOnly,
  ed448: keyEncipherment | dataEncipherment | keyAgreement | encipherOnly | decipherOnly,
  // RFC 9881 section 5.
  'ml-dsa': keyEncipherment | dataEncipherment | keyAgreement | encipherOnly | decipherOnly,
  dsa: keyEncipherment | dataEncipherment | keyAgreement | encipherOnly | decipherOnly,
};

/** Usages in `bits` that a key of this kind cannot have, by name. */
export function impossibleUsages(kind: PublicKeyKind, bits: number): string[] {
  const impossible = bits & (IMPOSSIBLE[kind] ?? 0);
  const names = Object.keys(KEY_USAGE) as (keyof typeof KEY_USAGE)[];
  return names.filter((name) => (impossible & KEY_USAGE[name]) !== 0);
}
