import Table from 'cli-table3';
import colors from 'picocolors';

/** What a command speaks through. */
export interface Output {
  /** The answer, to standard output: text for people, or `value` as JSON where `--json` was given. */
  answer(value: unknown, text: string): void;
  /** A remark for people, to standard error; silent with `--json`. */
  say(text: string): void;
  /**
   * Shows `what` while `work` runs, with the seconds that it takes once it takes more than one.
   *
   * @param progress tells how far it is
   */
  during<T>(what: string, work: Promise<T>, progress?: { toString(): string }): Promise<T>;
}

const SPINNER_MILLISECONDS = 250;

/** Text from certificates and documents must not steer the terminal. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

export function createOutput(json: boolean): Output {
  return {
    answer(value, text) {
      process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${text}\n`);
    },
    say(text) {
      if (!json) process.stderr.write(`${text}\n`);
    },
    async during(what, work, progress) {
      if (json || !process.stderr.isTTY) return work;
      let ticks = 0;
      const timer = setInterval(() => {
        ticks++;
        if (ticks * SPINNER_MILLISECONDS >= 1000) {
          const [seconds, far = ''] = [
            Math.floor((ticks * SPINNER_MILLISECONDS) / 1000),
            progress?.toString(),
          ];
          process.stderr.write(`\r${what} … ${far === '' ? '' : `${far}, `}${seconds} s \x1b[K`);
        }
      }, SPINNER_MILLISECONDS);
      try {
        return await work;
      } finally {
        clearInterval(timer);
        if (ticks * SPINNER_MILLISECONDS >= 1000) process.stderr.write('\r\x1b[2K');
      }
    },
  };
}

/** Rows under a head, without borders, as wide as the terminal lets them be. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = new Table({
    head: head.map((title) => colors.bold(title)),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: Object.fromEntries(
      [
        'top',
        'top-mid',
        'top-left',
        'top-right',
        'bottom',
        'bottom-mid',
        'bottom-left',
        'bottom-right',
        'left',
        'left-mid',
        'mid',
        'mid-mid',
        'right',
        'right-mid',
        'middle',
      ].map((name) => [name, '']),
    ),
  });
  lines.push(...rows.map((row) => row.map(printable)));
  return lines.toString();
}

/** Names and values below one another. */
export function fields(rows: readonly (readonly [string, string | null | undefined])[]): string {
  const shown = rows.filter((row): row is readonly [string, string] => (row[1] ?? '') !== '');
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${colors.dim(name.padEnd(width))}  ${printable(value)}`).join('\n');
}
