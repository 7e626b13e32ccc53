import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import type { Api } from './api.ts';
import { problemSchema } from './schemas.ts';

/** The OpenAPI 3.1 document of every route registered in `api`. */
export function openApiDocument(api: Api): object {
  api.registry.register('Problem', problemSchema);
  api.registry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  api.registry.registerComponent('securitySchemes', 'cookie', {
    type: 'apiKey',
    in: 'cookie',
    name: 'certbank',
  });
  return new OpenApiGeneratorV31(api.registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'certbank',
      version: '1',
      description:
        'The certificate bank as REST. Every refusal is an RFC 9457 problem document whose `type` ends in one of ' +
        'our error codes. OCSP (`/ocsp`), CRLs (`/crl/…`) and time-stamps (`/tsa`) speak their own protocols beside it.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
  });
}

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>certbank API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/init.js"></script>
</body>
</html>
`;

const INIT = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });\n`;

/** The files of swagger-ui-dist that the page needs; nothing else of it can be fetched. */
const ASSETS: readonly string[] = ['swagger-ui.css', 'swagger-ui-bundle.js'];

/** Serves `/api/openapi.json` and `/api/docs`, without inline script and from our own address alone. */
export function serveApiDocument(api: Api): void {
  const document = Buffer.from(JSON.stringify(openApiDocument(api)));
  const directory = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const add = (path: string, mediaType: string, body: Buffer) => {
    api.methods.set(path, new Set(['GET', 'HEAD']));
    api.router.get(path, (_request, response) => {
      response.set({ 'Content-Type': mediaType, 'Cache-Control': 'public, max-age=300' }).send(body);
    });
  };
  add('/api/openapi.json', 'application/json; charset=utf-8', document);
  add('/api/docs', 'text/html; charset=utf-8', Buffer.from(PAGE));
  add('/api/docs/init.js', 'text/javascript; charset=utf-8', Buffer.from(INIT));
  for (const name of ASSETS) {
    const path = `/api/docs/${name}`;
    api.methods.set(path, new Set(['GET', 'HEAD']));
    api.router.get(path, (_request, response) => {
      response.sendFile(join(directory, name), { maxAge: '1d' });
    });
  }
}
