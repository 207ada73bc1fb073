import type { MetricSources, MetricsRegistry } from './metrics-registry.js';

/** The metrics of the daemon, made when the first request has ended: loading their library would hold up each start by 32 ms. */
export class LateMetrics {
  readonly #sources: MetricSources;
  #made: Promise<MetricsRegistry> | undefined;

  constructor(sources: MetricSources) {
    this.#sources = sources;
  }

  get registry(): Promise<MetricsRegistry> {
    return (this.#made ??= this.#make());
  }

  /** Notes a refused or failed request. */
  refused(code: string): void {
    void this.registry.then((registry) => registry.refused(code));
  }

  /** Notes a finished request; `route` is the pattern, so that ids do not become labels. */
  observe(method: string, route: string, status: number, seconds: number): void {
    void this.registry.then((registry) => registry.observe(method, route, status, seconds));
  }

  async close(): Promise<void> {
    (await this.#made)?.registry.clear();
  }

  async #make(): Promise<MetricsRegistry> {
    const { MetricsRegistry } = await import('./metrics-registry.js');
    return new MetricsRegistry(this.#sources);
  }
}
