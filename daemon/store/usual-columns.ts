import type { EventBlock } from '../api/event-block.js';
import type { HeadColumn } from './head-column.js';

const noWords: readonly string[] = [];
/** After so many lines a new look is had at how much memory the columns take. */
const linesTaken = 16;

/**
 * The columns of the line that a stream wrote last. A growing file comes line by line, each with the names of the one before: then a
 * few comparisons stand for a search per point, which took three times as long.
 */
export class UsualColumns {
  #names = noWords;
  #stages = noWords;
  #columns: readonly HeadColumn[] = [];
  #left = 0;

  /** Takes the points of a block of one line that is like the last one; false when it is not. `first` is the row that it became. */
  take(block: EventBlock, first: number): boolean {
    const columns = this.#columns;
    if (block.rows !== 1 || columns.length === 0 || this.#left-- <= 0 || !isPlain(block) || !isSame(block.names, this.#names) || !isSame(block.stages, this.#stages)) return false;
    const { value, kind } = block;
    for (let i = 0; i < columns.length; i++) columns[i]?.add(first, value[i] ?? NaN, kind[i] ?? 0);
    return true;
  }

  /** Remembers the columns of a block of one line. */
  learn(block: EventBlock, columnOf: (name: number) => HeadColumn | undefined): void {
    this.forget();
    if (block.rows !== 1 || !isPlain(block)) return;
    const columns = block.names.flatMap((_, name) => columnOf(name) ?? []);
    if (columns.length !== block.points) return;
    [this.#names, this.#stages, this.#columns, this.#left] = [block.names, block.stages, columns, linesTaken];
  }

  /** The columns are no longer those of the head. */
  forget(): void {
    this.#columns = [];
  }
}

/** Does each point have a name of its own, in order, and does the stage, if there is one, go without saying? */
function isPlain({ points, names, name, stage, stages }: EventBlock): boolean {
  if (points !== names.length || stage[0] !== stages.length - 1) return false;
  for (let i = 0; i < points; i++) if (name[i] !== i) return false;
  return true;
}

function isSame(words: readonly string[], before: readonly string[]): boolean {
  if (words.length !== before.length) return false;
  for (let i = 0; i < words.length; i++) if (words[i] !== before[i]) return false;
  return true;
}
