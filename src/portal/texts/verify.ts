import type { Indication, SubIndication } from '../../signatures/validation/verdict.ts';

/** What a sub-indication means to somebody who has never heard of one. */
type MeaningKey = `meaning.${SubIndication}`;

const daMeanings: Record<MeaningKey, string> = {
  'meaning.FORMAT_FAILURE': 'Underskriften er ikke lavet, som dens standard kræver.',
  'meaning.HASH_FAILURE': 'Indholdet er ændret, efter at der blev skrevet under.',
  'meaning.SIG_CRYPTO_FAILURE': 'Underskriften passer ikke til underskriverens nøgle.',
  'meaning.REVOKED': 'Certifikatet var spærret, da der blev skrevet under.',
  'meaning.EXPIRED': 'Certifikatet var udløbet, da der blev skrevet under.',
  'meaning.NOT_YET_VALID': 'Certifikatet gjaldt endnu ikke, da der blev skrevet under.',
  'meaning.SIG_CONSTRAINTS_FAILURE': 'Underskriften mangler noget, som reglerne kræver.',
  'meaning.CHAIN_CONSTRAINTS_FAILURE': 'Certifikatet må ikke bruges til dette efter reglerne.',
  'meaning.CERTIFICATE_CHAIN_GENERAL_FAILURE': 'Certifikatkæden har en fejl, eller status kunne ikke hentes.',
  'meaning.CRYPTO_CONSTRAINTS_FAILURE': 'Underskriften bruger en metode, som ikke længere er sikker nok.',
  'meaning.CRYPTO_CONSTRAINTS_FAILURE_NO_POE':
    'Metoden er ikke længere sikker, og intet beviser, at underskriften er ældre.',
  'meaning.POLICY_PROCESSING_ERROR': 'Reglerne, som underskriften henviser til, kunne ikke læses.',
  'meaning.SIGNATURE_POLICY_NOT_AVAILABLE': 'Reglerne, som underskriften henviser til, kunne ikke findes.',
  'meaning.TIMESTAMP_ORDER_FAILURE': 'Tidsstemplerne står i en umulig rækkefølge.',
  'meaning.NO_SIGNING_CERTIFICATE_FOUND': 'Underskriverens certifikat er ikke med og kunne ikke findes.',
  'meaning.NO_CERTIFICATE_CHAIN_FOUND':
    'Underskriverens certifikat fører ikke til en udsteder, som banken har tillid til.',
  'meaning.NO_CERTIFICATE_CHAIN_FOUND_NO_POE':
    'Underskriverens certifikat fører ikke længere til en udsteder, som banken har tillid til.',
  'meaning.REVOKED_NO_POE':
    'Certifikatet er spærret, og intet beviser, at der blev skrevet under før spærringen.',
  'meaning.REVOKED_CA_NO_POE':
    'Udstederens certifikat er spærret, og intet beviser, at underskriften er ældre.',
  'meaning.OUT_OF_BOUNDS_NO_POE':
    'Certifikatet gælder ikke nu, og intet beviser, at det gjaldt, da der blev skrevet under.',
  'meaning.OUT_OF_BOUNDS_NOT_REVOKED': 'Certifikatet gælder ikke nu, men det var ikke spærret.',
  'meaning.REVOCATION_OUT_OF_BOUNDS_NO_POE':
    'Statussvaret var underskrevet med et certifikat, som ikke gælder nu.',
  'meaning.NO_POE': 'Intet beviser, hvornår der blev skrevet under.',
  'meaning.TRY_LATER': 'Certifikatets status er ikke frisk nok. Prøv igen senere.',
  'meaning.SIGNED_DATA_NOT_FOUND':
    'Det, der er skrevet under på, er ikke med. Læg den oprindelige fil ind sammen med underskriften.',
};

