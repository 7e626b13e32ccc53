import type { IncomingMessage } from 'node:http';
import express from 'express';
import { ipKeyGenerator } from 'express-rate-limit';

/**
 * Tells whose request it is, where Express is not asked: the address, or the /56 network of IPv6, of the client
 * nearest to us that is no trusted proxy. Proxies are believed as Express believes them.
 */
export function createClientAddress(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const settings = express().set('trust proxy', [...trustedProxies]);
  const isTrusted = settings.get('trust proxy fn') as (address: string, hop: number) => boolean;
  return ({ socket, headers }) => {
    const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
    let address = socket.remoteAddress ?? 'unknown';
    for (let hop = 0; isTrusted(address, hop); hop++) {
      const before = forwarded.pop()?.trim();
      if (before === undefined || before === '') break;
      address = before;
    }
    return ipKeyGenerator(address);
  };
}
