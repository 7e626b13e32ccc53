import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** libcrypto verifying signed messages in a process of its own. */
export interface LibcryptoVerifier {
  /** Microseconds of processor time a message. */
  measure(): Promise<number>;
  stop(): void;
}

/**
 * Compiles `libcrypto-cms.c` and gives it the messages; `undefined` where there is no C compiler, or no headers of
 * OpenSSL.
 *
 * @param rounds times that each message is verified in one measurement
 */
export function libcryptoVerifier(
  root: Uint8Array,
  messages: readonly Uint8Array[],
  at: Date,
  rounds: number,
): LibcryptoVerifier | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'certbank-bench-cms-'));
  const program = join(directory, 'libcrypto-cms');
  const source = join(import.meta.dirname, 'libcrypto-cms.c');
  try {
    execFileSync('cc', ['-O2', '-o', program, source, '-lcrypto'], { stdio: 'pipe' });
  } catch {
    rmSync(directory, { recursive: true });
    console.error('libcrypto is not measured: there is no C compiler or no openssl/cms.h');
    return undefined;
  }
  const files = messages.map((message, index) => {
    const file = join(directory, `${index}.p7m`);
    writeFileSync(file, message);
    return file;
  });
  const anchor = join(directory, 'root.der');
  writeFileSync(anchor, root);
  const child = spawn(program, [String(at.getTime() / 1000), String(rounds), anchor, ...files], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  return {
    async measure() {
      const line = once(lines, 'line') as Promise<[string]>;
      child.stdin.write('\n');
      return Number((await line)[0]);
    },
    stop() {
      child.stdin.end();
      rmSync(directory, { recursive: true });
    },
  };
}
