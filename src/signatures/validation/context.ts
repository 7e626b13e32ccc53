import { isCertBankError } from '../../base/errors.ts';
import type { Engine } from '../../crypto/engine.ts';
import type { HashName } from '../../formats/algorithms.ts';
import { parseCrl, type Crl } from '../../formats/crl/crl.ts';
import { parseOcspResponse, type OcspResponse } from '../../formats/ocsp/response.ts';
import { parseCertificate, type Certificate } from '../../formats/x509/certificate.ts';
import type { Anchor } from '../../trust/anchor.ts';
import type { EvidenceSource } from '../../trust/evidence/source.ts';
import type { Budget } from '../../trust/path/budget.ts';
import type { CertificateVerdict } from '../../trust/verify-certificate.ts';
import type { CarriedEvidence, Datum } from '../ades/facts.ts';
import { digestPieces } from '../ades/pieces.ts';
import type { ValidationPolicy } from './policy.ts';

/** What every signature of one document is validated with. */
export interface ContextSource {
  readonly engine: Engine;
  readonly at: Date;
  readonly policy: ValidationPolicy;
  readonly anchors: readonly Anchor[];
  readonly intermediates: readonly Certificate[];
  readonly evidence?: EvidenceSource;
  /** What the path search for one signature may spend. */
  readonly limits: Partial<Budget>;
}

/** Evidence that could be read; what could not is of no use and left out. */
export interface ReadEvidence {
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
  readonly ocspResponses: readonly OcspResponse[];
}

/** The context of one document: the source, and what several of its signatures would otherwise do twice. */
export class ValidationContext {
  readonly source: ContextSource;
  /** By the leaf's bytes being the same object: signatures by one certificate share its verdict. */
  readonly verdicts = {
    signing: new Map<Certificate, Promise<CertificateVerdict>>(),
    'time-stamping': new Map<Certificate, Promise<CertificateVerdict>>(),
  };
  readonly #evidence = new Map<CarriedEvidence, ReadEvidence>();
  readonly #digests = new Map<Datum, Map<HashName, Uint8Array>>();

  constructor(source: ContextSource) {
    this.source = source;
  }

  read(carried: CarriedEvidence): ReadEvidence {
    let read = this.#evidence.get(carried);
    if (read === undefined) {
      read = {
        certificates: readable(carried.certificates, parseCertificate),
        crls: readable(carried.crls, parseCrl),
        ocspResponses: readable(carried.ocspResponses, parseOcspResponse),
      };
      this.#evidence.set(carried, read);
    }
    return read;
  }

  /** @throws CertBankError `algorithm.unsupported` | `document.content-missing` */
  async digest(hash: HashName, datum: Datum): Promise<Uint8Array> {
    let known = this.#digests.get(datum);
    if (known === undefined) {
      known = new Map<HashName, Uint8Array>();
      this.#digests.set(datum, known);
    }
    let digest = known.get(hash);
    if (digest === undefined)
      known.set(hash, (digest = await digestPieces(this.source.engine, hash, datum.pieces)));
    return digest;
  }
}

/** What can be read of `items`. */
export function readable<T>(items: readonly Uint8Array[], parse: (der: Uint8Array) => T): T[] {
  return items.flatMap((der) => {
    try {
      return [parse(der)];
    } catch (error) {
      if (isCertBankError(error)) return [];
      throw error;
    }
  });
}
