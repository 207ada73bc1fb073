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

/** A block that keeps its arrays. */
export function kept(block: EventBlock): EventBlock {
  const { rows, points } = block;
  return {
    ...block,
    ts: block.ts.slice(0, rows),
    step: block.step.slice(0, rows),
    stage: block.stage.slice(0, rows),
    offset: block.offset.slice(0, rows),
    row: block.row.slice(0, points),
    name: block.name.slice(0, points),
    value: block.value.slice(0, points),
    kind: block.kind.slice(0, points),
  };
}

const kits = new Map<EventLimits | undefined, ParserKit>();

/** The one kit for all that is parsed under these limits: each block meets what all blocks before it have taught. */
export function kitOf(limits?: EventLimits): ParserKit {
  const kit = kits.get(limits) ?? new ParserKit(limits);
  kits.set(limits, kit);
  return kit;
}

/** Parses lines in one go. */
export function parsed(text: string | Uint8Array, limits?: EventLimits): EventBlock {
  const bytes = Buffer.from(text);
  return kept(new EventParser(kitOf(limits)).parse(bytes, 0, bytes.length, 0));
}

/** Parses every line by itself on the general path, to which lines without an LF are left. */
export function parsedPlainly(text: string | Uint8Array, from = 0): EventBlock[] {
  const bytes = Buffer.from(text);
  const blocks: EventBlock[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(10, start);
    blocks.push(new EventParser(kitOf()).parse(bytes, start, end, from + start));
    start = end + 1;
  }
  return blocks;
}

/** Ranges of the rejects with their reasons. */
export function rejectsOf(block: EventBlock): [number, number, string][] {
  return block.rejects.map(({ offset, length, reason }) => [offset, length, reason]);
}
