import { equal } from '../../base/bytes.ts';
import { CertBankError } from '../../base/errors.ts';
import type { Engine } from '../../crypto/engine.ts';
import { parseCrl, type Crl } from '../../formats/crl/crl.ts';
import { serialText } from '../../formats/x509/serial-number.ts';
import type { Issuer } from '../issuing/issuer.ts';
import type { CertificateStore } from '../ports/ledger.ts';
import type { CrlRecord } from '../ports/records.ts';

/**
 * Lets a finished CRL through if it may follow `previous`: it is the authority's and verifies
 * under its key, it is newer by number and time, it lists as many certificates as it should, and
 * none that was listed before is missing unless it expired or its hold was released.
 *
 * @throws CertBankError `lint.failed` with every finding
 */
export async function checkCrl(
  deps: { readonly engine: Engine; readonly certificates: CertificateStore },
  request: {
    readonly der: Uint8Array;
    readonly issuer: Issuer;
    readonly previous: CrlRecord | undefined;
    readonly entryCount: number;
  },
): Promise<void> {
  const { issuer, previous } = request;
  const crl = parseCrl(request.der);
  const findings: string[] = [];
  if (!equal(crl.issuer.der, issuer.nameDer)) findings.push('issuer is not the authority’s subject');
  if (!equal(crl.authorityKeyIdentifier?.keyIdentifier ?? new Uint8Array(), issuer.keyIdentifier)) {
    findings.push('authorityKeyIdentifier is not the authority’s');
  }
  if (!equal(crl.innerSignatureAlgorithm.der, crl.signatureAlgorithm.der)) findings.push('algorithms differ');
  if (!(await deps.engine.verify(issuer.scheme, issuer.publicKeyDer, crl.signature, crl.toBeSigned))) {
    findings.push('signature does not verify');
  }
  if (crl.nextUpdate === undefined || crl.nextUpdate <= crl.thisUpdate)
    findings.push('nextUpdate is not later');
  if (crl.entryCount !== request.entryCount)
    findings.push(`${crl.entryCount} entries, not ${request.entryCount}`);
  if (previous !== undefined) {
    if ((crl.number ?? 0n) <= BigInt(previous.number)) findings.push('number does not increase');
    if (crl.thisUpdate < previous.thisUpdate) findings.push('thisUpdate goes back');
    findings.push(...(await missingEntries(deps.certificates, issuer, crl, previous)));
  }
  if (findings.length > 0) {
    throw new CertBankError('lint.failed', { findings }, `CRL not published: ${findings.join('; ')}`);
  }
}

async function missingEntries(
  certificates: CertificateStore,
  issuer: Issuer,
  crl: Crl,
  previous: CrlRecord,
): Promise<string[]> {
  const listed = new Set<string>();
  for (const { serialNumber } of crl.entries()) listed.add(serialText(serialNumber));
  const findings: string[] = [];
  for (const { serialNumber } of parseCrl(previous.der).entries()) {
    const serial = serialText(serialNumber);
    if (listed.has(serial)) continue;
    const certificate = await certificates.findBySerial(issuer.id, serial);
    const mayBeGone =
      certificate?.status === 'good' || (certificate && certificate.notAfter < crl.thisUpdate);
    if (!mayBeGone) findings.push(`${serial} is missing`);
  }
  return findings;
}
