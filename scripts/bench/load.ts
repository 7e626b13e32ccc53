/**
 * A bounded load on 127.0.0.1, in a process of its own: `connections` sockets kept open, one request in flight on each.
 * Started by `loadRate`; told what to send by a message, and answers with how many whole answers came.
 */
import { fork } from 'node:child_process';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';

interface Order {
  readonly port: number;
  /** Whole HTTP/1.1 requests in base64; each socket sends them in turn. */
  readonly requests: readonly string[];
  readonly connections: number;
  readonly milliseconds: number;
}

const HEAD_END = Buffer.from('\r\n\r\n');

function drive(order: Order): Promise<number> {
  const requests = order.requests.map((request) => Buffer.from(request, 'base64'));
  const until = Date.now() + order.milliseconds;
  let answers = 0;
  const one = (first: number): Promise<void> =>
    new Promise((resolve, reject) => {
      let turn = first;
      let pending = Buffer.alloc(0);
      const socket = connect(order.port, '127.0.0.1');
      const send = (): void => void socket.write(requests[turn++ % requests.length]!);
      socket.setNoDelay(true);
      socket.on('connect', send);
      socket.on('error', reject);
      socket.on('close', () => resolve());
      socket.on('data', (chunk) => {
        pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
        const head = pending.indexOf(HEAD_END);
        if (head < 0) return;
        const text = pending.toString('latin1', 0, head);
        if (!text.startsWith('HTTP/1.1 200')) {
          reject(new Error(text.split('\r\n', 1)[0]));
          return;
        }
        const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1]);
        if (pending.length < head + 4 + length) return;
        pending = pending.subarray(head + 4 + length);
        answers++;
        if (Date.now() < until) send();
        else socket.destroy();
      });
    });
  return Promise.all(Array.from({ length: order.connections }, (_, index) => one(index))).then(() => answers);
}

/** Answers a second from the server on `port`, seen from another process; the best of `rounds` after a warm-up. */
export async function loadRate(
  port: number,
  requests: readonly Uint8Array[],
  { connections = 64, milliseconds = 2000, rounds = 3 } = {},
): Promise<number> {
  const rates: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const child = fork(fileURLToPath(import.meta.url), ['drive'], { execArgv: process.execArgv });
    const order: Order = {
      port,
      requests: requests.map((request) => Buffer.from(request).toString('base64')),
      connections,
      milliseconds: round === 0 ? milliseconds / 2 : milliseconds,
    };
    const answers = await new Promise<number>((resolve, reject) => {
      child.on('message', (message) => {
        if (typeof message === 'number') resolve(message);
        else reject(new Error(JSON.stringify(message)));
      });
      child.on('error', reject);
      child.send(order);
    });
    child.disconnect();
    if (round > 0) rates.push((answers / milliseconds) * 1000);
  }
  return Math.max(...rates);
}

if (process.argv[2] === 'drive' && process.send !== undefined) {
  process.once('message', (order: Order) => {
    drive(order).then(
      (answers) => process.send!(answers),
      (error: unknown) => process.send!(String(error)),
    );
  });
}
