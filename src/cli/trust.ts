import { httpFetch } from '../adapters/evidence/http-fetch.ts';
import { nodeEngine } from '../adapters/keys/node-engine.ts';
import { systemRandom } from '../base/random.ts';
import { installationTrust } from '../service/installation-trust.ts';
import { httpEvidence } from '../trust/evidence/http.ts';
import { inOrder } from '../trust/evidence/in-order.ts';
import type { EvidenceSource } from '../trust/evidence/source.ts';
import { configOf, isInstalled, withInstalled, type InstallationOptions } from './installation.ts';

/** What a command may believe, and whom it may ask. */
export interface CommandTrust {
  /** Of the installation on this machine; empty where there is none. */
  readonly anchors: readonly Uint8Array[];
  readonly intermediates: readonly Uint8Array[];
  readonly evidence: EvidenceSource;
}

/** Lets `work` ask the installation, where there is one, and unless `offline` the network. */
export async function withTrust<T>(
  options: InstallationOptions & { readonly offline?: true },
  work: (trust: CommandTrust) => Promise<T>,
): Promise<T> {
  const network = options.offline
    ? []
    : [httpEvidence({ fetch: httpFetch, engine: nodeEngine(), random: systemRandom })];
  if (!(await isInstalled(configOf(options)))) {
    return work({ anchors: [], intermediates: [], evidence: inOrder(...network) });
  }
  return withInstalled(options, ({ authority }) => {
    const own = installationTrust(authority);
    return work({ ...own, evidence: inOrder(own.evidence, ...network) });
  });
}
