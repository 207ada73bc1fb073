import type { EventBlock } from '../api/event-block.js';
import type { Cursor, SeriesTotals, Stream } from '../api/metric-writer.js';
import { appendPoints } from './append-points.js';
import type { HeadColumn } from './head-column.js';
import { storedText } from './opaque-text.js';
import { SeriesList, type ListedSeries } from './series-list.js';
import { noCounters, withBlock, type StreamCounters } from './stream-counters.js';
import { StreamHead } from './stream-head.js';
import { UsualColumns } from './usual-columns.js';

const refusedStage = -2;

/** How far a stream is sealed. */
export interface SealedState {
  readonly rows: number;
  readonly blocks: number;
}

/** Gives new series their ids and says when there are too many (LIM-03). */
export interface SeriesIds {
  next(): number;
  readonly limit: number;
}

/** One event file in the writer's memory: what is sealed in numbers, what is not as columns. Knows no database. */
export class OpenStream implements Stream {
  readonly id: number;
  readonly experimentId: string;
  readonly file: string;
  /** Position of the last seal; reading goes on here after a start. */
  cursor: Cursor;
  /** Where the head ends: what `cursor` becomes when it is sealed. Its hash is taken by `hashedEnd`. */
  end: Cursor;
  size: number;
  counters: StreamCounters;
  list = new SeriesList();
  head = new StreamHead();
  sealed: SealedState;
  /** What the last commit left on disk. */
  committed: SealedState;
  /** Heads that are sealed into the open transaction: readers do not see it yet. */
  readonly uncommitted: StreamHead[] = [];
  isDirty = false;
  isClosing = false;
  readonly #changed = new Set<number>();
  readonly #usual = new UsualColumns();
  /** Gives the head hash of `end`, until it is known. */
  #hashBefore: ((offset: number) => string) | undefined;

  constructor(row: { id: number; experimentId: string; file: string; cursor: Cursor; size: number; counters: StreamCounters; blocks: number }) {
    this.id = row.id;
    this.experimentId = row.experimentId;
    this.file = row.file;
    this.cursor = row.cursor;
    this.end = row.cursor;
    this.size = row.size;
    this.counters = row.counters;
    this.sealed = { rows: row.counters.metricEvents, blocks: row.blocks };
    this.committed = this.sealed;
  }

  get heldBytes(): number {
    return this.head.bytes;
  }

  /** Name and stage of a series as the database keeps them. */
  stored(series: ListedSeries): { readonly name: string; readonly stage: string | null } {
    const { name, stage } = this.list.title(series);
    return { name: storedText(name), stage: stage === null ? null : storedText(stage) };
  }

  /** Takes a block into the head, which then ends at `end`, whose hash `hashBefore` gives; answers the offsets of rows of which series were refused for being too many. */
  take(block: EventBlock, end: Cursor, hashBefore: (offset: number) => string, ids: SeriesIds): readonly number[] {
    const refused = this.#takePoints(block, ids);
    this.counters = withBlock(this.counters, block, refused.length);
    this.end = end;
    this.#hashBefore = hashBefore;
    this.size = Math.max(this.size, end.offset);
    this.isDirty = true;
    return refused;
  }

  /** Where the head ends with its hash, which is taken here: 6 us, once a seal and not once for each line of a live run. */
  hashedEnd(): Cursor {
    if (this.#hashBefore !== undefined) this.end = { ...this.end, headHash: this.#hashBefore(this.end.offset) };
    this.#hashBefore = undefined;
    return this.end;
  }

  /** The head is in the open transaction now. */
  markSealed(blocks: number): void {
    if (this.head.rows > 0) this.uncommitted.push(this.head);
    this.head = new StreamHead(this.head);
    this.#usual.forget();
    this.sealed = { rows: this.counters.metricEvents, blocks };
    this.cursor = this.hashedEnd();
    this.isDirty = false;
  }

  markCommitted(): void {
    this.uncommitted.length = 0;
    this.committed = this.sealed;
  }

  /** Begins a new generation with nothing in it. */
  restart(cursor: Cursor): void {
    this.cursor = cursor;
    this.end = cursor;
    this.#hashBefore = undefined;
    this.size = 0;
    this.counters = noCounters;
    this.list = new SeriesList();
    this.head = new StreamHead();
    this.#usual.forget();
    this.sealed = { rows: 0, blocks: 0 };
    this.committed = this.sealed;
    this.uncommitted.length = 0;
    this.#changed.clear();
    this.isDirty = true;
  }

  /** Totals of series that grew since they were told, at most so many. */
  changed(most: number): SeriesTotals[] {
    this.addSums();
    const totals: SeriesTotals[] = [];
    for (const ordinal of this.#changed) {
      if (totals.length >= most) break;
      this.#changed.delete(ordinal);
      const series = this.list.series[ordinal];
      if (series !== undefined) totals.push(this.#totals(series));
    }
    return totals;
  }

  /** Brings the sums of all series up to date with the head: a pass over each column, only when somebody needs them. */
  addSums(): void {
    const { head, list } = this;
    const axis = { firstRow: this.sealed.rows, step: head.step, ts: head.ts };
    for (const column of head.columns.values()) {
      if (column.summed === column.points) continue;
      list.series[column.ordinal]?.sums.add(column.part(column.summed, column.points, 0), axis);
      column.summed = column.points;
      this.#changed.add(column.ordinal);
    }
  }

  /** Names of series that have points, as far as they are in the sums. */
  names(): string[] {
    return this.list.series.filter(({ sums }) => sums.points > 0).map((series) => this.list.title(series).name);
  }

  /** Points of all series of a name, as far as they are in the sums. */
  pointsOf(name: string): number {
    let points = 0;
    for (const series of this.list.ofName(name)) points += series.sums.points;
    return points;
  }

  /** Totals of all series of a name, as far as they are in the sums. */
  totalsOf(name: string): SeriesTotals[] {
    return [...this.list.ofName(name)].map((series) => this.#totals(series));
  }

  #totals(series: ListedSeries): SeriesTotals {
    const { name, stage } = this.list.title(series);
    return series.sums.totals(this.file, name, stage);
  }

  #takePoints(block: EventBlock, ids: SeriesIds): readonly number[] {
    const { list, head } = this;
    const stageOf = block.stages.map((text) => list.findStage(text) ?? (list.stages.length < ids.limit ? list.stage(text) : refusedStage));
    const first = head.addRows(block, stageOf);
    if (this.#usual.take(block, first)) {
      head.points += block.points;
      return [];
    }
    head.expect(block.points, block.names.length);
    const refused = appendPoints(block, first, (name, stage) => this.#column(block.names[name] ?? '', stageOf[stage] ?? -1, ids));
    head.points += block.points - refused.points;
    head.measure();
    if (refused.points === 0) this.#usual.learn(block, (name) => this.#column(block.names[name] ?? '', stageOf[block.stage[0] ?? -1] ?? -1, ids));
    return refused.offsets;
  }

  /** A name is kept only when a series of it is: names beyond the limit must not fill the memory. */
  #column(name: string, stage: number, ids: SeriesIds): HeadColumn | undefined {
    const { list, head } = this;
    const known = list.findName(name);
    const ordinal = known === undefined ? undefined : list.find(known, stage);
    if (ordinal !== undefined) return head.column(ordinal);
    if (stage === refusedStage || list.series.length >= ids.limit) return undefined;
    return head.column(list.add({ id: ids.next(), name: list.name(name), stage }));
  }
}
