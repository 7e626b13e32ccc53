import { CertBankError } from '../../src/base/errors.ts';
import { parseCrl } from '../../src/formats/crl/crl.ts';
import { parseOcspResponse } from '../../src/formats/ocsp/response.ts';
import { parseCertificate } from '../../src/formats/x509/certificate.ts';
import { readBytes, readTable, type CorpusResult, type Outcome } from './corpus.ts';

interface OddEntry {
  readonly id: string;
  readonly file: string;
  readonly kind: 'certificate' | 'crl' | 'ocsp-response';
}

/** Odd certificates, CRLs and OCSP responses: each is read to the last field, or refused by a code. */
export function x509Odd(folder: string): Promise<CorpusResult> {
  let read = 0;
  const refused = new Map<string, number>();
  const outcomes = (readTable(folder, 'x509-odd.json') as { entries: OddEntry[] }).entries.map(
    ({ id, file, kind }): Outcome => {
      try {
        const der = readBytes(folder, file);
        if (kind === 'crl') readCrl(der);
        else if (kind === 'ocsp-response') readAll(parseOcspResponse(der).basic ?? {});
        else readAll(parseCertificate(der));
        read++;
        return { name: id };
      } catch (error) {
        if (!(error instanceof CertBankError)) return { name: id, miss: `crash: ${String(error)}` };
        refused.set(error.code, (refused.get(error.code) ?? 0) + 1);
        return { name: id };
      }
    },
  );
  const codes = [...refused].map(([code, count]) => `${count} ${code}`).join(', ');
  return Promise.resolve({ outcomes, note: `${read} read, the others refused: ${codes}` });
}

function readCrl(der: Uint8Array): void {
  const crl = parseCrl(der);
  readAll(crl);
  Array.from(crl.entries());
}

/** Asks for everything that the view tells. */
function readAll(view: object): void {
  for (let at: unknown = Object.getPrototypeOf(view); at !== null; at = Object.getPrototypeOf(at)) {
    if (at === Object.prototype) return;
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if ('get' in property) Reflect.get(at as object, name, view);
    }
  }
}
