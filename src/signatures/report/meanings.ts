import type { Indication, SubIndication } from '../validation/verdict.ts';

/** The languages in which people are told. */
export type ReportLanguage = 'da' | 'en';

type Verdict = Indication | 'none';

/** What a verdict is called. */
export const VERDICTS: Readonly<Record<ReportLanguage, Readonly<Record<Verdict, string>>>> = {
  da: {
    'TOTAL-PASSED': 'Underskriften er gyldig',
    INDETERMINATE: 'Underskriften kan ikke bekræftes',
    'TOTAL-FAILED': 'Underskriften er ugyldig',
    none: 'Filen har ingen underskrift',
  },
  en: {
    'TOTAL-PASSED': 'The signature is valid',
    INDETERMINATE: 'The signature cannot be confirmed',
    'TOTAL-FAILED': 'The signature is invalid',
    none: 'The file has no signature',
  },
};

/** What a sub-indication means to somebody who has never heard of one. */
export const MEANINGS: Readonly<Record<ReportLanguage, Readonly<Record<SubIndication, string>>>> = {
  da: {
    FORMAT_FAILURE: 'Underskriften er ikke lavet, som dens standard kræver.',
    HASH_FAILURE: 'Indholdet er ændret, efter at der blev skrevet under.',
    SIG_CRYPTO_FAILURE: 'Underskriften passer ikke til underskriverens nøgle.',
    REVOKED: 'Certifikatet var spærret, da der blev skrevet under.',
    EXPIRED: 'Certifikatet var udløbet, da der blev skrevet under.',
    NOT_YET_VALID: 'Certifikatet gjaldt endnu ikke, da der blev skrevet under.',
    SIG_CONSTRAINTS_FAILURE: 'Underskriften mangler noget, som reglerne kræver.',
    CHAIN_CONSTRAINTS_FAILURE: 'Certifikatet må ikke bruges til dette efter reglerne.',
    CERTIFICATE_CHAIN_GENERAL_FAILURE: 'Certifikatkæden har en fejl, eller status kunne ikke hentes.',
    CRYPTO_CONSTRAINTS_FAILURE: 'Underskriften bruger en metode, som ikke længere er sikker nok.',
    CRYPTO_CONSTRAINTS_FAILURE_NO_POE:
      'Metoden er ikke længere sikker, og intet beviser, at underskriften er ældre.',
    POLICY_PROCESSING_ERROR: 'Reglerne, som underskriften henviser til, kunne ikke læses.',
    SIGNATURE_POLICY_NOT_AVAILABLE: 'Reglerne, som underskriften henviser til, kunne ikke findes.',
    TIMESTAMP_ORDER_FAILURE: 'Tidsstemplerne står i en umulig rækkefølge.',
    NO_SIGNING_CERTIFICATE_FOUND: 'Underskriverens certifikat er ikke med og kunne ikke findes.',
    NO_CERTIFICATE_CHAIN_FOUND:
      'Underskriverens certifikat fører ikke til en udsteder, som banken har tillid til.',
    NO_CERTIFICATE_CHAIN_FOUND_NO_POE:
      'Underskriverens certifikat fører ikke længere til en udsteder, som banken har tillid til.',
    REVOKED_NO_POE: 'Certifikatet er spærret, og intet beviser, at der blev skrevet under før spærringen.',
    REVOKED_CA_NO_POE: 'Udstederens certifikat er spærret, og intet beviser, at underskriften er ældre.',
    OUT_OF_BOUNDS_NO_POE:
      'Certifikatet gælder ikke nu, og intet beviser, at det gjaldt, da der blev skrevet under.',
    OUT_OF_BOUNDS_NOT_REVOKED: 'Certifikatet gælder ikke nu, men det var ikke spærret.',
    REVOCATION_OUT_OF_BOUNDS_NO_POE: 'Statussvaret var underskrevet med et certifikat, som ikke gælder nu.',
    NO_POE: 'Intet beviser, hvornår der blev skrevet under.',
    TRY_LATER: 'Certifikatets status er ikke frisk nok. Prøv igen senere.',
    SIGNED_DATA_NOT_FOUND:
      'Det, der er skrevet under på, er ikke med. Læg den oprindelige fil ind sammen med underskriften.',
  },
  en: {
    FORMAT_FAILURE: 'The signature is not made as its standard demands.',
    HASH_FAILURE: 'The content was changed after it was signed.',
    SIG_CRYPTO_FAILURE: 'The signature does not fit the signer’s key.',
    REVOKED: 'The certificate was blocked when the signature was made.',
    EXPIRED: 'The certificate had expired when the signature was made.',
    NOT_YET_VALID: 'The certificate was not valid yet when the signature was made.',
    SIG_CONSTRAINTS_FAILURE: 'The signature lacks something that the rules demand.',
    CHAIN_CONSTRAINTS_FAILURE: 'By the rules, the certificate may not be used for this.',
    CERTIFICATE_CHAIN_GENERAL_FAILURE:
      'The certificate chain has a fault, or its status could not be fetched.',
    CRYPTO_CONSTRAINTS_FAILURE: 'The signature uses a method that is no longer secure enough.',
    CRYPTO_CONSTRAINTS_FAILURE_NO_POE:
      'The method is no longer secure, and nothing proves that the signature is older.',
    POLICY_PROCESSING_ERROR: 'The rules that the signature refers to could not be read.',
    SIGNATURE_POLICY_NOT_AVAILABLE: 'The rules that the signature refers to could not be found.',
    TIMESTAMP_ORDER_FAILURE: 'The time-stamps are in an impossible order.',
    NO_SIGNING_CERTIFICATE_FOUND: 'The signer’s certificate is not included and could not be found.',
    NO_CERTIFICATE_CHAIN_FOUND: 'The signer’s certificate does not lead to an issuer that the bank trusts.',
    NO_CERTIFICATE_CHAIN_FOUND_NO_POE:
      'The signer’s certificate no longer leads to an issuer that the bank trusts.',
    REVOKED_NO_POE: 'The certificate is blocked, and nothing proves that the signature was made before that.',
    REVOKED_CA_NO_POE: 'The issuer’s certificate is blocked, and nothing proves that the signature is older.',
    OUT_OF_BOUNDS_NO_POE:
      'The certificate is not valid now, and nothing proves that it was when the signature was made.',
    OUT_OF_BOUNDS_NOT_REVOKED: 'The certificate is not valid now, but it was not blocked.',
    REVOCATION_OUT_OF_BOUNDS_NO_POE: 'The status answer was signed with a certificate that is not valid now.',
    NO_POE: 'Nothing proves when the signature was made.',
    TRY_LATER: 'The status of the certificate is not fresh enough. Try again later.',
    SIGNED_DATA_NOT_FOUND: 'What was signed is not here. Add the original file together with the signature.',
  },
};

