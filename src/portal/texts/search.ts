export const da = {
  'search.title': 'Find certifikat',
  'search.lead': 'Alle kan søge. Indehavere kan vælge ikke at blive vist her.',
  'search.q': 'Søg efter',
  'search.q.hint':
    'Navn, virksomhed, e-mail, CVR-nummer, OCES-nummer, serienummer eller SHA-256-fingeraftryk',
  'search.submit': 'Søg',
  'search.found': 'Certifikater, der passer til "{{q}}"',
  'search.none': 'Ingen certifikater passer til "{{q}}"',
  'search.none.text':
    'Prøv med færre bogstaver eller et andet kendetegn. Nogle indehavere har valgt ikke at blive vist.',
  'search.name': 'Navn',
  'search.kind': 'Slags',
  'search.until': 'Gyldigt til',
  'search.status': 'Status',
  'search.unlisted': 'Vises ikke offentligt',
  'search.error.cpr': 'Banken kender ingen CPR-numre. Søg på navn i stedet',
  'search.error.too-short': 'Skriv mindst to bogstaver eller cifre',
};

export const en: Record<keyof typeof da, string> = {
  'search.title': 'Find certificate',
  'search.lead': 'Everyone may search. Holders can choose not to be shown here.',
  'search.q': 'Search for',
  'search.q.hint':
    'Name, organisation, e-mail, CVR number, OCES number, serial number or SHA-256 fingerprint',
  'search.submit': 'Search',
  'search.found': 'Certificates that match “{{q}}”',
  'search.none': 'No certificate matches “{{q}}”',
  'search.none.text': 'Try fewer letters or another mark. Some holders have chosen not to be shown.',
  'search.name': 'Name',
  'search.kind': 'Kind',
  'search.until': 'Valid until',
  'search.status': 'Status',
  'search.unlisted': 'Not shown in public',
  'search.error.cpr': 'The bank knows no CPR numbers. Search by name instead',
  'search.error.too-short': 'Write at least two letters or digits',
};
