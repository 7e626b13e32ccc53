import { join } from 'node:path';
import type { Logger } from '../adapters/telemetry/log.ts';
import type { Metrics } from '../adapters/telemetry/metrics.ts';
import { answerOcsp } from '../authority/status/answer-ocsp.ts';
import { TimestampRegister } from '../authority/timestamping/register.ts';
import { stamp, type StampDeps } from '../authority/timestamping/stamp.ts';
import { ASSETS_DIRECTORY, loadAssets } from '../portal/assets.ts';
import type { PortalDeps } from '../portal/deps.ts';
import { problemRenderer } from '../portal/problem.ts';
import { portalRouter } from '../portal/routes.ts';
import { createAccess } from '../protocols/http/access.ts';
import { createApp } from '../protocols/http/app.ts';
import { createClientAddress } from '../protocols/http/client-address.ts';
import { createFastStatus } from '../protocols/http/fast-status.ts';
import { createFastTimestamp } from '../protocols/http/fast-timestamp.ts';
import type { Doors } from '../protocols/http/server.ts';
import { createSessions } from '../protocols/http/session.ts';
import { createAddressLimit, createThrottles } from '../protocols/http/throttle.ts';
import { createTokens } from '../protocols/http/tokens.ts';
import { createUploads } from '../protocols/http/upload.ts';
import type { Bank } from './compose.ts';
import type { Config } from './config.ts';
import { createGate } from './gate.ts';
import { ownTimestamper } from './own-timestamper.ts';
import { publicEvidence } from './public-evidence.ts';
import { checkReadiness } from './readiness.ts';
import { keepSecretFile } from './secret-file.ts';
import { createSealReport } from './seal-report.ts';
import { createVerify } from './verify.ts';

export interface Telemetry {
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Verifications and signings that run at once, and that wait; each may hold a document in memory. */
const WIDTH = 2;
const QUEUE = 64;

/** What answers the requests of clients: status answers, API and pages over one bank. */
export async function createDoors(bank: Bank, config: Config, { log, metrics }: Telemetry): Promise<Doors> {
  const { authority, store } = bank;
  const { clock, random, ledger } = authority;
  const isHttps = bank.baseUrl.startsWith('https:');
  const signIns = { table: store.sessions, accounts: ledger.read.accounts, clock, random };
  const cookieSecret = await keepSecretFile(join(config.dataDirectory, 'cookie-secret'), random);
  const sessions = createSessions({ ...signIns, cookieSecret: cookieSecret.reveal(), isHttps });
  const tokens = createTokens(signIns);
  const throttles = createThrottles(clock, config);
  const uploads = createUploads();
  const gate = createGate(WIDTH, QUEUE);
  const verify = createVerify(authority, gate);
  const stamping = { ...authority, register: new TimestampRegister(authority) };
  const timestamper = ownTimestamper(stamping);
  const portal: PortalDeps = {
    authority,
    sessions,
    assetsDirectory: ASSETS_DIRECTORY,
    assets: await loadAssets(ASSETS_DIRECTORY),
    throttleSecrets: throttles.secrets,
    withUpload: uploads.withUpload,
    verify: async (document, contents) => (await verify(document, contents)).report,
  };
  const app = createApp({
    authority,
    access: createAccess(sessions, tokens),
    tokens,
    throttles,
    metrics,
    log,
    verify,
    sealReport: createSealReport(authority, timestamper),
    inTurn: (work) => gate.run(work),
    timestamper,
    evidence: publicEvidence(authority),
    uploads,
    checkReadiness: () => checkReadiness(authority, store),
    trustedProxies: config.trustedProxies,
    isHttps,
    portal: portalRouter(portal),
    renderProblem: problemRenderer(portal),
  });
  const fastStatus = createFastStatus({
    clock,
    answerOcsp: (requestDer) => answerOcsp(authority, requestDer),
    findCrl: (issuerId) => ledger.read.crls.findLatest(issuerId, 0),
    observe: metrics.observeStatus,
    onError: (error) => log.error({ err: error }, 'a status answer failed'),
  });
  const fastTimestamp = createTimestampDoor(stamping, config, { log, metrics });
  return {
    fastStatus: (request, response) => fastStatus(request, response) || fastTimestamp(request, response),
    app,
  };
}

function createTimestampDoor(stamping: StampDeps, config: Config, { log, metrics }: Telemetry) {
  const addressOf = createClientAddress(config.trustedProxies);
  const count = createAddressLimit(stamping.clock, config.requestsPerMinute);
  return createFastTimestamp({
    admit: (request) => count(addressOf(request)),
    async answerTimestamp(requestDer) {
      const answer = await stamp(stamping, requestDer);
      metrics.observeTimestamp(answer.outcome);
      if (answer.outcome === 'timeNotAvailable')
        log.error('the clock is behind what was time-stamped before');
      return answer;
    },
    onError: (error) => {
      metrics.observeTimestamp('systemFailure');
      log.error({ err: error }, 'a time-stamp failed');
    },
  });
}
