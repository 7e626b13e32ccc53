export const da = {
  'start.title': 'Digitale certifikater til alle',
  'start.lead':
    'Hent dit certifikat, find andres, og se om en digital underskrift holder. Gratis, åbent og uden omveje.',
  'start.tasks': 'Hvad vil du?',
  'start.collect': 'Hent mit certifikat',
  'start.collect.text':
    'Har du fået et ordrenummer og en aktiveringskode? Din nøgle laves her i browseren og forlader den aldrig.',
  'start.search': 'Find et certifikat',
  'start.search.text': 'Søg på navn, virksomhed, e-mail, CVR-nummer eller serienummer.',
  'start.verify': 'Kontrollér en underskrift',
  'start.verify.text': 'Læg en underskrevet fil ind, og få et klart svar på, hvem der har skrevet under.',
  'start.sign': 'Skriv under',
  'start.sign.text': 'Skriv under på en PDF eller en anden fil. Fil og nøgle bliver på din computer.',
  'start.revoke': 'Spær mit certifikat',
  'start.revoke.text': 'Er nøglen mistet eller kommet i forkerte hænder? Spærringen virker straks.',
  'start.how': 'Sådan får du et certifikat',
  'start.how.1': 'Du bliver registreret',
  'start.how.1.text':
    'En registrator kontrollerer, hvem du er, og giver dig et ordrenummer og en aktiveringskode.',
  'start.how.2': 'Din browser laver nøglen',
  'start.how.2.text':
    'Du taster numrene ind. Den private nøgle laves på din egen computer, og kun den offentlige del sendes.',
  'start.how.3': 'Du gemmer certifikatet',
  'start.how.3.text':
    'Gem nøgle og certifikat i én fil under en adgangskode, som kun du kender – og gem spærrekoden for sig.',
  'start.bank': 'Banken lige nu',
  'start.bank.text': 'Så mange certifikater har banken udstedt, og sådan står de.',
};

export const en: Record<keyof typeof da, string> = {
  'start.title': 'Digital certificates for everyone',
  'start.lead':
    'Get your certificate, find those of others, and see whether a digital signature holds. Free, open and without detours.',
  'start.tasks': 'What do you want to do?',
  'start.collect': 'Get my certificate',
  'start.collect.text':
    'Do you have an order number and an activation code? Your key is made here in the browser and never leaves it.',
  'start.search': 'Find a certificate',
  'start.search.text': 'Search by name, organisation, e-mail, CVR number or serial number.',
  'start.verify': 'Check a signature',
  'start.verify.text': 'Drop a signed file here and get a clear answer about who signed it.',
  'start.sign': 'Sign',
  'start.sign.text': 'Sign a PDF or another file. File and key stay on your computer.',
  'start.revoke': 'Block my certificate',
  'start.revoke.text': 'Is the key lost or in the wrong hands? Blocking takes effect at once.',
  'start.how': 'How to get a certificate',
  'start.how.1': 'You are registered',
  'start.how.1.text':
    'A registration officer checks who you are and gives you an order number and an activation code.',
  'start.how.2': 'Your browser makes the key',
  'start.how.2.text':
    'You type the numbers. The private key is made on your own computer, and only the public part is sent.',
  'start.how.3': 'You save the certificate',
  'start.how.3.text':
    'Save key and certificate in one file under a password that only you know – and keep the revocation code apart.',
  'start.bank': 'The bank right now',
  'start.bank.text': 'This is how many certificates the bank has issued, and how they stand.',
};
