import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  /** A request answered by Express. `route` is the route's pattern, so that labels stay few. */
  readonly observeRequest: (method: string, route: string, status: number, seconds: number) => void;
  /** An OCSP answer or CRL given. */
  readonly observeStatus: (kind: 'ocsp' | 'crl', status: number) => void;
  /** A time-stamp request answered: `granted`, or why not. */
  readonly observeTimestamp: (outcome: string) => void;
  readonly observeJob: (job: string, outcome: 'done' | 'failed', at: Date) => void;
  /** Prometheus text. */
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

/**
 * The service's figures for Prometheus.
 *
 * @param countCertificates asked at each scrape
 */
export function createMetrics(countCertificates: () => Promise<Readonly<Record<string, number>>>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'certbank_http_request_seconds',
    help: 'Requests answered, ahead of which OCSP, CRLs and time-stamps are served',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.01, 0.05, 0.2, 1, 5],
    registers,
  });
  const answers = new Counter({
    name: 'certbank_status_answers_total',
    help: 'OCSP answers and CRLs given, by HTTP status',
    labelNames: ['kind', 'status'],
    registers,
  });
  const timestamps = new Counter({
    name: 'certbank_timestamps_total',
    help: 'Time-stamp requests answered, by outcome',
    labelNames: ['outcome'],
    registers,
  });
  const jobs = new Counter({
    name: 'certbank_job_runs_total',
    help: 'Scheduled jobs, by outcome',
    labelNames: ['job', 'outcome'],
    registers,
  });
  const lastDone = new Gauge({
    name: 'certbank_job_last_done_seconds',
    help: 'When a scheduled job was last done, seconds since 1970',
    labelNames: ['job'],
    registers,
  });
  new Gauge({
    name: 'certbank_certificates',
    help: 'Certificates in the bank, by status',
    labelNames: ['status'],
    registers,
    async collect() {
      for (const [status, count] of Object.entries(await countCertificates())) this.set({ status }, count);
    },
  });
  return {
    observeRequest: (method, route, status, seconds) => requests.observe({ method, route, status }, seconds),
    observeStatus: (kind, status) => answers.inc({ kind, status }),
    observeTimestamp: (outcome) => timestamps.inc({ outcome }),
    observeJob(job, outcome, at) {
      jobs.inc({ job, outcome });
      if (outcome === 'done') lastDone.set({ job }, at.getTime() / 1000);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