/** What to do about a signature that did not pass; what is not named here is for the signer to mend. */
type Advice =
  'rely' | 'reject' | 'add-content' | 'wait' | 'ask-for-timestamp' | 'ask-signer' | 'no-signature';

const ADVICE_OF: Readonly<Partial<Record<SubIndication, Advice>>> = {
  SIGNED_DATA_NOT_FOUND: 'add-content',
  TRY_LATER: 'wait',
  REVOKED_NO_POE: 'ask-for-timestamp',
  REVOKED_CA_NO_POE: 'ask-for-timestamp',
  OUT_OF_BOUNDS_NO_POE: 'ask-for-timestamp',
  OUT_OF_BOUNDS_NOT_REVOKED: 'ask-for-timestamp',
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: 'ask-for-timestamp',
  NO_POE: 'ask-for-timestamp',
};

export function adviceOf(indication: Verdict, subIndication: SubIndication | null): Advice {
  if (indication === 'none') return 'no-signature';
  if (indication === 'TOTAL-PASSED') return 'rely';
  if (indication === 'TOTAL-FAILED') return 'reject';
  return (subIndication === null ? undefined : ADVICE_OF[subIndication]) ?? 'ask-signer';
}

export const ADVICE: Readonly<Record<ReportLanguage, Readonly<Record<Advice, string>>>> = {
  da: {
    rely: 'Du kan stole på underskriften. Gem rapporten sammen med filen.',
    reject: 'Stol ikke på filen. Bed afsenderen om at sende den igen, gerne ad en anden vej.',
    'add-content': 'Find den oprindelige fil, og kontrollér igen med begge filer.',
    wait: 'Prøv igen om nogle timer.',
    'ask-for-timestamp':
      'Stol ikke på underskriften alene. Bed underskriveren om at skrive under igen med et gyldigt certifikat og et tidsstempel.',
    'ask-signer':
      'Stol ikke på underskriften alene. Spørg underskriveren, om den er ægte, før du bruger den.',
    'no-signature': 'Måske ligger underskriften i en anden fil, eller den er et billede af en håndskrift.',
  },
  en: {
    rely: 'You can rely on the signature. Keep the report with the file.',
    reject: 'Do not trust the file. Ask the sender to send it again, preferably by another way.',
    'add-content': 'Find the original file, and check again with both files.',
    wait: 'Try again in a few hours.',
    'ask-for-timestamp':
      'Do not rely on the signature alone. Ask the signer to sign again with a valid certificate and a time-stamp.',
    'ask-signer':
      'Do not rely on the signature alone. Ask the signer whether it is genuine before you use it.',
    'no-signature': 'Perhaps the signature is in another file, or it is a picture of handwriting.',
  },
};

