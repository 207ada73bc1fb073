import type { OtherEvent } from '../../../daemon/api/event-block.js';
import type { OpenSeries, SeriesTotals } from '../../../daemon/api/metric-writer.js';
import type { FoundRun, Projection, RunDocument, RunStanding, WatchContext } from '../../../daemon/api/watch.js';
import { fromSql } from '../sql-text.js';
import { DocumentProjection } from './documents.js';
import { EventProjection } from './events.js';
import { TotalsProjection } from './totals.js';

const tablesOfFiles = ['experiments_folded', 'experiments_searched', 'experiments_values', 'experiments_series', 'experiments_metrics', 'experiments_documents', 'experiments_sessions', 'experiments_events', 'experiments_shown', 'experiments_tags'];

const knownAtOnce = 1000;

interface KnownRow {
  readonly id: string;
  readonly run_id: string;
  readonly run_dir: string;
  readonly layout: FoundRun['layout'];
  readonly path: string;
}

/** The catalog's rows, kept by the line in its own transactions. */
export class CatalogProjection implements Projection {
  readonly #context: WatchContext;
  readonly #documents: DocumentProjection;
  readonly #events: EventProjection;
  readonly #totals: TotalsProjection;

  constructor(context: WatchContext) {
    this.#context = context;
    this.#totals = new TotalsProjection(context);
    this.#documents = new DocumentProjection(context, this.#totals);
    this.#events = new EventProjection(context.sql);
  }

  documents(run: FoundRun, documents: ReadonlyMap<string, RunDocument>): RunStanding {
    return this.#documents.take(run, documents);
  }

  events(run: FoundRun, file: string, generation: number, events: readonly OtherEvent[]): void {
    this.#events.take(run, file, generation, events);
  }

  totals(run: FoundRun, totals: readonly SeriesTotals[], lastTs: number | null): void {
    this.#totals.take(run.experimentId, totals, lastTs);
  }

  reopened(run: FoundRun, file: string, generation: number, offset: number): void {
    this.#events.cut(run, file, generation, offset);
  }

  whole(run: FoundRun, series: OpenSeries): void {
    this.#totals.whole(run.experimentId, series);
  }

  rejected(run: FoundRun, total: number): void {
    this.#context.sql.run('update experiments set reject_count = ? where id = ?', total, run.experimentId);
  }

  restarted(run: FoundRun, file: string, generation: number): void {
    this.#events.forget(run, file, generation);
    this.#totals.forget(run.experimentId, file);
  }

  unreadable(run: FoundRun, file: string, code: string | null): void {
    const row = this.#context.sql.get<{ unreadable: string }>('select unreadable from experiments where id = ?', run.experimentId);
    if (!row) return;
    const files = new Map(JSON.parse(row.unreadable) as [string, string][]);
    if (code === null) files.delete(file);
    else files.set(file, code);
    this.#context.sql.run('update experiments set unreadable = ? where id = ?', JSON.stringify([...files]), run.experimentId);
  }

  /** Page by page, since a root may have 100,000 runs. */
  *known(): Generator<FoundRun> {
    let rows: readonly KnownRow[];
    let last = '';
    do {
      rows = this.#context.sql.all<KnownRow>(`select id, run_id, run_dir, layout, path from experiments where id > ? order by id limit ${knownAtOnce}`, last);
      for (const { id, run_id, run_dir, layout, path } of rows) yield { experimentId: id, runId: fromSql(run_id), dir: fromSql(run_dir), layout, logicalPath: fromSql(path) };
      last = rows.at(-1)?.id ?? '';
    } while (rows.length === knownAtOnce);
  }

  /** What only we know stays: the directory may come back (a network disk, a root that was moved). */
  gone(run: FoundRun): void {
    for (const table of tablesOfFiles) this.#context.sql.run(`delete from ${table} where experiment_id = ?`, run.experimentId);
    this.#context.sql.run('delete from experiments where id = ?', run.experimentId);
  }

  purged(run: FoundRun): void {
    this.#context.sql.run('delete from experiments_own where experiment_id = ?', run.experimentId);
  }
}
