import type { Sql } from '../api/database.js';
import type { ColumnPart } from './block-part.js';
import type { Buckets } from './buckets.js';
import { chunkKey } from './chunk-key.js';
import { Damage } from './codec/damage.js';
import { fanOut, type Summary } from './summary.js';
import type { SummedUnit } from './summary-codec.js';
import { summaryKey, unitBlocks } from './summary-key.js';
import { planUnits, type PlanAim, type PlannedUnit } from './unit-plan.js';

/** A series, and where its points go. */
export interface FoldTarget {
  readonly ordinal: number;
  /** Id of the series in the database. */
  readonly id: number;
  readonly buckets: Buckets;
}

/** Where a fold reads what no summary holds, and whom it tells of damage. */
export interface FoldSource {
  /** x of the rows of a block. */
  places(block: PlannedUnit, targets: readonly FoldTarget[]): Float64Array | undefined;
  column(block: PlannedUnit, target: FoldTarget): ColumnPart | undefined;
  /** The summary of a blob; throws Damage. */
  decode(data: Uint8Array, key: number, unit: SummedUnit): Summary;
  damaged(unit: PlannedUnit, target: FoldTarget, damage: Damage): void;
  /** Throws when the answer is no longer wanted; called between units. */
  check(): void;
}

interface SummaryRow {
  readonly key: number;
  readonly data: Uint8Array;
}

/** Most units whose summaries are held at once. */
const batch = 32;

/** Fills buckets from the units of a plan, in file order. Where a summary is missing or damaged, what lies below it is read. */
export class UnitFold {
  readonly #sql: Sql;
  readonly #aim: PlanAim;
  readonly #source: FoldSource;

  constructor(sql: Sql, aim: PlanAim, source: FoldSource) {
    this.#sql = sql;
    this.#aim = aim;
    this.#source = source;
  }

  fold(plan: Iterable<PlannedUnit>, targets: readonly FoldTarget[]): void {
    let run: PlannedUnit[] = [];
    for (const unit of plan) {
      if (!follows(run.at(-1), unit) || run.length >= batch) {
        this.#foldRun(run, targets);
        run = [];
      }
      run.push(unit);
    }
    this.#foldRun(run, targets);
  }

  #foldRun(run: readonly PlannedUnit[], targets: readonly FoldTarget[]): void {
    if (run[0] === undefined) return;
    if (run[0].grid !== undefined) for (const target of targets) this.#foldSummaries(run, target);
    else for (const block of run) this.#foldPoints(block, targets);
  }

  #foldSummaries(run: readonly PlannedUnit[], target: FoldTarget): void {
    this.#source.check();
    const { axis } = this.#aim;
    const keyOf = ({ level, no }: PlannedUnit): number => summaryKey(target.id, axis, level, no);
    const [first, last] = [run[0], run.at(-1)];
    if (first === undefined || last === undefined) return;
    const rows = this.#sql.all<SummaryRow>('select key, data from metric_summaries where key >= ? and key <= ? order by key', keyOf(first), keyOf(last));
    let at = 0;
    for (const unit of run) {
      const row = rows[at];
      if (row?.key !== keyOf(unit)) this.#foldBelow(unit, target);
      else {
        at++;
        this.#foldSummary(unit, target, row);
      }
    }
  }

  #foldSummary(unit: PlannedUnit, target: FoldTarget, { key, data }: SummaryRow): void {
    if (unit.grid === undefined) return;
    try {
      target.buckets.addSummary(unit.grid, this.#source.decode(data, key, { firstRow: unit.firstRow, rows: unit.rows, grid: unit.grid }));
    } catch (failure) {
      if (!(failure instanceof Damage)) throw failure;
      this.#source.damaged(unit, target, failure);
      this.#foldBelow(unit, target);
    }
  }

  /** No summary: the series has nothing in the unit, or what it has is read from below. */
  #foldBelow(unit: PlannedUnit, target: FoldTarget): void {
    const { level, no } = unit;
    if (level === 0) {
      this.#foldPoints(unit, [target]);
      return;
    }
    const blocks = unitBlocks(level);
    if (this.#sql.get('select 1 from metric_chunks where key >= ? and key < ? limit 1', chunkKey(target.id, no * blocks), chunkKey(target.id, (no + 1) * blocks)) === undefined) return;
    this.fold(planUnits(this.#sql, this.#aim, level - 1, no * fanOut, (no + 1) * fanOut), [target]);
  }

  #foldPoints(block: PlannedUnit, targets: readonly FoldTarget[]): void {
    this.#source.check();
    let places: Float64Array | undefined;
    for (const target of targets) {
      const column = this.#source.column(block, target);
      if (column === undefined) continue;
      places ??= this.#source.places(block, targets);
      if (places === undefined) return;
      target.buckets.addPoints(block.firstRow, places, column);
    }
  }
}

function follows(before: PlannedUnit | undefined, unit: PlannedUnit): boolean {
  return before !== undefined && before.level === unit.level && (before.grid === undefined) === (unit.grid === undefined) && before.no + 1 === unit.no;
}
