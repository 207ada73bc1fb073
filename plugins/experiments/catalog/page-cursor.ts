import { z } from 'zod';
import { RunkeepError } from '../../../daemon/api/errors.js';
import { wireNumber } from '../../../schemas/numbers.js';

const position = z.strictObject({
  /** The sort that the page was made with. */
  sort: z.string(),
  /** Which of its orders the page ended in. */
  order: z.number().int().min(0).max(3),
  /** Value and id of the last row given. */
  value: z.union([wireNumber, z.string(), z.null()]),
  id: z.string(),
});
export type PagePosition = z.infer<typeof position>;

/** A page's end as the text that asks for the next one. */
export function encodePosition(at: PagePosition): string {
  return Buffer.from(JSON.stringify(at)).toString('base64url');
}

/** Reads such a text; one that we did not write, or wrote for another sort, is refused. */
export function decodePosition(text: string, sort: string): PagePosition {
  const read = position.safeParse(parsed(Buffer.from(text, 'base64url').toString()));
  if (!read.success || read.data.sort !== sort) throw new RunkeepError('invalid', 'bad-cursor', 'The cursor “next” does not belong to this list.', 'Begin at the first page again: leave out “next”.');
  return read.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
