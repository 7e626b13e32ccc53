export const da = {
  'revoke.title': 'Spær certifikat',
  'revoke.lead':
    'Spær dit certifikat med spærrekoden, som du fik, da du hentede det. Spærringen virker straks og kan ikke gøres om.',
  'revoke.step.enter': 'Oplysninger',
  'revoke.step.confirm': 'Bekræft',
  'revoke.step.done': 'Kvittering',
  'revoke.certificate': 'Certifikat',
  'revoke.certificate.hint': 'Certifikatets serienummer eller SHA-256-fingeraftryk',
  'revoke.certificate.unknown': 'Banken har intet certifikat med dette nummer',
  'revoke.code': 'Spærrekode',
  'revoke.code.hint': 'Er koden væk, så kontakt registratoren, som også kan spærre.',
  'revoke.reason': 'Hvorfor skal det spærres?',
  'revoke.reason.missing': 'Vælg en grund',
  'revoke.next': 'Fortsæt',
  'revoke.confirm': 'Skal dette certifikat spærres?',
  'revoke.confirm.warning': 'En spærring kan ikke gøres om',
  'revoke.confirm.text': 'Alle, der kontrollerer certifikatet, får fra nu af at vide, at det er spærret.',
  'revoke.submit': 'Spær certifikatet nu',
  'revoke.done': 'Certifikatet er spærret',
  'revoke.done.text':
    'Spærringen gælder fra {{at}}. Statussvar viser den straks, og den kommer med på den næste spærreliste.',
  'revoke.show': 'Se certifikatet',
};

export const en: Record<keyof typeof da, string> = {
  'revoke.title': 'Block certificate',
  'revoke.lead':
    'Block your certificate with the revocation code that you got when you collected it. Blocking takes effect at once and cannot be undone.',
  'revoke.step.enter': 'Details',
  'revoke.step.confirm': 'Confirm',
  'revoke.step.done': 'Receipt',
  'revoke.certificate': 'Certificate',
  'revoke.certificate.hint': 'Serial number or SHA-256 fingerprint of the certificate',
  'revoke.certificate.unknown': 'The bank has no certificate with this number',
  'revoke.code': 'Revocation code',
  'revoke.code.hint': 'If the code is gone, contact the registration officer, who can block it too.',
  'revoke.reason': 'Why is it to be blocked?',
  'revoke.reason.missing': 'Choose a reason',
  'revoke.next': 'Continue',
  'revoke.confirm': 'Is this the certificate to block?',
  'revoke.confirm.warning': 'Blocking cannot be undone',
  'revoke.confirm.text': 'From now on, everyone who checks the certificate will be told that it is blocked.',
  'revoke.submit': 'Block the certificate now',
  'revoke.done': 'The certificate is blocked',
  'revoke.done.text':
    'The block counts from {{at}}. Status answers show it at once, and it will be on the next revocation list.',
  'revoke.show': 'See the certificate',
};
