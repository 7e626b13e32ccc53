import { stamp, type StampDeps } from '../authority/timestamping/stamp.ts';
import type { RandomSource } from '../base/random.ts';
import { httpTimestamper } from '../signatures/ades/http-timestamper.ts';
import type { Timestamper } from '../signatures/ades/timestamper.ts';

/** Named in refusals alone; nothing is sent anywhere. */
const OWN = 'urn:certbank:tsa';

/** The bank's own time-stamp authority, asked in process by the protocol that everybody else asks it by. */
export function ownTimestamper(deps: StampDeps & { readonly random: RandomSource }): Timestamper {
  const fetch = async ({ body }: { readonly body?: Uint8Array }) => (await stamp(deps, body!)).der;
  return httpTimestamper({ fetch, random: deps.random }, { url: OWN });
}
