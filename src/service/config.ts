import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { CertBankError } from '../base/errors.ts';
import { Secret } from './secret.ts';

/** The configuration as checked. Secrets show themselves to nobody by accident. */
export interface Config {
  /** Keys, SQLite file and cookie secret lie here. */
  readonly dataDirectory: string;
  readonly database:
    | { readonly client: 'sqlite'; readonly file: string }
    | { readonly client: 'postgres'; readonly url: Secret };
  readonly host: string;
  /** 0 lets the machine choose one. */
  readonly port: number;
  /** What certificates point at (AIA, CRL distribution point); `undefined`: the address listened on. */
  readonly baseUrl: string | undefined;
  readonly profile: 'oces3' | 'oces2' | 'p256';
  readonly organisation: string;
  readonly country: string;
  /** `undefined`: the demonstration set-up makes one and keeps it beside the keys. */
  readonly keyPassphrase: Secret | undefined;
  readonly adminPassword: Secret | undefined;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Addresses or networks whose `X-Forwarded-*` headers are believed. */
  readonly trustedProxies: readonly string[];
  /** Requests a minute and address, status answers excepted. */
  readonly requestsPerMinute: number;
  /** Failed codes and passwords a minute and address. */
  readonly failedSecretsPerMinute: number;
}

/** What the command line may set; each wins over environment and file. */
export interface ConfigFlags {
  readonly data?: string | undefined;
  readonly port?: string | number | undefined;
  readonly host?: string | undefined;
  readonly profile?: string | undefined;
}

const wholeNumber = z
  .union([z.number(), z.string().regex(/^\d{1,9}$/, 'must be a whole number')])
  .transform(Number);

const port = wholeNumber.pipe(z.number().int().min(0).max(65_535));
const rate = wholeNumber.pipe(z.number().int().min(1).max(100_000_000));

const baseUrl = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url === undefined ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.username !== '' ||
    url.password !== '' ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    context.addIssue({
      code: 'custom',
      message: 'must be an http or https URL without credentials, query or fragment',
    });
    return z.NEVER;
  }
  return url.href.replace(/\/+$/, '');
});

const databaseUrl = z
  .string()
  .refine(
    (text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text),
    'must be a postgres:// URL (leave it out for SQLite in the data directory)',
  );

const proxies = z
  .union([z.array(z.string()), z.string().transform((text) => text.split(',').map((part) => part.trim()))])
  .pipe(
    z.array(
      z
        .string()
        .regex(
          /^(loopback|linklocal|uniquelocal|[0-9.]+(\/\d{1,2})?|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(\/\d{1,3})?)$/,
          'must be an address, a network, or loopback, linklocal or uniquelocal',
        ),
    ),
  );

/** The JSON file's shape; an unknown key is a fault, for it is most often a misspelt one. */
const written = z.strictObject({
  data: z.string().min(1).default('data'),
  databaseUrl: databaseUrl.optional(),
  host: z.string().min(1).default('127.0.0.1'),
  port: port.default(8080),
  baseUrl: baseUrl.optional(),
  profile: z.enum(['oces3', 'oces2', 'p256']).default('oces3'),
  organisation: z.string().min(1).max(64).default('certbank demonstration'),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be two capital letters')
    .default('DK'),
  keyPassphrase: z.string().min(12, 'must have at least 12 characters').optional(),
  keyPassphraseFile: z.string().min(1).optional(),
  adminPassword: z.string().min(12, 'must have at least 12 characters').optional(),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  trustedProxies: proxies.default([]),
  requestsPerMinute: rate.default(6000),
  failedSecretsPerMinute: rate.default(30),
});

type Key = keyof z.input<typeof written>;

/** Secrets come from the environment or a file of their own, never from the configuration file. */
const ENVIRONMENT_ONLY: readonly string[] = ['keyPassphrase', 'adminPassword'];

const VARIABLES: Readonly<Record<string, Key>> = {
  CERTBANK_DATA: 'data',
  CERTBANK_DATABASE_URL: 'databaseUrl',
  CERTBANK_HOST: 'host',
  CERTBANK_PORT: 'port',
  CERTBANK_BASE_URL: 'baseUrl',
  CERTBANK_PROFILE: 'profile',
  CERTBANK_ORGANISATION: 'organisation',
  CERTBANK_COUNTRY: 'country',
  CERTBANK_KEY_PASSPHRASE: 'keyPassphrase',
  CERTBANK_KEY_PASSPHRASE_FILE: 'keyPassphraseFile',
  CERTBANK_ADMIN_PASSWORD: 'adminPassword',
  CERTBANK_LOG_LEVEL: 'logLevel',
  CERTBANK_TRUSTED_PROXIES: 'trustedProxies',
  CERTBANK_REQUESTS_PER_MINUTE: 'requestsPerMinute',
  CERTBANK_FAILED_SECRETS_PER_MINUTE: 'failedSecretsPerMinute',
};

