import type { EventBlock } from '../../daemon/api/event-block.js';
import { EventParser, ParserKit } from '../../daemon/ingest/parse.js';
import type { EventLimits } from '../../daemon/ingest/json/limits.js';

/** A point as tests compare it: no matter in which column it stood. */
export interface PlainPoint {
  readonly name: string;
  readonly value: number;
  readonly kind: number;
}

/** The rows of a block as plain objects. */
export function rowsOf(block: EventBlock): { ts: number; step: number | null; stage: string | null; offset: number; points: PlainPoint[] }[] {
  const rows = Array.from({ length: block.rows }, (_, row) => ({
    ts: block.ts[row]!,
    step: Number.isNaN(block.step[row]) ? null : block.step[row]!,
    stage: block.stages[block.stage[row]!] ?? null,
    offset: block.offset[row]!,
    points: [] as PlainPoint[],
  }));
  for (let i = 0; i < block.points; i++) rows[block.row[i]!]!.points.push({ name: block.names[block.name[i]!]!, value: block.value[i]!, kind: block.kind[i]! });
  return rows;
}

/** Parses lines in one go with a parser that knows nothing yet. */
export function parsed(text: string | Uint8Array, limits?: EventLimits): EventBlock {
  const bytes = Buffer.from(text);
  return new EventParser(new ParserKit(limits)).parse(bytes, 0, bytes.length, 0);
}

/** Parses every line with a parser of its own, so that no line is helped by the one before: the general path. */
export function parsedAlone(text: string | Uint8Array, limits?: EventLimits): EventBlock[] {
  const bytes = Buffer.from(text);
  const blocks: EventBlock[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(10, start) + 1;
    blocks.push(new EventParser(new ParserKit(limits)).parse(bytes, start, end, start));
    start = end;
  }
  return blocks;
}

/** Ranges of the rejects with their reasons. */
export function rejectsOf(block: EventBlock): [number, number, string][] {
  return block.rejects.map(({ offset, length, reason }) => [offset, length, reason]);
}
