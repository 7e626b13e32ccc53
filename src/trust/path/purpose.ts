import { equal } from '../../base/bytes.ts';
import { ATTRIBUTE } from '../../formats/x509/attribute-types.ts';
import type { Certificate } from '../../formats/x509/certificate.ts';
import { KEY_PURPOSE } from '../../formats/x509/extension-values.ts';
import type { Fault } from './failure.ts';
import { readMailbox } from './name-matching.ts';

/** What the certificate is to be used for; everything named must hold. */
export interface Purpose {
  /** OID; every certificate of the path that restricts its use must allow it. */
  readonly extendedKeyUsage?: string;
  /** Where anyExtendedKeyUsage does as well as the purpose itself: everywhere (default), only above the leaf, nowhere. */
  readonly anyExtendedKeyUsage?: 'everywhere' | 'above-leaf' | 'nowhere';
  /** Host that the leaf must name, without a trailing dot; an internationalised one as A-labels. */
  readonly dnsName?: string;
  /** Dotted decimal, or hexadecimal groups. */
  readonly ipAddress?: string;
  readonly emailAddress?: string;
}

/**
 * Whether the extended key usage of one certificate of the path allows the purpose. A certificate without
 * the extension allows every purpose.
 *
 * @source RFC 5280 section 4.2.1.12; for certificates above the leaf the custom of all large trust
 *   programmes, which that section leaves open
 */
export function checkExtendedKeyUsage(
  certificate: Certificate,
  purpose: Purpose,
  isLeaf: boolean,
): Fault | undefined {
  const wanted = purpose.extendedKeyUsage;
  const allowed = certificate.extendedKeyUsage;
  if (wanted === undefined || allowed === undefined || allowed.includes(wanted)) return undefined;
  const any = purpose.anyExtendedKeyUsage ?? 'everywhere';
  const isAnyGood = any === 'everywhere' || (any === 'above-leaf' && !isLeaf);
  if (isAnyGood && allowed.includes(KEY_PURPOSE.any)) return undefined;
  return {
    code: 'purpose.extended-key-usage',
    message: `the certificate may not be used for ${wanted}`,
    certificate,
  };
}

/** The names that `leaf` does not have but the purpose asks for. */
export function checkNames(leaf: Certificate, purpose: Purpose): Fault[] {
  const faults: Fault[] = [];
  const mismatch = (what: string): void => {
    faults.push({
      code: 'purpose.name-mismatch',
      message: `the certificate does not name ${what}`,
      certificate: leaf,
    });
  };
  const names = leaf.subjectAlternativeName ?? [];
  const { dnsName, ipAddress, emailAddress } = purpose;
  if (
    dnsName !== undefined &&
    !names.some((name) => name.kind === 'dns' && matchesHost(name.value, dnsName))
  ) {
    mismatch(`the host ${JSON.stringify(dnsName)}`);
  }
  if (ipAddress !== undefined) {
    const octets = parseIpAddress(ipAddress);
    const isNamed = octets && names.some((name) => name.kind === 'ip' && equal(name.bytes, octets));
    if (isNamed !== true) mismatch(`the address ${JSON.stringify(ipAddress)}`);
  }
  if (emailAddress !== undefined) {
    const addresses = names.flatMap((name) => (name.kind === 'email' ? [name.value] : []));
    // RFC 8550 section 3: an address in the subject counts where there is no alternative name.
    if (leaf.subjectAlternativeName === undefined) {
      for (const { oid, value } of leaf.subject.rdns.flat()) {
        if (oid === ATTRIBUTE.emailAddress) addresses.push(value);
      }
    }
    if (!addresses.some((address) => isSameMailbox(address, emailAddress))) {
      mismatch(`the e-mail address ${JSON.stringify(emailAddress)}`);
    }
  }
  return faults;
}

const REFERENCE = /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/;

/**
 * Whether a certificate's DNS name covers `host`: the same labels without regard to case, or a first label
 * that is nothing but `*` for exactly one label of a name of three or more.
 *
 * @source RFC 9525 section 6.3
 */
export function matchesHost(presented: string, host: string): boolean {
  const name = presented.toLowerCase();
  const wanted = host.toLowerCase();
  if (!REFERENCE.test(wanted)) return false;
  if (!name.startsWith('*.')) return REFERENCE.test(name) && name === wanted;
  const domain = name.slice(2);
  const firstDot = wanted.indexOf('.');
  return (
    REFERENCE.test(domain) && domain.includes('.') && firstDot > 0 && wanted.slice(firstDot + 1) === domain
  );
}

function isSameMailbox(presented: string, wanted: string): boolean {
  const [a, b] = [readMailbox(presented), readMailbox(wanted)];
  return a !== undefined && b !== undefined && a.local === b.local && a.host === b.host;
}

/** The octets of an address in text; `undefined` for what is none. Zones and embedded ports are none. */
export function parseIpAddress(text: string): Uint8Array | undefined {
  const four = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (four !== null) {
    const octets = four.slice(1);
    const isCanonical = octets.every((octet) => Number(octet) <= 255 && String(Number(octet)) === octet);
    return isCanonical ? Uint8Array.from(octets, Number) : undefined;
  }
  if (!/^[0-9a-f:]+(\d+\.\d+\.\d+\.\d+)?$/i.test(text)) return undefined;
  // RFC 4291 section 2.2 (3): the last 32 bits may be written in dotted decimal.
  const lastColon = text.lastIndexOf(':');
  const embedded = text.includes('.') ? parseIpAddress(text.slice(lastColon + 1)) : undefined;
  if (text.includes('.') && embedded?.length !== 4) return undefined;
  const hex = (high: number, low: number): string => ((high << 8) | low).toString(16);
  const plain =
    embedded === undefined
      ? text
      : `${text.slice(0, lastColon + 1)}${hex(embedded[0]!, embedded[1]!)}:${hex(embedded[2]!, embedded[3]!)}`;
  const halves = plain.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const written = groups.flat();
  if (written.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  const missing = 8 - written.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...groups[0]!, ...Array<string>(missing).fill('0'), ...(groups[1] ?? [])];
  return Uint8Array.from(
    all.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]),
  );
}