/** Variables of our other programs: the configuration file's name, the client commands, the test run. */
const OTHER_VARIABLES: ReadonlySet<string> = new Set([
  'CERTBANK_CONFIG',
  'CERTBANK_REQUIRE_TOOLS',
  'CERTBANK_URL',
  'CERTBANK_TOKEN',
  'CERTBANK_USERNAME',
  'CERTBANK_PASSWORD',
  'CERTBANK_KEY_PASSWORD',
  'CERTBANK_ACTIVATION_CODE',
  'CERTBANK_REVOCATION_CODE',
]);

/** The process environment; this module is its one reader. */
export function environment(): NodeJS.ProcessEnv {
  return process.env;
}

/**
 * The configuration from defaults, then the JSON file, then the environment, then the flags; the later wins.
 *
 * @param env  the process environment; `CERTBANK_CONFIG` names the file when `file` does not
 * @param file path of a JSON file
 * @throws CertBankError `config.invalid` with every fault at once; no fault repeats a secret's value
 */
export function loadConfig(
  env: NodeJS.ProcessEnv = environment(),
  file?: string,
  flags: ConfigFlags = {},
): Config {
  const faults: string[] = [];
  const fileName = file ?? env['CERTBANK_CONFIG'];
  const inFile = fileName === undefined ? {} : readJson(fileName, faults);
  const origin: Record<string, string> = {};
  const given: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(inFile)) {
    origin[key] = `${key} (${fileName ?? ''})`;
    if (ENVIRONMENT_ONLY.includes(key)) {
      faults.push(`${origin[key]}: a secret does not belong in the configuration file`);
    } else {
      given[key] = value;
    }
  }
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('CERTBANK_') || OTHER_VARIABLES.has(name) || value === undefined) continue;
    const key = VARIABLES[name];
    if (key === undefined) {
      faults.push(`${name}: unknown variable; known are ${Object.keys(VARIABLES).join(', ')}`);
      continue;
    }
    given[key] = value;
    origin[key] = name;
  }
  for (const [key, value] of Object.entries(flags)) {
    if (value === undefined) continue;
    given[key] = value;
    origin[key] = `--${key}`;
  }
  const checked = written.safeParse(given);
  if (!checked.success) {
    for (const issue of checked.error.issues) {
      const key = String(issue.path[0] ?? '');
      const where = origin[key] ?? fileName ?? 'configuration';
      faults.push(`${where}: ${issue.message}`);
    }
  }
  const passphrase = checked.success ? readPassphrase(checked.data, faults) : undefined;
  if (checked.success && isWildcard(checked.data.host) && checked.data.baseUrl === undefined) {
    faults.push(`baseUrl: is needed with host ${checked.data.host}, because certificates point at it`);
  }
  if (!checked.success || faults.length > 0) {
    throw new CertBankError(
      'config.invalid',
      { faults },
      `the configuration has faults:\n- ${faults.join('\n- ')}`,
    );
  }
  const { data } = checked;
  const dataDirectory = resolve(data.data);
  return {
    dataDirectory,
    database:
      data.databaseUrl === undefined
        ? { client: 'sqlite', file: join(dataDirectory, 'certbank.sqlite') }
        : { client: 'postgres', url: new Secret(data.databaseUrl) },
    host: data.host,
    port: data.port,
    baseUrl: data.baseUrl,
    profile: data.profile,
    organisation: data.organisation,
    country: data.country,
    keyPassphrase: passphrase,
    adminPassword: data.adminPassword === undefined ? undefined : new Secret(data.adminPassword),
    logLevel: data.logLevel,
    trustedProxies: data.trustedProxies,
    requestsPerMinute: data.requestsPerMinute,
    failedSecretsPerMinute: data.failedSecretsPerMinute,
  };
}

/** Listening on every address says nothing of the one under which clients find us. */
function isWildcard(host: string): boolean {
  return /^(0\.0\.0\.0|\[?(0*:)+0*\]?)$/.test(host);
}

function readJson(file: string, faults: string[]): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
    faults.push(`${file}: must hold one JSON object`);
  } catch (error) {
    // A JSON parser's message may quote the text around the fault, and that text may be a secret.
    faults.push(`${file}: ${error instanceof SyntaxError ? 'is not JSON' : 'cannot be read'}`);
  }
  return {};
}

function readPassphrase(data: z.output<typeof written>, faults: string[]): Secret | undefined {
  if (data.keyPassphraseFile === undefined) {
    return data.keyPassphrase === undefined ? undefined : new Secret(data.keyPassphrase);
  }
  if (data.keyPassphrase !== undefined) {
    faults.push('keyPassphrase and keyPassphraseFile: give one of them, not both');
    return undefined;
  }
  try {
    const text = readFileSync(data.keyPassphraseFile, 'utf8').replace(/\r?\n$/, '');
    if (text.length < 12) faults.push('keyPassphraseFile: the passphrase must have at least 12 characters');
    return new Secret(text);
  } catch {
    faults.push(`keyPassphraseFile: ${data.keyPassphraseFile} cannot be read`);
    return undefined;
  }
}
