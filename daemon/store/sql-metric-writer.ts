import type { EventBlock, Reject } from '../api/event-block.js';
import type { MetricWriter, OpenSeries, SeriesTotals, Stream } from '../api/metric-writer.js';
import type { UnsealedStream } from '../api/metrics.js';
import type { LineSql } from './line-sql.js';
import type { OpenStream, SeriesIds } from './open-stream.js';
import { Sealer } from './sealer.js';
import type { Sealing } from './sealing/sealing.js';
import { blockRows } from './split-head.js';
import { StreamTable } from './stream-table.js';
import { unsealedOf } from './unsealed-block.js';

/** A head is sealed early when its points are this many, whatever its rows: 17 MiB. */
const headPoints = 2 ** 20;

/** A parsed block of so many rows belongs to a file that is read in bulk. */
const bulkRows = 512;
/** Most rows of a head in bulk: parsed blocks seldom fit well into one block of the store, but some number of them does into a few. */
const bulkHeadRows = 4 * blockRows;
/** Part of its blocks that a head fills when it is sealed in bulk. */
const wellFilled = 7 / 8;

/** Distinct series in one file (LIM-03). */
export const defaultSeriesLimit = 100_000;

function tooManySeries(offset: number): Reject {
  return { offset, length: 0, reason: 'series-limit', sample: new Uint8Array(0) };
}

function isFull(rows: number, isBulk: boolean): boolean {
  return isBulk ? rows >= wellFilled * blockRows * Math.ceil(rows / blockRows) : rows >= blockRows;
}

/** The writing half of the metric engine over the line's own connection. */
export class SqlMetricWriter implements MetricWriter {
  readonly #sql: LineSql;
  readonly #table: StreamTable;
  readonly #sealer: Sealer;
  readonly #streams = new Map<string, Map<string, OpenStream>>();
  /** Sealed or closed in the open transaction. */
  readonly #unsettled = new Set<OpenStream>();
  readonly #ids: SeriesIds;
  #nextSeries: number | undefined;

  constructor(sql: LineSql, { seriesLimit = defaultSeriesLimit, sealing }: { readonly seriesLimit?: number | undefined; readonly sealing?: Sealing | undefined } = {}) {
    this.#sql = sql;
    this.#table = new StreamTable(sql);
    this.#sealer = new Sealer(sql, this.#table, sealing);
    this.#ids = { limit: seriesLimit, next: () => (this.#nextSeries = (this.#nextSeries ?? this.#table.nextSeriesId()) + 1) - 1 };
  }

  open(experimentId: string, file: string): Stream {
    const files = this.#streams.get(experimentId) ?? new Map<string, OpenStream>();
    const stream = files.get(file) ?? this.#table.open(experimentId, file);
    stream.isClosing = false;
    files.set(file, stream);
    this.#streams.set(experimentId, files);
    return stream;
  }

  files(experimentId: string): string[] {
    return this.#table.files(experimentId);
  }

  restart(stream: Stream, dev: string, inode: string): void {
    const open = this.#known(stream);
    this.#sealer.settle();
    this.#table.empty(open.id);
    open.restart({ generation: open.cursor.generation + 1, dev, inode, offset: 0, headHash: '' });
    this.#seal(open);
  }

  append(stream: Stream, block: EventBlock, dev: string, inode: string, hashBefore: (offset: number) => string): void {
    const open = this.#known(stream);
    if (block.from !== open.end.offset) throw new RangeError(`${open.file} of ${open.experimentId}: a block from ${block.from} where ${open.end.offset} was expected`);
    const isBulk = block.rows >= bulkRows;
    if (block.rows > 0 && open.head.rows + block.rows > (isBulk ? bulkHeadRows : blockRows)) this.#seal(open);
    const before = open.counters.rejects;
    if (block.texts.length > 0) this.#table.keepTexts(open, block.texts);
    if (block.rejects.length > 0) this.#table.keepRejects(open, block.rejects, before);
    const refused = open.take(block, { generation: open.cursor.generation, dev, inode, offset: block.to, headHash: '' }, hashBefore, this.#ids);
    if (refused.length > 0) this.#table.keepRejects(open, refused.map(tooManySeries), before + block.rejects.length);
    if (isFull(open.head.rows, isBulk) || open.head.points >= headPoints) this.#seal(open);
  }

  noteSize(stream: Stream, size: number): void {
    const open = this.#known(stream);
    if (open.size === size) return;
    open.size = size;
    open.isDirty = true;
  }

  seal(stream: Stream): void {
    this.#seal(this.#known(stream));
  }

  commit(): void {
    try {
      this.#sealer.endTurn();
      this.#sql.commit();
    } catch (failure) {
      this.rollback();
      throw failure;
    }
    for (const stream of this.#unsettled) this.#settle(stream);
    this.#unsettled.clear();
  }

  rollback(): void {
    this.#streams.clear();
    this.#unsettled.clear();
    this.#sealer.forget();
    this.#nextSeries = undefined;
    this.#sql.rollback();
  }

  close(stream: Stream): void {
    const open = this.#known(stream);
    this.#seal(open);
    open.isClosing = true;
  }

  unsealed(experimentId: string): UnsealedStream[] {
    return this.#of(experimentId).map(unsealedOf);
  }

  changed(experimentId: string, most = Infinity): SeriesTotals[] {
    const totals: SeriesTotals[] = [];
    for (const stream of this.#of(experimentId)) for (const each of stream.changed(most - totals.length)) totals.push(each);
    return totals;
  }

  series(experimentId: string): number {
    return this.#of(experimentId).reduce((sum, { list }) => sum + list.series.length, 0);
  }

  openSeries(experimentId: string): OpenSeries {
    const streams = this.#of(experimentId);
    for (const stream of streams) stream.addSums();
    return {
      names: () => new Set(streams.flatMap((stream) => stream.names())),
      points: (name) => streams.reduce((sum, stream) => sum + stream.pointsOf(name), 0),
      totals: (names) => names.flatMap((name) => streams.flatMap((stream) => stream.totalsOf(name))),
    };
  }

  get heldBytes(): number {
    let bytes = 0;
    for (const files of this.#streams.values()) for (const stream of files.values()) bytes += stream.heldBytes;
    return bytes;
  }

  drop(experimentId: string): void {
    this.#sealer.settle();
    this.#table.drop(experimentId);
    this.#streams.delete(experimentId);
  }

  /** What is committed needs no copy in memory; a closed stream stays until then, so that readers see its rows. */
  #settle(stream: OpenStream): void {
    const { experimentId, file } = stream;
    stream.markCommitted();
    const files = this.#streams.get(experimentId);
    if (!stream.isClosing || files?.get(file) !== stream) return;
    files.delete(file);
    if (files.size === 0) this.#streams.delete(experimentId);
  }

  #seal(stream: OpenStream): void {
    this.#sealer.seal(stream);
    this.#unsettled.add(stream);
  }

  #of(experimentId: string): OpenStream[] {
    return [...(this.#streams.get(experimentId)?.values() ?? [])];
  }

  #known(stream: Stream): OpenStream {
    const open = this.#streams.get(stream.experimentId)?.get(stream.file);
    if (open === undefined || open !== stream) throw new Error(`${stream.file} of ${stream.experimentId} is not open: it was closed, dropped or rolled back; open it again`);
    return open;
  }
}
