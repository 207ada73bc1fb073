import type { EventBlock } from '../../../daemon/api/event-block.js';
import type { MetricWriter } from '../../../daemon/api/metric-writer.js';
import { Random } from '../../support/random.js';

/** A point that is unlike all others. */
export interface Plant {
  readonly step: number;
  readonly value: number;
}

export interface LongSeries {
  readonly experimentId: string;
  readonly rows: number;
  readonly names: readonly string[];
  readonly seed: number;
  readonly plants?: readonly Plant[];
}

const rowsAtOnce = 4096;

/** Appends long noisy curves, steps counting up from 0, straight to the writer, and commits; all but the last rows are sealed. */
export function appendLongSeries(writer: MetricWriter, { experimentId, rows, names, seed, plants = [] }: LongSeries): void {
  const stream = writer.open(experimentId, 'events.jsonl');
  const random = new Random(seed);
  const planted = new Map(plants.map(({ step, value }) => [step, value]));
  for (let from = 0; from < rows; from += rowsAtOnce) {
    writer.append(stream, blockFrom(from, Math.min(rowsAtOnce, rows - from), names, random, planted), '1', '1', () => '');
    writer.commit();
  }
}

function blockFrom(from: number, rows: number, names: readonly string[], random: Random, planted: ReadonlyMap<number, number>): EventBlock {
  const points = rows * names.length;
  const block = {
    from: from * 100, to: (from + rows) * 100, lines: rows, events: rows, gluedLines: 0, rows, points, names: [...names], stages: [], texts: [], others: [], rejects: [],
    ts: new Float64Array(rows), step: new Float64Array(rows), stage: new Int32Array(rows).fill(-1), offset: new Float64Array(rows),
    row: new Uint32Array(points), name: new Uint32Array(points), value: new Float64Array(points), kind: new Uint8Array(points),
  };
  for (let row = 0; row < rows; row++) {
    const step = from + row;
    block.ts[row] = 1_790_000_000 + step / 10;
    block.step[row] = step;
    for (let name = 0; name < names.length; name++) {
      const at = row * names.length + name;
      block.row[at] = row;
      block.name[at] = name;
      block.value[at] = planted.get(step) ?? Math.fround(Math.sin(step / 1e5) + random.next() / 10);
    }
  }
  return block;
}