const enMeanings: Record<MeaningKey, string> = {
  'meaning.FORMAT_FAILURE': 'The signature is not made as its standard demands.',
  'meaning.HASH_FAILURE': 'The content was changed after it was signed.',
  'meaning.SIG_CRYPTO_FAILURE': 'The signature does not fit the signer’s key.',
  'meaning.REVOKED': 'The certificate was blocked when the signature was made.',
  'meaning.EXPIRED': 'The certificate had expired when the signature was made.',
  'meaning.NOT_YET_VALID': 'The certificate was not valid yet when the signature was made.',
  'meaning.SIG_CONSTRAINTS_FAILURE': 'The signature lacks something that the rules demand.',
  'meaning.CHAIN_CONSTRAINTS_FAILURE': 'By the rules, the certificate may not be used for this.',
  'meaning.CERTIFICATE_CHAIN_GENERAL_FAILURE':
    'The certificate chain has a fault, or its status could not be fetched.',
  'meaning.CRYPTO_CONSTRAINTS_FAILURE': 'The signature uses a method that is no longer secure enough.',
  'meaning.CRYPTO_CONSTRAINTS_FAILURE_NO_POE':
    'The method is no longer secure, and nothing proves that the signature is older.',
  'meaning.POLICY_PROCESSING_ERROR': 'The rules that the signature refers to could not be read.',
  'meaning.SIGNATURE_POLICY_NOT_AVAILABLE': 'The rules that the signature refers to could not be found.',
  'meaning.TIMESTAMP_ORDER_FAILURE': 'The time-stamps are in an impossible order.',
  'meaning.NO_SIGNING_CERTIFICATE_FOUND': 'The signer’s certificate is not included and could not be found.',
  'meaning.NO_CERTIFICATE_CHAIN_FOUND':
    'The signer’s certificate does not lead to an issuer that the bank trusts.',
  'meaning.NO_CERTIFICATE_CHAIN_FOUND_NO_POE':
    'The signer’s certificate no longer leads to an issuer that the bank trusts.',
  'meaning.REVOKED_NO_POE':
    'The certificate is blocked, and nothing proves that the signature was made before that.',
  'meaning.REVOKED_CA_NO_POE':
    'The issuer’s certificate is blocked, and nothing proves that the signature is older.',
  'meaning.OUT_OF_BOUNDS_NO_POE':
    'The certificate is not valid now, and nothing proves that it was when the signature was made.',
  'meaning.OUT_OF_BOUNDS_NOT_REVOKED': 'The certificate is not valid now, but it was not blocked.',
  'meaning.REVOCATION_OUT_OF_BOUNDS_NO_POE':
    'The status answer was signed with a certificate that is not valid now.',
  'meaning.NO_POE': 'Nothing proves when the signature was made.',
  'meaning.TRY_LATER': 'The status of the certificate is not fresh enough. Try again later.',
  'meaning.SIGNED_DATA_NOT_FOUND':
    'What was signed is not here. Add the original file together with the signature.',
};

type VerdictKey = `verdict.${Indication | 'none'}`;

const daVerdicts: Record<VerdictKey, string> = {
  'verdict.TOTAL-PASSED': 'Underskriften er gyldig',
  'verdict.INDETERMINATE': 'Underskriften kan ikke bekræftes',
  'verdict.TOTAL-FAILED': 'Underskriften er ugyldig',
  'verdict.none': 'Filen har ingen underskrift',
};

const enVerdicts: Record<VerdictKey, string> = {
  'verdict.TOTAL-PASSED': 'The signature is valid',
  'verdict.INDETERMINATE': 'The signature cannot be confirmed',
  'verdict.TOTAL-FAILED': 'The signature is invalid',
  'verdict.none': 'The file has no signature',
};

export const da = {
  ...daMeanings,
  ...daVerdicts,
  'verify.title': 'Kontrollér underskrift',
  'verify.lead':
    'Læg en underskrevet fil ind. Du får at vide, hvem der har skrevet under, om indholdet er uændret, og om certifikatet gælder.',
  'verify.document': 'Underskrevet fil',
  'verify.document.hint': 'For eksempel en PDF, en .p7s- eller en .p7m-fil. Højst 64 MB.',
  'verify.contents': 'Oprindelig fil (valgfrit)',
  'verify.contents.hint': 'Kun når underskriften ligger i en fil for sig.',
  'verify.drop': 'Træk filen hertil, eller vælg den',
  'verify.missing': 'Vælg den fil, der skal kontrolleres',
  'verify.submit': 'Kontrollér',
  'verify.asJson': 'Hent rapporten som JSON',
  'verify.working': 'Kontrollerer …',
  'verify.privacy': 'Filen kontrolleres i hukommelsen og gemmes ikke.',
  'verify.privacy.local':
    'Filen forlader ikke din computer. Kun certifikaterne i den sendes til banken for at spørge, om de er spærret.',
  'verify.working.read': 'Læser filen …',
  'verify.working.check': 'Kontrollerer underskrifterne …',
  'verify.progress': 'Hvor langt kontrollen er',
  'verify.save.json': 'Gem rapporten som JSON',
  'verify.save.xml': 'Gem som XML (ETSI)',
  'verify.save.pdf': 'Gem som PDF',
  'verify.result': 'Resultat',
  'verify.counts_one': '{{passed}} af {{count}} underskrift er gyldig',
  'verify.counts_other': '{{passed}} af {{count}} underskrifter er gyldige',
  'verify.again': 'Kontrollér en anden fil',
  'verify.file': 'Fil',
  'verify.at': 'Kontrolleret',
  'verify.signature': 'Underskrift {{number}}',
  'verify.signedBy': 'Underskriver',
  'verify.unknownSigner': 'Ukendt',
  'verify.oces': 'OCES-nummer',
  'verify.claimed': 'Underskrevet (oplyst af underskriver)',
  'verify.format': 'Format',
  'verify.level.NOT-ADES': 'enkel underskrift',
  'verify.level.BASELINE-B': 'grundniveau (B)',
  'verify.level.BASELINE-T': 'med tidsstempel (T)',
  'verify.level.BASELINE-LT': 'langtidsholdbar (LT)',
  'verify.level.BASELINE-LTA': 'langtidsarkiveret (LTA)',
  'verify.intact': 'Indholdet er uændret',
  'verify.intact.yes': 'Ja',
  'verify.intact.no': 'Nej',
  'verify.intact.unknown': 'Kan ikke ses',
  'verify.reasons': 'Hvorfor',
  'verify.chain': 'Hvem står inde for underskriveren',
  'verify.chain.none': 'Ingen, som banken har tillid til.',
  'verify.anchor': 'Banken har tillid til denne',
  'verify.details': 'Tekniske grunde',
  'verify.problems': 'Bemærk om filen',
  'verify.report': 'Den fulde rapport (JSON)',
  'verify.report.save': 'Gem rapporten',
  'verify.verdict.mixed': 'Ikke alle underskrifter er gyldige',
  'verify.verdict.TOTAL-PASSED.text': 'Indholdet er uændret, og underskriverens certifikat gælder.',
  'verify.verdict.INDETERMINATE.text':
    'Der mangler noget, før underskriften kan bekræftes. Stol ikke på den uden videre.',
  'verify.verdict.TOTAL-FAILED.text': 'Stol ikke på filen.',
  'verify.verdict.none.text':
    'Måske ligger underskriften i en anden fil, eller den er et billede af en håndskrift.',
};

