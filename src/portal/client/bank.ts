/** What the bank's API answers to a collection. */
export interface Collected {
  readonly certificate: string;
  readonly sha256: string;
  readonly serial: string;
  /** PEM, the issuing authority first. */
  readonly chain: readonly string[];
  readonly revocationCode: string;
}

/** A refusal by the bank, or no answer at all (`network`). */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** @throws Refusal */
export async function collect(
  reference: string,
  body: { activationCode: string; request: string; isListed?: boolean },
): Promise<Collected> {
  let response: Response;
  try {
    response = await fetch(`/api/v1/orders/${encodeURIComponent(reference)}/collect`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      credentials: 'omit',
      cache: 'no-store',
    });
  } catch {
    throw new Refusal('network');
  }
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new Refusal(codeOf(answer));
  if (!isCollected(answer)) throw new Refusal('internal');
  return answer;
}

/** The last part of the problem document's `type`. */
function codeOf(problem: unknown): string {
  if (typeof problem !== 'object' || problem === null || !('type' in problem)) return 'internal';
  return String(problem.type).split(':').at(-1)!;
}

function isCollected(answer: unknown): answer is Collected {
  if (typeof answer !== 'object' || answer === null) return false;
  const { certificate, sha256, serial, chain, revocationCode } = answer as Partial<
    Record<keyof Collected, unknown>
  >;
  return (
    [certificate, sha256, serial, revocationCode].every((value) => typeof value === 'string') &&
    Array.isArray(chain) &&
    chain.every((value) => typeof value === 'string')
  );
}
