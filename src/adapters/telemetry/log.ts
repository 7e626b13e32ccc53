import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger };

/** Struck out wherever an object with such a member is logged. */
const SECRETS = [
  'password',
  'passphrase',
  'activationCode',
  'revocationCode',
  'token',
  'authorization',
  'cookie',
  '["set-cookie"]',
  '["x-csrf-token"]',
];

/**
 * The service's log: one JSON object a line.
 *
 * @param destination standard output unless given
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRETS.flatMap((name) => nested(name)), censor: '[secret]' },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function nested(name: string): string[] {
  const dot = name.startsWith('[') ? '' : '.';
  return [name, `*${dot}${name}`, `*.*${dot}${name}`];
}

/** A path as it may be logged: without its query, and with what looks like a CPR number struck out. */
export function loggablePath(target: string): string {
  const path = target.split('?', 1)[0]!.slice(0, 200);
  return path.replace(/\d{6}(?:-|%2d)?\d{4}/gi, '[struck out]');
}
