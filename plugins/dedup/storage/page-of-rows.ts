import { z } from 'zod';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { StorageQuery, StorageReport, StorageRow } from '../../../schemas/dedup-storage.js';

type Page = Pick<StorageReport, 'rows' | 'total' | 'next'>;
type Value = string | number;

/** Where a row stands in an order: by its value, and among equal ones by its key. */
type Position = readonly [Value, string];

const position = z.tuple([z.union([z.string(), z.number()]), z.string()]);

const values: Readonly<Record<string, (row: StorageRow) => Value>> = {
  versions: ({ versions }) => versions,
  bytes: ({ bytes }) => bytes,
  stored_bytes: ({ stored_bytes }) => stored_bytes,
  unique_bytes: ({ unique_bytes }) => unique_bytes,
  shared_bytes: ({ shared_bytes }) => shared_bytes,
  freed_bytes: ({ freed_bytes }) => freed_bytes,
};

/** A page of the rows that fit, in their order. */
export function pageOfRows(all: readonly StorageRow[], { sort, search, limit, next }: Pick<StorageQuery, 'sort' | 'search' | 'limit' | 'next'>): Page {
  const valueOf = values[sort.replace('-', '')] ?? plainLabel;
  const sign = sort.startsWith('-') ? -1 : 1;
  const after = (one: Position, other: Position): number => sign * compared(one[0], other[0]) || compared(one[1], other[1]);
  const placed = all.filter(fits(search.toLowerCase())).map((row) => ({ row, at: [valueOf(row), row.key] as const }));
  const sorted = placed.sort((one, other) => after(one.at, other.at));
  const last = next === undefined ? undefined : positionIn(next);
  const left = last === undefined ? sorted : sorted.filter(({ at }) => after(at, last) > 0);
  const page = left.slice(0, limit);
  const end = page.at(-1);
  return { rows: page.map(({ row }) => row), total: sorted.length, next: end === undefined || left.length <= limit ? null : Buffer.from(JSON.stringify(end.at)).toString('base64url') };
}

function plainLabel({ label }: StorageRow): string {
  return label.toLowerCase();
}

function fits(wanted: string): (row: StorageRow) => boolean {
  return (row) => wanted === '' || plainLabel(row).includes(wanted) || row.type?.toLowerCase().includes(wanted) === true;
}

function positionIn(next: string): Position {
  try {
    return position.parse(JSON.parse(Buffer.from(next, 'base64url').toString()));
  } catch (cause) {
    throw new RunkeepError('bad-request', 'bad-cursor', 'This is no place in the report.', 'Take `next` from the page before, with the same order.', cause);
  }
}

function compared(one: Value, other: Value): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
