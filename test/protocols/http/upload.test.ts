import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect } from 'chai';
import { problemOf } from '../../../src/protocols/http/problem.ts';
import { createUploads } from '../../../src/protocols/http/upload.ts';

const MAX_HELD = 100_000;

describe('createUploads', () => {
  let server: Server;
  let url: string;
  /** Called while an upload is held; it is answered when the promise resolves. */
  let whileHeld: () => Promise<unknown> = async () => undefined;

  before(async () => {
    const uploads = createUploads(MAX_HELD);
    const app = express();
    app.post('/document', async (incoming, response) => {
      await uploads.withDocument(incoming, async (bytes) => {
        await whileHeld();
        response.json({ length: bytes.length });
      });
    });
    app.post('/form', async (incoming, response) => {
      await uploads.withUpload(incoming, async ({ fields, files }) =>
        response.json({
          fields: [...fields],
          files: files.map(({ field, name, bytes }) => [field, name, bytes.length]),
        }),
      );
    });
    app.use(((error, _request, response, next) => {
      if (response.headersSent) {
        next();
        return;
      }
      const problem = problemOf(error);
      response.status(problem.status).json({ code: problem.code });
    }) as express.ErrorRequestHandler);
    server = createServer((incoming, response) => void app(incoming, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const post = async (path: string, body: BodyInit, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}${path}`, { method: 'POST', body, headers });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  };

  it('turns away what would hold more than its share of memory, and forgets what was answered', async () => {
    const most = new Uint8Array(MAX_HELD);
    for (let i = 0; i < 3; i++) expect((await post('/document', most)).status).to.equal(200);
    let answer: { status: number } | undefined;
    whileHeld = async () => {
      whileHeld = async () => undefined;
      answer = await post('/document', new Uint8Array(1));
    };
    await post('/document', most);
    expect(answer).to.deep.include({ status: 503 });
    expect((await post('/document', most)).status).to.equal(200);
  });

  it('forgets a document whose sender went away', async () => {
    for (let i = 0; i < 3; i++) {
      const upload = request(`${url}/document`, { method: 'POST', headers: { 'content-length': MAX_HELD } });
      upload.on('error', () => undefined);
      upload.write(new Uint8Array(MAX_HELD - 1));
      const [incoming] = (await once(server, 'request')) as [NodeJS.ReadableStream];
      const gone = new Promise((resolve) => incoming.once('close', resolve));
      upload.destroy();
      await gone;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await post('/document', new Uint8Array(MAX_HELD))).status).to.equal(200);
  });

  it('holds a document that is worked on, also when its sender went away meanwhile', async () => {
    let finish = (): void => undefined;
    const begun = new Promise<void>((begin) => {
      whileHeld = () => {
        whileHeld = async () => undefined;
        begin();
        return new Promise<void>((resolve) => (finish = resolve));
      };
    });
    const upload = request(`${url}/document`, { method: 'POST', headers: { 'content-length': MAX_HELD } });
    upload.on('error', () => undefined);
    const arrived = once(server, 'request');
    upload.end(new Uint8Array(MAX_HELD));
    const [, outgoing] = (await arrived) as [unknown, NodeJS.WritableStream];
    await begun;
    const gone = once(outgoing, 'close');
    upload.destroy();
    await gone;
    expect((await post('/document', new Uint8Array(1))).status).to.equal(503);
    finish();
    await new Promise((resolve) => setImmediate(resolve));
    expect((await post('/document', new Uint8Array(MAX_HELD))).status).to.equal(200);
  });

  it('refuses forms with too many parts, and forms that are none', async () => {
    const many = new FormData();
    for (let i = 0; i < 65; i++) many.append('content', 'x');
    expect(await post('/form', many)).to.deep.equal({ status: 400, json: { code: 'input.invalid' } });
    const type = { 'content-type': 'multipart/form-data; boundary=b' };
    for (const body of [
      '',
      '--b',
      '--b\r\n\r\n--b--',
      'x',
      '--b\r\nContent-Disposition: form-data\r\n\r\n\r\n--b--\r\n',
    ]) {
      expect((await post('/form', body, type)).status, body).to.equal(400);
    }
    expect((await post('/form', 'x', { 'content-type': 'multipart/form-data' })).status).to.equal(415);
    expect((await post('/form', 'x', { 'content-type': 'multipart/mixed; boundary=b' })).status).to.equal(
      415,
    );
  });

  it('gives fields and files, names as they were sent, and leaves out fields where no file was chosen', async () => {
    const form = new FormData();
    form.append('language', 'da');
    form.append('document', new File(['abc'], '../../æble.pdf'));
    form.append('content', new File([], ''));
    form.append('content', new File([], 'tom.txt'));
    const { json } = await post('/form', form);
    expect(json['fields']).to.deep.include(['language', 'da']);
    expect(json['files']).to.deep.equal([
      ['document', '../../æble.pdf', 3],
      ['content', 'tom.txt', 0],
    ]);
  });
});
