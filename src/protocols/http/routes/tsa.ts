import { describeRoute, type Api } from '../api.ts';

const binary = { schema: { type: 'string', format: 'binary' } } as const;
const reply = (description: string) => ({
  description,
  content: { 'application/timestamp-reply': binary },
});

/** Describes `POST /tsa`, which is served ahead of Express (see `fast-timestamp.ts`). */
export function tsaRoutes(api: Api): void {
  describeRoute(
    api,
    {
      method: 'post',
      path: '/tsa',
      summary: 'A time-stamp over a digest (RFC 3161)',
      tag: 'timestamps',
      documents: { 'application/timestamp-query': binary },
      reply: { status: 200, description: '' },
      refusals: ['input.too-large', 'input.unsupported-media-type'],
    },
    {
      200: reply('TimeStampResp: a token, or a refusal of what is asked (badAlg, unacceptedPolicy, …)'),
      400: reply('TimeStampResp: this is no time-stamp request (badDataFormat, badRequest)'),
      503: reply('TimeStampResp: no time-stamps for now (timeNotAvailable, systemFailure)'),
    },
  );
}
