import type SqliteDatabase from 'better-sqlite3';
import { BlockReader } from './block-reader.js';
import { originalText } from './opaque-text.js';
import type { PreparedSql } from './prepared-sql.js';
import { viewStreams, type StreamView } from './stream-view.js';

/** A series within the view of its stream. */
interface Place {
  readonly view: StreamView;
  readonly ordinal: number;
}

/**
 * The seed's table `metrics` over the chunks, a row per sealed point, on one read-only connection: a view that joins the
 * small tables of streams and series with a table function over the chunks of one series. What a condition on experiment,
 * name or stage leaves out is never decoded. `sql` reads on another connection: one that answers a query can prepare none.
 */
export function addMetricTable(connection: SqliteDatabase.Database, sql: PreparedSql): void {
  const series = new SeriesPlaces(sql);
  // Damage is no reason to fail a query; `fsck` names it.
  const reader = new BlockReader(sql, () => undefined);
  connection.table('metric_points', {
    columns: ['timestamp', 'metric_value', 'step'],
    parameters: ['experiment', 'series'],
    *rows(experiment: unknown, id: unknown) {
      const place = series.find(String(experiment), Number(id));
      if (place !== undefined) yield* pointsOf(reader, place);
    },
  });
  connection.function('metric_text', { deterministic: true }, (text: unknown) => (typeof text === 'string' ? originalText(text) : null));
  connection.exec(`create temp view metrics as
    select s.experiment_id, p.timestamp, metric_text(m.name) as metric_name, p.metric_value, p.step, metric_text(m.stage) as stage
    from main.ingest_streams s cross join main.metric_series m on m.stream_id = s.id cross join metric_points(s.experiment_id, m.id) p`);
}

function* pointsOf(reader: BlockReader, { view, ordinal }: Place): Generator<[number | null, number | null, number | null]> {
  for (const part of reader.parts(view, [ordinal], { on: 'row', from: 0, to: Infinity })) {
    const column = part.columns.get(ordinal);
    if (column === undefined) continue;
    for (let i = 0; i < column.row.length; i++) {
      const row = column.row[i] ?? 0;
      yield [known(part.ts[row]), known(column.value[i]), known(part.step[row])];
    }
  }
}

/** SQL knows no NaN: it is NULL. */
function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** Where series lie; a join asks for those of one experiment after the other, whose list is read once. */
class SeriesPlaces {
  readonly #sql: PreparedSql;
  #experiment: string | undefined;
  #places = new Map<number, Place>();

  constructor(sql: PreparedSql) {
    this.#sql = sql;
  }

  find(experiment: string, series: number): Place | undefined {
    if (experiment !== this.#experiment) {
      const views = viewStreams(this.#sql, experiment, []) ?? [];
      this.#places = new Map(views.flatMap((view) => view.list.series.map((one, ordinal) => [one.id, { view, ordinal }])));
      this.#experiment = experiment;
    }
    return this.#places.get(series);
  }
}
