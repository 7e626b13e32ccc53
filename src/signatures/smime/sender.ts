import { isCertBankError } from '../../base/errors.ts';
import { addressesIn, normalAddress } from '../../formats/mime/address.ts';
import type { MimeEntity } from '../../formats/mime/entity.ts';
import { ATTRIBUTE } from '../../formats/x509/attribute-types.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import type { Problem } from '../report/report.ts';

/** From whom a message says that it comes: what its readers are shown. */
export interface Sender {
  /** The field as it stands. */
  readonly shown: string;
  readonly addresses: readonly string[];
}

/** `undefined` where the message names no sender. Sender counts only without From: it is From that is shown. */
export function senderOf({ header }: MimeEntity): Sender | undefined {
  const shown = header.find('from') ?? header.find('sender');
  return shown === undefined ? undefined : { shown, addresses: addressesIn(shown) };
}

/**
 * What is wrong between the sender that a message names and the certificate that it was signed with.
 *
 * Deviation: RFC 8550 is content with any address of From or Sender that is in the certificate. Each one of From
 * must be: readers are shown a message "from" all of them.
 *
 * Does not check: that the certificate may be believed.
 *
 * @param id of the signature
 * @source RFC 8550 section 3
 */
export function checkSender(id: string, sender: Sender, certificate: Certificate): Problem | undefined {
  const known = emailAddresses(certificate);
  if (known.length === 0) {
    const message = `The certificate of ${id} names no e-mail address: nothing ties its holder to the sender of the message.`;
    return { code: 'smime.sender-not-in-certificate', message };
  }
  const strangers = sender.addresses.filter((address) => !known.includes(address));
  if (sender.addresses.length > 0 && strangers.length === 0) return undefined;
  const shown = strangers.length > 0 ? strangers.join(', ') : sender.shown;
  const message = `The message says that it is from ${shown}, but ${id} is by ${known.join(', ')}.`;
  return { code: 'smime.sender-mismatch', message };
}

/** None, too, where they cannot be read. */
function emailAddresses(certificate: Certificate): readonly string[] {
  try {
    const { subjectAlternativeName = [], subject } = certificate;
    const alternatives = subjectAlternativeName.flatMap((name) =>
      name.kind === 'email' ? [name.value] : [],
    );
    const inSubject = subject.find(ATTRIBUTE.emailAddress);
    return [...alternatives, ...(inSubject === undefined ? [] : [inSubject])].map(normalAddress);
  } catch (error) {
    if (isCertBankError(error)) return [];
    throw error;
  }
}
