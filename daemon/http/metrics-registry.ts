import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { LineStatus } from '../api/line.js';
import type { ListedGauge, ListedGauges } from '../kernel/gauges.js';

export interface MetricSources {
  readonly line: () => Promise<LineStatus>;
  /** Figures of plugins. */
  readonly gauges: Pick<ListedGauges, 'all'>;
  readonly sockets: () => number;
  readonly connections: () => number;
  /** Connections closed at their bounds, since the start. */
  readonly dropped: () => number;
}

/** What `/metrics` exports: the process, the requests, the sockets, the ingest line, and what plugins add. */
export class MetricsRegistry {
  readonly registry = new Registry();
  readonly #requests: Histogram<'method' | 'route' | 'status'>;
  readonly #refusals: Counter<'code'>;

  constructor(sources: MetricSources) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.#requests = new Histogram({ name: 'runkeep_http_request_seconds', help: 'Duration of requests', labelNames: ['method', 'route', 'status'], buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 5], registers });
    this.#refusals = new Counter({ name: 'runkeep_http_refusals_total', help: 'Refused and failed requests by code', labelNames: ['code'], registers });
    new Gauge({ name: 'runkeep_live_sockets', help: 'Open sockets on /live', registers, collect: function collect() { this.set(sources.sockets()); } });
    new Gauge({ name: 'runkeep_http_connections', help: 'Open connections', registers, collect: function collect() { this.set(sources.connections()); } });
    new Gauge({ name: 'runkeep_http_connections_dropped', help: 'Connections closed at their bounds since the start', registers, collect: function collect() { this.set(sources.dropped()); } });
    for (const gauge of sources.gauges.all) addGauge(this.registry, gauge);
    const line = new Gauge({
      name: 'runkeep_line',
      help: 'The ingest line: what it read, holds and has before it',
      labelNames: ['what'],
      registers,
      collect: async () => {
        const status = await sources.line().catch(() => undefined);
        for (const [what, value] of Object.entries(status ?? {})) if (typeof value === 'number') line.set({ what }, value);
      },
    });
  }

  /** Notes a refused or failed request. */
  refused(code: string): void {
    this.#refusals.inc({ code });
  }

  /** Notes a finished request; `route` is the pattern, so that ids do not become labels. */
  observe(method: string, route: string, status: number, seconds: number): void {
    this.#requests.observe({ method, route, status: String(status) }, seconds);
  }
}

function addGauge(registry: Registry, { name, help, value }: ListedGauge): void {
  const gauge = new Gauge({
    name,
    help,
    registers: [registry],
    collect: async () => {
      const now = await value().catch(() => undefined);
      if (now === undefined) gauge.reset();
      else gauge.set(now);
    },
  });
}
