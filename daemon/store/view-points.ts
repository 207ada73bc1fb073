import type { DamagedChunk } from '../api/metrics.js';
import type { ColumnPart } from './block-part.js';
import type { BlockReader } from './block-reader.js';
import type { Damage } from './codec/damage.js';
import type { StreamView } from './stream-view.js';
import { rowPlaces, type Summary, type UnitAxis } from './summary.js';
import type { SummaryCache } from './summary-cache.js';
import type { SummedUnit } from './summary-codec.js';
import { unitBlocks } from './summary-key.js';
import type { FoldSource, FoldTarget } from './unit-fold.js';
import type { PlannedUnit } from './unit-plan.js';

interface Sources {
  readonly reader: BlockReader;
  readonly cache: SummaryCache;
  readonly tell: (damage: DamagedChunk) => void;
  readonly check: () => void;
}

/** The stored points of a stream as a reader sees them; what is damaged is told and left out. */
export class ViewPoints implements FoldSource {
  readonly #view: StreamView;
  readonly #axis: UnitAxis;
  readonly #sources: Sources;

  constructor(view: StreamView, axis: UnitAxis, sources: Sources) {
    this.#view = view;
    this.#axis = axis;
    this.#sources = sources;
  }

  places(block: PlannedUnit, targets: readonly FoldTarget[]): Float64Array | undefined {
    const axis = this.#sources.reader.axis(this.#view, block, targets.map(({ ordinal }) => ordinal));
    return axis && rowPlaces(this.#axis, { firstRow: block.firstRow, ...axis });
  }

  column(block: PlannedUnit, { ordinal }: FoldTarget): ColumnPart | undefined {
    return this.#sources.reader.column(this.#view, block, ordinal);
  }

  decode(data: Uint8Array, key: number, unit: SummedUnit): Summary {
    return this.#sources.cache.decode(data, key, unit);
  }

  damaged({ level, no }: PlannedUnit, { ordinal }: FoldTarget, damage: Damage): void {
    const series = this.#view.list.series[ordinal];
    this.#sources.tell({
      file: this.#view.counts.file, block: no * unitBlocks(level), series: series === undefined ? null : this.#view.list.title(series),
      what: `summary of level ${level}, ${this.#axis} axis: ${damage.message}`,
    });
  }

  check(): void {
    this.#sources.check();
  }
}
