import type { EventBlock } from '../api/event-block.js';

/** What was counted of one generation of a file. `metricEvents` is also the number of rows. */
export interface StreamCounters {
  readonly lines: number;
  readonly events: number;
  readonly metricEvents: number;
  readonly gluedLines: number;
  readonly rejects: number;
}

export const noCounters: StreamCounters = { lines: 0, events: 0, metricEvents: 0, gluedLines: 0, rejects: 0 };

export function withBlock(counters: StreamCounters, block: EventBlock, refused: number): StreamCounters {
  return {
    lines: counters.lines + block.lines,
    events: counters.events + block.events,
    metricEvents: counters.metricEvents + block.rows,
    gluedLines: counters.gluedLines + block.gluedLines,
    rejects: counters.rejects + block.rejects.length + refused,
  };
}
