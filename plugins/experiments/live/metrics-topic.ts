import type { Line, LivePoints } from '../../../daemon/api/line.js';
import type { Log } from '../../../daemon/api/log.js';
import type { Metrics } from '../../../daemon/api/metrics.js';
import type { Frame, Live, Opening } from '../../../daemon/api/topic.js';
import type { SqlCatalog } from '../catalog/sql-catalog.js';
import { liveFrame, seriesFrame } from '../points-frame.js';
import { formatMetricCursor, isMetricCursorNewer, parseMetricCursor, rowsBetween, type MetricCursor } from './metric-cursor.js';
import type { TopicSource } from './topic-source.js';

const topic = 'experiments.metrics';
const mostGapRows = 100_000;

export interface MetricsTopicParts {
  readonly catalog: SqlCatalog;
  readonly metrics: Metrics;
  readonly line: Line;
  readonly live: Live;
  readonly log: Log;
}

/**
 * New points of one experiment (key = its id) as binary frames. A frame may begin before the cursor that a socket opened
 * with: rows are ordinals of the file, so a reader drops those that it has.
 */
export class MetricsTopic implements TopicSource {
  readonly #parts: MetricsTopicParts;
  readonly #listening = new Map<string, Promise<void>>();
  readonly #told = new Map<string, MetricCursor>();

  constructor(parts: MetricsTopicParts) {
    this.#parts = parts;
  }

  interest(id: string, sockets: number): void {
    if (sockets > 0 === this.#listening.has(id)) return;
    const known = this.#parts.line.listen(id, sockets > 0).catch((error: unknown) => this.#parts.log.error('the line did not hear who listens', { experiment: id, error: String(error) }));
    if (sockets > 0) this.#listening.set(id, known);
    else this.#listening.delete(id);
    if (sockets === 0) this.#told.delete(id);
  }

  isNewer(cursor: string, than: string): boolean {
    return isMetricCursorNewer(parseMetricCursor(cursor), parseMetricCursor(than));
  }

  async open(id: string, cursor: string | undefined): Promise<Opening> {
    await this.#parts.catalog.row(id);
    await this.#listening.get(id);
    const text = await this.#parts.metrics.cursor(id);
    const now = parseMetricCursor(text);
    this.#reached(id, now);
    if (cursor === undefined) return { frames: [], cursor: text };
    const from = parseMetricCursor(cursor);
    const gap = rowsBetween(from, now);
    if (gap === undefined || gap > mostGapRows) return { refetch: true, cursor: text };
    return gap === 0 ? { frames: [], cursor: text } : this.#gap(id, from, now);
  }

  /** Sends what the line read to whoever listens to its experiment. */
  publish(points: LivePoints): void {
    const { experimentId: id, file, generation } = points;
    const told = this.#reached(id, new Map([[file, { generation, rows: points.firstRow + points.rows }]]));
    const cursor = formatMetricCursor(told);
    this.#parts.live.publish(topic, id, { cursor, data: liveFrame({ topic, key: id, cursor, file, generation }, points) });
  }

  async #gap(id: string, from: MetricCursor, now: MetricCursor): Promise<Opening> {
    const fromRow = Object.fromEntries([...now.keys()].map((file) => [file, from.get(file)?.rows ?? 0]));
    const series = await this.#parts.metrics.points({ experimentId: id, fromRow, limit: mostGapRows });
    const reached = new Map(from);
    const frames: Frame[] = [];
    for (const [file, at] of now) {
      const own = series.filter((one) => one.file === file);
      const rows = own.reduce((highest, { row }) => Math.max(highest, (row.at(-1) ?? -1) + 1), at.rows);
      reached.set(file, { generation: at.generation, rows });
      const cursor = formatMetricCursor(reached);
      if (own.length > 0) frames.push({ cursor, data: seriesFrame({ topic, key: id, cursor, file, generation: at.generation }, own, fromRow[file] ?? 0) });
    }
    return { frames, cursor: formatMetricCursor(reached) };
  }

  #reached(id: string, news: MetricCursor): MetricCursor {
    const told = new Map(this.#told.get(id));
    for (const [file, at] of news) {
      const before = told.get(file);
      if (!before || isMetricCursorNewer(new Map([[file, at]]), new Map([[file, before]]))) told.set(file, at);
    }
    if (this.#listening.has(id)) this.#told.set(id, told);
    return told;
  }
}