export const en: Record<keyof typeof da, string> = {
  ...enMeanings,
  ...enVerdicts,
  'verify.title': 'Check signature',
  'verify.lead':
    'Drop a signed file here. You are told who signed it, whether the content is unchanged, and whether the certificate counts.',
  'verify.document': 'Signed file',
  'verify.document.hint': 'For example a PDF, a .p7s or a .p7m file. At most 64 MB.',
  'verify.contents': 'Original file (optional)',
  'verify.contents.hint': 'Only when the signature is in a file of its own.',
  'verify.drop': 'Drag the file here, or choose it',
  'verify.missing': 'Choose the file to check',
  'verify.submit': 'Check',
  'verify.asJson': 'Get the report as JSON',
  'verify.working': 'Checking …',
  'verify.privacy': 'The file is checked in memory and is not kept.',
  'verify.privacy.local':
    'The file does not leave your computer. Only the certificates in it are sent to the bank, to ask whether they are blocked.',
  'verify.working.read': 'Reading the file …',
  'verify.working.check': 'Checking the signatures …',
  'verify.progress': 'How far the check is',
  'verify.save.json': 'Save the report as JSON',
  'verify.save.xml': 'Save as XML (ETSI)',
  'verify.save.pdf': 'Save as PDF',
  'verify.result': 'Result',
  'verify.counts_one': '{{passed}} of {{count}} signature is valid',
  'verify.counts_other': '{{passed}} of {{count}} signatures are valid',
  'verify.again': 'Check another file',
  'verify.file': 'File',
  'verify.at': 'Checked',
  'verify.signature': 'Signature {{number}}',
  'verify.signedBy': 'Signer',
  'verify.unknownSigner': 'Unknown',
  'verify.oces': 'OCES number',
  'verify.claimed': 'Signed (as the signer says)',
  'verify.format': 'Format',
  'verify.level.NOT-ADES': 'plain signature',
  'verify.level.BASELINE-B': 'basic level (B)',
  'verify.level.BASELINE-T': 'with time-stamp (T)',
  'verify.level.BASELINE-LT': 'long-term (LT)',
  'verify.level.BASELINE-LTA': 'long-term archive (LTA)',
  'verify.intact': 'The content is unchanged',
  'verify.intact.yes': 'Yes',
  'verify.intact.no': 'No',
  'verify.intact.unknown': 'Cannot be seen',
  'verify.reasons': 'Why',
  'verify.chain': 'Who vouches for the signer',
  'verify.chain.none': 'Nobody whom the bank trusts.',
  'verify.anchor': 'The bank trusts this one',
  'verify.details': 'Technical reasons',
  'verify.problems': 'Note about the file',
  'verify.report': 'The full report (JSON)',
  'verify.report.save': 'Save the report',
  'verify.verdict.mixed': 'Not all signatures are valid',
  'verify.verdict.TOTAL-PASSED.text': 'The content is unchanged, and the signer’s certificate counts.',
  'verify.verdict.INDETERMINATE.text':
    'Something is missing before the signature can be confirmed. Do not simply trust it.',
  'verify.verdict.TOTAL-FAILED.text': 'Do not trust the file.',
  'verify.verdict.none.text': 'Perhaps the signature is in another file, or it is a picture of handwriting.',
};