/** The words around the facts. */
export const WORDS = {
  da: {
    title: 'Kontrol af underskrift',
    mixed: 'Ikke alle underskrifter er gyldige',
    file: 'Fil',
    size: 'Størrelse',
    fingerprint: 'Fingeraftryk (SHA-256)',
    checked: 'Kontrolleret',
    signature: 'Underskrift',
    who: 'Hvem',
    unknownSigner: 'Ukendt',
    identifier: 'OCES-nummer',
    vouchedBy: 'For underskriveren indestår',
    nobody: 'Ingen, som der er tillid til',
    when: 'Hvornår',
    claimed: 'oplyst af underskriveren',
    proven: 'bevist af et tidsstempel',
    unproven: 'Tidspunktet er ikke bevist',
    what: 'Hvad',
    whole: 'hele filen',
    part: 'en del af filen',
    counterSignature: 'en anden underskrift',
    intact: 'Indholdet er uændret, siden der blev skrevet under.',
    changed: 'Indholdet er ikke det, der blev skrevet under på.',
    unknownContent: 'Det kan ikke ses, om indholdet er uændret.',
    laterAllowed: 'Filen er siden ændret på en måde, som underskriften tillader.',
    laterSuspicious: 'Filen er siden ændret på en måde, som underskriften ikke tillader.',
    timestamps: 'Tidsstempler',
    timestampGood: 'gyldigt',
    timestampBad: 'ikke bekræftet',
    action: 'Hvad gør jeg',
    notes: 'Bemærk om filen',
    level: 'Form',
    chain: 'Certifikatkæde',
    reasons: 'Tekniske grunde',
  },
  en: {
    title: 'Signature check',
    mixed: 'Not all signatures are valid',
    file: 'File',
    size: 'Size',
    fingerprint: 'Fingerprint (SHA-256)',
    checked: 'Checked',
    signature: 'Signature',
    who: 'Who',
    unknownSigner: 'Unknown',
    identifier: 'OCES number',
    vouchedBy: 'The signer is vouched for by',
    nobody: 'Nobody who is trusted',
    when: 'When',
    claimed: 'as the signer says',
    proven: 'proven by a time-stamp',
    unproven: 'The time is not proven',
    what: 'What',
    whole: 'the whole file',
    part: 'a part of the file',
    counterSignature: 'another signature',
    intact: 'The content is unchanged since it was signed.',
    changed: 'The content is not what was signed.',
    unknownContent: 'It cannot be seen whether the content is unchanged.',
    laterAllowed: 'The file was later changed in a way that the signature allows.',
    laterSuspicious: 'The file was later changed in a way that the signature does not allow.',
    timestamps: 'Time-stamps',
    timestampGood: 'valid',
    timestampBad: 'not confirmed',
    action: 'What to do',
    notes: 'Note about the file',
    level: 'Form',
    chain: 'Certificate chain',
    reasons: 'Technical reasons',
  },
} as const satisfies Readonly<Record<ReportLanguage, Readonly<Record<string, string>>>>;
