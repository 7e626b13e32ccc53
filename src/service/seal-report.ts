import type { AuthorityDeps } from '../authority/deps.ts';
import { CertBankError } from '../base/errors.ts';
import { serialText } from '../formats/x509/serial-number.ts';
import type { RouteDeps } from '../protocols/http/route-deps.ts';
import type { Timestamper } from '../signatures/ades/timestamper.ts';
import { signDocument } from '../signatures/sign-document.ts';

const REASON = 'Validation report / Valideringsrapport';

/**
 * Seals reports by the bank's own key for that, with a time-stamp of its own authority.
 *
 * @throws CertBankError `service.not-ready` without a seal whose certificate is valid and not revoked, from the
 *   function given back
 */
export function createSealReport(
  { issuers, engine, clock, ledger }: AuthorityDeps,
  timestamper: Timestamper,
): RouteDeps['sealReport'] {
  return async (pdf) => {
    const at = clock.now();
    const sealer = issuers.findUnit('sealer');
    if (sealer === undefined || sealer.notBefore > at || sealer.notAfter <= at) {
      throw new CertBankError('service.not-ready', { what: 'seal' }, 'the bank has no valid seal');
    }
    const { certificate, record } = sealer;
    const serial = serialText(certificate.serialNumber);
    const known = await ledger.read.certificates.findStatus(record.parentId, serial);
    if (known?.status !== 'good') {
      throw new CertBankError(
        'service.not-ready',
        { what: 'seal' },
        `the certificate of ${sealer.id} is revoked`,
      );
    }
    return signDocument(pdf, {
      engine,
      format: 'pades',
      level: 'T',
      signer: await sealer.signer(),
      timestamper,
      certificates: issuers.chainOf(sealer.id).slice(0, -1),
      at,
      pdf: { reason: REASON },
    });
  };
}
