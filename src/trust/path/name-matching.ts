/**
 * How a name of each form lies in the subtree of a constraint of the same
 * form. Names and constraints are read once, before they are compared with
 * each other: both lists may be long.
 *
 * @source RFC 5280 section 4.2.1.10
 */

const HOST = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/;
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

/** The host in lower case, or `undefined` for what is no host name. */
function readHost(text: string): string | undefined {
  const host = text.toLowerCase();
  return host.length <= 253 && HOST.test(host) ? host : undefined;
}

const isBelow = (host: string, domain: string): boolean =>
  host.endsWith(domain) && host.at(-domain.length - 1) === '.';

/** A DNS name; `*.` before it stands for any one label. */
export interface DnsName {
  readonly host: string;
  readonly isWildcard: boolean;
}

export function readDnsName(text: string): DnsName | undefined {
  const isWildcard = text.startsWith('*.');
  const host = readHost(isWildcard ? text.slice(2) : text);
  return host === undefined ? undefined : { host, isWildcard };
}

/** The empty constraint holds every name. */
export function readDnsConstraint(text: string): string | undefined {
  return text === '' ? '' : readHost(text);
}

/**
 * The constraint's own name and every name made of it by labels on the left. Of a wildcard all that it stands
 * for must lie inside; in an excluded subtree it is enough that something does.
 */
export function isDnsNameWithin({ host, isWildcard }: DnsName, base: string, isExclusion: boolean): boolean {
  if (base === '' || host === base || isBelow(host, base)) return true;
  if (!isWildcard || !isExclusion) return false;
  // `*.example.com` may stand for `host.example.com`, which excluding `host.example.com` forbids.
  return isBelow(base, host) && !base.slice(0, -host.length - 1).includes('.');
}

export interface Mailbox {
  readonly local: string;
  /** In lower case. */
  readonly host: string;
}

/** A mailbox of RFC 5321 section 4.1.2, with dot-string or quoted string before the last `@`. */
export function readMailbox(text: string): Mailbox | undefined {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  const host = readHost(text.slice(at + 1));
  const isLocal = /^[^\s"(),:;<>@[\\\]]+$/.test(local) || /^"([^"\\]|\\.)*"$/.test(local);
  return isLocal && host !== undefined ? { local, host } : undefined;
}

/** Hosts below a domain, one host, or one mailbox there. */
export interface HostConstraint {
  readonly host: string;
  readonly isDomain: boolean;
  readonly local?: string;
}

export function readHostConstraint(text: string): HostConstraint | undefined {
  const isDomain = text.startsWith('.');
  const host = readHost(isDomain ? text.slice(1) : text);
  return host === undefined ? undefined : { host, isDomain };
}

export function readEmailConstraint(text: string): HostConstraint | undefined {
  if (!text.includes('@')) return readHostConstraint(text);
  const mailbox = readMailbox(text);
  return mailbox && { ...mailbox, isDomain: false };
}

/** One mailbox, all at one host, or (leading dot) all at the hosts below a domain. */
export function isMailboxWithin(mailbox: Mailbox, constraint: HostConstraint): boolean {
  // Section 7.5: the local part is compared as it stands.
  if (constraint.local !== undefined && constraint.local !== mailbox.local) return false;
  return isHostWithin(mailbox.host, constraint);
}

/** Exactly that host, or (leading dot) the hosts below a domain. */
export function isHostWithin(host: string, constraint: HostConstraint): boolean {
  return constraint.isDomain ? isBelow(host, constraint.host) : host === constraint.host;
}

/** The host name in a URI's authority; `undefined` without one, or where it is an address. */
export function readUriHost(uri: string): string | undefined {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(uri)?.[1];
  if (authority === undefined) return undefined;
  const host = readHost(authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, ''));
  return host === undefined || IPV4.test(host) ? undefined : host;
}

/** An address by the constraint's address and mask; an address of the other family lies outside. */
export function isAddressWithin(address: Uint8Array, constraint: Uint8Array): boolean {
  const half = constraint.length / 2;
  if (address.length !== half) return false;
  for (let i = 0; i < half; i++) {
    const mask = constraint[half + i]!;
    if ((address[i]! & mask) !== (constraint[i]! & mask)) return false;
  }
  return true;
}
