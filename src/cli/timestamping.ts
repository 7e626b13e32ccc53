import { httpFetch } from '../adapters/evidence/http-fetch.ts';
import { CertBankError } from '../base/errors.ts';
import { systemRandom } from '../base/random.ts';
import { httpTimestamper, type Timestamper } from '../node.ts';

/**
 * The time-stamp authority at `--tsa`.
 *
 * @throws CertBankError `input.invalid` where it is not given, or is no URL
 */
export function timestamperAt(url: string | undefined): Timestamper {
  const refuse = (message: string): CertBankError<'input.invalid'> =>
    new CertBankError('input.invalid', { issues: [{ path: '--tsa', message }] }, `--tsa: ${message}`);
  if (url === undefined) throw refuse('needed above level B');
  if (!URL.canParse(url)) throw refuse('not a URL');
  return httpTimestamper({ fetch: httpFetch, random: systemRandom }, { url, policy: undefined });
}
