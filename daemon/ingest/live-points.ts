import type { EventBlock } from '../api/event-block.js';
import type { LivePoints } from '../api/line.js';

/** The points of a block as they are sent to the main thread; the arrays are copies that may be handed over. */
export function livePoints(block: EventBlock, place: Pick<LivePoints, 'experimentId' | 'file' | 'generation' | 'firstRow'>): LivePoints {
  return {
    ...place,
    rows: block.rows,
    ts: block.ts.slice(0, block.rows),
    step: block.step.slice(0, block.rows),
    stage: block.stage.slice(0, block.rows),
    points: block.points,
    row: block.row.slice(0, block.points),
    name: block.name.slice(0, block.points),
    value: block.value.slice(0, block.points),
    kind: block.kind.slice(0, block.points),
    names: block.names,
    stages: block.stages,
  };
}
