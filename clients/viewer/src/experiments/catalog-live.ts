import { catalogDelta, type Experiment } from '../../../../schemas/experiments.js';
import { live } from '../lib/live.js';
import { Store } from '../lib/store.js';

/** What was pushed about a run, and when (`performance.now()`). */
export interface Heard {
  /** Null: it left the catalog. */
  readonly row: Experiment | null;
  readonly at: number;
}

/** All that was pushed since the page was opened: id -> the newest word. A new map with each push. */
export type HeardRuns = ReadonlyMap<string, Heard>;

/** What the topic experiments.catalog said, to be laid over what was fetched. */
class CatalogLive {
  readonly heard = new Store<HeardRuns>(new Map());
  /** Ids of the newest push. */
  newest: ReadonlySet<string> = new Set();

  /** Follows the catalog from the cursor of a list, or from now on; the answer ends it. */
  follow(cursor: string | undefined, onRefetch: () => void): () => void {
    return live.subscribe('experiments.catalog', '', cursor, { data: (data) => this.#take(data), refetch: onRefetch });
  }

  #take(data: unknown): void {
    const { changed, gone } = catalogDelta.parse(data);
    const at = performance.now();
    const news: (readonly [string, Heard])[] = [...changed.map((row) => [row.id, { row, at }] as const), ...gone.map((id) => [id, { row: null, at }] as const)];
    this.newest = new Set(news.map(([id]) => id));
    this.heard.set(new Map([...this.heard.value, ...news]));
  }
}

/** The live catalog of this page. */
export const catalog = new CatalogLive();
