import { CertBankError } from '../../base/errors.ts';
import { ATTRIBUTE } from '../../formats/cms/oids.ts';
import type { SignedData } from '../../formats/cms/signed-data.ts';

/** Whether an archive time-stamp stands in the document that covers the SignedData as it is. */
export function hasOlderArchive({ signers }: SignedData): boolean {
  return signers.some(({ unsignedAttributes }) =>
    [ATTRIBUTE.archiveTimestampV1, ATTRIBUTE.archiveTimestampV2].some(
      (type) => (unsignedAttributes?.all(type).length ?? 0) > 0,
    ),
  );
}

/** @throws CertBankError `document.unsupported` */
export function refuseOlderArchive(signedData: SignedData): void {
  if (!hasOlderArchive(signedData)) return;
  const what = 'an archive time-stamp of an older form, which anything added would break';
  throw new CertBankError('document.unsupported', { what }, `the document has ${what}`);
}
