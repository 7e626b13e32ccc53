import { spawn } from 'node:child_process';

export interface ToolResult {
  readonly status: number | null;
  /** Standard output and standard error, one after the other. */
  readonly text: string;
}

/** Runs an outside program without holding up the event loop, so that it may call a server of this process. */
export function runTool(
  program: string,
  args: readonly string[],
  input?: Uint8Array,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'pipe', timeout: 60_000, env });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, text: Buffer.concat([...out, ...err]).toString() }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
