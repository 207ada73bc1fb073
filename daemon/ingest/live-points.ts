import type { EventBlock } from '../api/event-block.js';
import type { LivePoints } from '../api/line.js';

/** Bytes of a row and of a point in the columns below. */
const [rowBytes, pointBytes] = [8 + 8 + 4, 8 + 4 + 4 + 1];

/**
 * The points of a block as they are sent to the main thread; the arrays are copies that may be handed over. They share one memory:
 * handing over eight took five times as long. The widest come first, so that each stands where its numbers may stand.
 */
export function livePoints(block: EventBlock, place: Pick<LivePoints, 'experimentId' | 'file' | 'generation' | 'firstRow'>): LivePoints {
  const { rows, points, names, stages } = block;
  const memory = new ArrayBuffer(rows * rowBytes + points * pointBytes);
  let at = 0;
  const next = (bytes: number): number => (at += bytes) - bytes;
  const ts = new Float64Array(memory, next(8 * rows), rows);
  const step = new Float64Array(memory, next(8 * rows), rows);
  const value = new Float64Array(memory, next(8 * points), points);
  const stage = new Int32Array(memory, next(4 * rows), rows);
  const row = new Uint32Array(memory, next(4 * points), points);
  const name = new Uint32Array(memory, next(4 * points), points);
  const kind = new Uint8Array(memory, next(points), points);
  copy(ts, block.ts);
  copy(step, block.step);
  copy(value, block.value);
  copy(stage, block.stage);
  copy(row, block.row);
  copy(name, block.name);
  copy(kind, block.kind);
  return { ...place, rows, ts, step, stage, points, row, name, value, kind, names, stages };
}

/** As many numbers as the target has; a view of the source would cost more than the few numbers of a growing file's line. */
function copy(target: Numbers, source: Numbers): void {
  for (let i = 0; i < target.length; i++) target[i] = source[i] ?? 0;
}

type Numbers = Float64Array | Int32Array | Uint32Array | Uint8Array;
