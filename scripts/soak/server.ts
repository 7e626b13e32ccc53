import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');

export const ADMIN_PASSWORD = 'worn down but not out';

/** The real server as a process of its own. */
export interface Server {
  readonly url: string;
  /** SIGKILL: no warning, no flush, no goodbye. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM. Resolves when the process has ended by itself. */
  stop(): Promise<void>;
}

/** Starts `certbank serve` on `directory`, at a port that the machine chooses. */
export async function startServer(directory: string, databaseUrl: string | undefined): Promise<Server> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', MAIN, 'serve', '--data', directory, '--port', '0'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        CERTBANK_PROFILE: 'p256',
        CERTBANK_BASE_URL: 'http://bank.example',
        CERTBANK_ADMIN_PASSWORD: ADMIN_PASSWORD,
        CERTBANK_LOG_LEVEL: 'warn',
        CERTBANK_REQUESTS_PER_MINUTE: '100000000',
        CERTBANK_FAILED_SECRETS_PER_MINUTE: '100000000',
        ...(databaseUrl === undefined ? {} : { CERTBANK_DATABASE_URL: databaseUrl }),
      },
    },
  );
  const gone = once(child, 'exit');
  const url = await listening(child);
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal);
    await gone;
  };
  return { url, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const url = /certbank serves (http:\/\/\S+)/.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout!.on('data', read);
    child.stderr!.on('data', read);
    child.once('exit', () => reject(new Error(`the server did not start:\n${output}`)));
  });
}
