/**
 * Whether one name lies in the subtree of one constraint, form by form. Each
 * answer is `undefined` where the constraint or the name is not what its form
 * demands: then nothing can be said, and the caller must refuse.
 *
 * @source RFC 5280 section 4.2.1.10
 */

const HOST = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/;
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

const isHost = (lowerCase: string): boolean => lowerCase.length <= 253 && HOST.test(lowerCase);

const isBelow = (host: string, domain: string): boolean => host.endsWith(`.${domain}`);

/**
 * A DNS name: the constraint's own name and every name made of it by labels on the left; the empty
 * constraint holds every name. A wildcard stands for any one label: for a permitted subtree all that it
 * stands for must lie inside, for an excluded one it is enough that something does (`isExclusion`).
 */
export function dnsNameWithin(name: string, constraint: string, isExclusion = false): boolean | undefined {
  const base = constraint.toLowerCase();
  const lower = name.toLowerCase();
  const isWildcard = lower.startsWith('*.');
  const host = isWildcard ? lower.slice(2) : lower;
  if (!isHost(host) || (base !== '' && !isHost(base))) return undefined;
  if (base === '' || host === base || isBelow(host, base)) return true;
  if (!isWildcard || !isExclusion) return false;
  // `*.example.com` may stand for `host.example.com`, which excluding `host.example.com` forbids.
  return isBelow(base, host) && !base.slice(0, -host.length - 1).includes('.');
}

/** Local part and lower-cased host of a mailbox; `undefined` for what is none. */
export function parseMailbox(address: string): { local: string; host: string } | undefined {
  const at = address.lastIndexOf('@');
  if (at < 1) return undefined;
  const local = address.slice(0, at);
  const host = address.slice(at + 1).toLowerCase();
  // RFC 5321 section 4.1.2: dot-string or quoted string.
  const isLocal = /^[^\s"(),:;<>@[\\\]]+$/.test(local) || /^"([^"\\]|\\.)*"$/.test(local);
  return isLocal && isHost(host) ? { local, host } : undefined;
}

/** A mailbox: one mailbox, all at one host, or (leading dot) all at the hosts below a domain. */
export function emailWithin(address: string, constraint: string): boolean | undefined {
  const mailbox = parseMailbox(address);
  if (mailbox === undefined) return undefined;
  if (constraint.includes('@')) {
    const allowed = parseMailbox(constraint);
    // RFC 5280 section 7.5: the local part is compared as it stands.
    return allowed && allowed.local === mailbox.local && allowed.host === mailbox.host;
  }
  return hostWithin(mailbox.host, constraint);
}

/** A URI by its host: exactly that host, or (leading dot) the hosts below a domain. */
export function uriWithin(uri: string, constraint: string): boolean | undefined {
  const host = hostOfUri(uri);
  return host === undefined ? undefined : hostWithin(host, constraint);
}

function hostWithin(host: string, constraint: string): boolean | undefined {
  const base = constraint.toLowerCase();
  if (base.startsWith('.')) return isHost(base.slice(1)) ? isBelow(host, base.slice(1)) : undefined;
  return isHost(base) ? host === base : undefined;
}

/** The host name in a URI's authority; `undefined` without one, or where it is an address. */
function hostOfUri(uri: string): string | undefined {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(uri)?.[1];
  if (authority === undefined) return undefined;
  const host = authority
    .slice(authority.lastIndexOf('@') + 1)
    .replace(/:\d*$/, '')
    .toLowerCase();
  return isHost(host) && !IPV4.test(host) ? host : undefined;
}

/** An address by the constraint's address and mask; an address of the other family lies outside. */
export function ipAddressWithin(address: Uint8Array, constraint: Uint8Array): boolean | undefined {
  if (constraint.length !== 8 && constraint.length !== 32) return undefined;
  if (address.length !== 4 && address.length !== 16) return undefined;
  const half = constraint.length / 2;
  if (address.length !== half) return false;
  for (let i = 0; i < half; i++) {
    const mask = constraint[half + i]!;
    if ((address[i]! & mask) !== (constraint[i]! & mask)) return false;
  }
  return true;
}
