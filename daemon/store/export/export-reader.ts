import { RunkeepError } from '../../api/errors.js';
import type { ExportQuery } from '../../api/derived-metrics.js';
import type { DamagedChunk, UnsealedStream } from '../../api/metrics.js';
import type { BlockPart } from '../block-part.js';
import { BlockReader } from '../block-reader.js';
import type { PreparedSql } from '../prepared-sql.js';
import { selectSeries, type Selected } from '../select-series.js';
import { viewStreams, type StreamView } from '../stream-view.js';
import type { ExportBatch } from './export-batch.js';
import { partBatches } from './part-batches.js';

interface Place {
  readonly first: number;
  readonly past: number;
}

/**
 * Reads experiments block by block, each in a snapshot of its own, so that a slow taker holds no transaction open. What is given is
 * what was there when the experiment was opened: rows are only ever added, and a file that is replaced meanwhile ends the export.
 */
export class ExportReader {
  readonly #sql: PreparedSql;
  readonly #tell: (experimentId: string, damage: DamagedChunk) => void;

  constructor(sql: PreparedSql, tell: (experimentId: string, damage: DamagedChunk) => void) {
    this.#sql = sql;
    this.#tell = tell;
  }

  /** The selected series of an experiment now; undefined when what the line held does not fit any more: ask it again. */
  open(experimentId: string, { names, stages, file }: ExportQuery, held: readonly UnsealedStream[]): Selected[] | undefined {
    return this.#sql.snapshot(() => {
      const views = viewStreams(this.#sql, experimentId, held);
      const wanted = views?.filter(({ counts }) => file === undefined || counts.file === file);
      return wanted && selectSeries(wanted, { experimentId, ...(names && { names }), ...(stages && { stages }) });
    });
  }

  /** The points of the selected series, of these rows of each file. */
  *batches(experimentId: string, selected: readonly Selected[], { from, to } = { from: 0, to: Infinity }): Generator<ExportBatch> {
    const reader = new BlockReader(this.#sql, (damage) => this.#tell(experimentId, damage));
    for (const { view, ordinals } of selected) {
      if (ordinals.length === 0) continue;
      const sealed = view.stored?.counts.metricEvents ?? 0;
      const past = Math.min(sealed, to);
      for (let row = from; row < past; ) {
        const { place, part } = this.#block(view, ordinals, reader, row);
        if (part !== undefined) yield* partBatches(part, view.list, experimentId, { from: row, to: Math.min(place.past, past) });
        row = place.past;
      }
      const { fresh } = view;
      const columns = new Map([...fresh.columns].filter(([ordinal]) => ordinals.includes(ordinal)));
      yield* partBatches({ ...fresh, columns }, view.list, experimentId, { from: Math.max(sealed, from), to });
    }
  }

  /** The block that holds a row; without a part when its axis is damaged. */
  #block(view: StreamView, ordinals: readonly number[], reader: BlockReader, row: number): { readonly place: Place; readonly part: BlockPart | undefined } {
    return this.#sql.snapshot(() => {
      const place = this.#place(view, row);
      const [part] = reader.parts(view, ordinals, { on: 'row', from: row, to: row + 1 });
      return { place, part: part?.firstRow === place.first ? part : undefined };
    });
  }

  #place(view: StreamView, row: number): Place {
    const stream = view.stored?.id ?? 0;
    const now = this.#sql.get<{ generation: number }>('select generation from ingest_streams where id = ?', stream);
    const place = this.#sql.get<Place>('select first_row as first, first_row + rows as past from metric_blocks where stream_id = ? and first_row + rows > ? order by no limit 1', stream, row);
    if (now?.generation === view.counts.generation && place !== undefined) return place;
    throw new RunkeepError('conflict', 'file-replaced', `${view.counts.file} was replaced while it was exported`, 'export it again');
  }
}
