import type { Sql } from '../api/database.js';
import { decodeAxis, decodeChunk } from './block-codec.js';
import type { ColumnPart } from './block-part.js';
import { chunkKey } from './chunk-key.js';
import type { Damage } from './codec/damage.js';
import { rowPlaces, type Summary, type UnitAxis } from './summary.js';
import { decodeSummary, type SummedUnit } from './summary-codec.js';
import type { FoldSource, FoldTarget } from './unit-fold.js';
import type { PlannedUnit } from './unit-plan.js';

/** The points of a stream's blocks as its writer reads them back for one unit; damage is thrown. */
export class StoredPoints implements FoldSource {
  readonly #sql: Sql;
  readonly #stream: number;
  readonly #axis: UnitAxis;
  /** Of a unit of level 1 at most: 16 blocks. */
  readonly #places = new Map<number, Float64Array>();

  constructor(sql: Sql, stream: number, axis: UnitAxis) {
    this.#sql = sql;
    this.#stream = stream;
    this.#axis = axis;
  }

  places({ no, firstRow, rows }: PlannedUnit): Float64Array {
    const known = this.#places.get(no);
    if (known !== undefined) return known;
    const row = this.#sql.get<{ axis: Uint8Array }>('select axis from metric_blocks where stream_id = ? and no = ?', this.#stream, no);
    const places = rowPlaces(this.#axis, { firstRow, ...decodeAxis(row?.axis ?? new Uint8Array(0), rows) });
    this.#places.set(no, places);
    return places;
  }

  column({ no, rows }: PlannedUnit, { id }: FoldTarget): ColumnPart | undefined {
    const row = this.#sql.get<{ data: Uint8Array }>('select data from metric_chunks where key = ?', chunkKey(id, no));
    return row === undefined ? undefined : decodeChunk(row.data, rows);
  }

  decode(data: Uint8Array, key: number, unit: SummedUnit): Summary {
    return decodeSummary(data, key, unit);
  }

  damaged(_unit: PlannedUnit, _target: FoldTarget, damage: Damage): void {
    throw damage;
  }

  check(): void {
    // A unit is built whole.
  }
}
