import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { fromHex } from '../../src/base/bytes.ts';
import type { CrlEntryFields } from '../../src/formats/crl/crl-draft.ts';
import { parseCrl } from '../../src/formats/crl/crl.ts';
import { testPki } from '../../test/support/pki.ts';
import { median, type BenchResult } from './measure.ts';

const LARGE = 100_000;
const HUGE = 1_000_000;
/** Times that a CRL is opened anew, or that a serial is looked up in one that is open. */
const OPENINGS = 15;
const LOOKUPS = 20_000;
const LIMIT = { coldMilliseconds: 30, warmMicroseconds: 50, memoryTimesSize: 1.5 };

/** Asks this file, run by itself, for nothing but the memory. */
const MEMORY = 'memory';

const pki = testPki({ ca: { ca: true } });
const REVOKED_AT = new Date('2026-05-01T00:00:00Z');

/** Sixteen octets that look random and are the same in each run. */
function serial(index: number): string {
  let state = Math.imul(index + 1, 0x9e3779b1);
  let text = '4';
  while (text.length < 32) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + index;
    text += (state >>> 0).toString(16).padStart(8, '0');
  }
  return text.slice(0, 32);
}

function* entries(count: number): Generator<CrlEntryFields> {
  for (let index = 0; index < count; index++) {
    yield { serial: serial(index), revokedAt: REVOKED_AT, reason: 'keyCompromise' };
  }
}

const crlOf = (count: number): Uint8Array => pki.crl('ca', { revoked: [...entries(count)] });

/** Serial numbers all over the list, and as many that are not in it. */
const wanted = (count: number, index: number): Uint8Array =>
  fromHex(serial(index % 2 === 0 ? Math.imul(index, 7919) % count : count + index));

/** Look-ups a second in a CRL that is opened for each; the median. */
function coldRate(der: Uint8Array): number {
  const milliseconds = Array.from({ length: OPENINGS }, (_, index) => {
    const start = performance.now();
    const entry = parseCrl(der).find(wanted(LARGE, index));
    if ((entry === undefined) !== (index % 2 === 1)) throw new Error('wrong answer');
    return performance.now() - start;
  });
  return 1000 / median(milliseconds);
}

/** Look-ups a second in a CRL that stays open; the first ones, by scan, are not counted. */
function warmRate(der: Uint8Array): number {
  const crl = parseCrl(der);
  const serials = Array.from({ length: LOOKUPS }, (_, index) => wanted(LARGE, index));
  for (const one of serials.slice(0, 10)) crl.find(one);
  const start = performance.now();
  let found = 0;
  for (const one of serials) if (crl.find(one) !== undefined) found++;
  if (found !== LOOKUPS / 2) throw new Error('wrong answer');
  return (LOOKUPS / (performance.now() - start)) * 1000;
}

/** How often OpenSSL opens such a CRL in a second, a process each, without looking up anything. */
async function opensslRate(file: string): Promise<number | undefined> {
  try {
    const milliseconds: number[] = [];
    for (let i = 0; i < 3; i++) {
      const start = performance.now();
      await promisify(execFile)('openssl', ['crl', '-inform', 'DER', '-in', file, '-noout']);
      milliseconds.push(performance.now() - start);
    }
    return 1000 / median(milliseconds);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The most memory, of the CRL's size, that is in use until it has been searched, in a process that has no other. */
function memoryTimesSize(file: string): number {
  const used = (): number => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = used();
  const der = readFileSync(file);
  const crl = parseCrl(der);
  let most = used();
  for (let index = 0; index < 100; index++) {
    if ((crl.find(wanted(HUGE, index)) === undefined) !== (index % 2 === 1)) throw new Error('wrong answer');
    most = Math.max(most, used());
  }
  if (crl.entryCount !== HUGE) throw new Error('wrong count');
  return (most - before) / der.length;
}

async function memoryElsewhere(file: string): Promise<number> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [
    ...process.execArgv,
    fileURLToPath(import.meta.url),
    MEMORY,
    file,
  ]);
  return Number(stdout);
}

/** A serial number looked up in a large CRL, and the memory that a huge one takes. */
export async function benchmark(): Promise<BenchResult[]> {
  const directory = mkdtempSync(join(tmpdir(), 'certbank-bench-crl-'));
  const [large, huge] = ['large.crl', 'huge.crl'].map((name) => join(directory, name)) as [string, string];
  writeFileSync(large, crlOf(LARGE));
  writeFileSync(huge, crlOf(HUGE));
  const times = await memoryElsewhere(huge);
  const openssl = await opensslRate(large);
  const der = readFileSync(large);
  rmSync(directory, { recursive: true });
  return [
    {
      name: `CRL of ${LARGE} entries opened and searched once`,
      ours: coldRate(der),
      unit: 'look-ups/s',
      against: [
        { name: `${LIMIT.coldMilliseconds} ms each`, rate: 1000 / LIMIT.coldMilliseconds, bar: 1 },
        ...(openssl === undefined ? [] : [{ name: 'openssl crl, which opens it', rate: openssl }]),
      ],
    },
    {
      name: `CRL of ${LARGE} entries, open, searched again`,
      ours: warmRate(der),
      unit: 'look-ups/s',
      against: [{ name: `${LIMIT.warmMicroseconds} us each`, rate: 1e6 / LIMIT.warmMicroseconds, bar: 1 }],
    },
    {
      name: `CRL of ${HUGE} entries read and searched`,
      ours: 1 / times,
      unit: 'octets of CRL an octet of memory',
      against: [
        {
          name: `${LIMIT.memoryTimesSize} times its size`,
          rate: 1 / LIMIT.memoryTimesSize,
          bar: 1,
        },
      ],
      note: `at most ${times.toFixed(2)} times its size in use, the CRL itself included`,
    },
  ];
}

if (process.argv[2] === MEMORY) console.log(memoryTimesSize(process.argv[3]!));
