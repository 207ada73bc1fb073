import type { Experiment, ExperimentChange, ExperimentDetail, LogPart } from '../experiments.js';
import type { PurgeAnswer } from '../upkeep.js';
import { Token } from './token.js';

/** Which experiments are asked for, in the words of `GET /api/experiments`. */
export interface CatalogQuery {
  /** The filter grammar of schemas/filter.ts; all when absent. */
  readonly filter?: string;
  readonly show: 'present' | 'archived' | 'deleted' | 'all';
  /** A column, `metrics.<name>`, `params.<name>`; "-" in front = descending. */
  readonly sort: string;
  /** Rows of a page, 1 to 1,000. */
  readonly limit: number;
  /** Where the page before ended. */
  readonly next?: string;
}

export interface CatalogPage {
  readonly experiments: readonly Experiment[];
  readonly next: string | null;
  /** Of the query over all pages; at least that many when `total_is_least`. */
  readonly total: number;
  readonly total_is_least: boolean;
}

/** How many runs share these facts. */
export interface RunGroup {
  readonly path: string;
  readonly project: string | null;
  readonly state: string;
  readonly status: string | null;
  readonly show: 'present' | 'archived' | 'deleted';
  readonly runs: number;
}

/** What became of a change of many: unknown ids do not stop the others. */
export interface ChangeOutcome {
  readonly changed: readonly string[];
  readonly missing: readonly string[];
}

/** Labels that another program's records know of a run; absent = they say nothing. */
export interface TakenOver {
  readonly alias?: string;
  readonly tags?: readonly string[];
  readonly notes?: string;
  readonly archived?: boolean;
  /** Unix seconds. */
  readonly deletion?: { readonly at: number; readonly reason: string };
}

/** The catalog of experiments, as the plugin `experiments` lends it. Asked wrongly it rejects with a RunkeepError. */
export interface ExperimentCatalog {
  list(query: CatalogQuery): Promise<CatalogPage>;
  /** How many match, counted to the end, however long that takes. */
  count(query: Pick<CatalogQuery, 'filter' | 'show'>): Promise<number>;
  /** In the order of the ids; unknown ones are left out. */
  byIds(ids: readonly string[]): Promise<Experiment[]>;
  /** All runs that carry this id, newest first: a root may hold several (DISK-03). */
  byRunId(runId: string): Promise<Experiment[]>;
  detail(id: string): Promise<ExperimentDetail>;
  /** The last good content of a JSON document of a run; undefined when there never was one. */
  document(id: string, name: string): Promise<unknown>;
  /** The same of many runs at once; those without are left out. */
  documents(ids: readonly string[], name: string): Promise<Map<string, unknown>>;
  /** Whole lines of `logs.txt` from a byte offset on; a log that does not exist (yet) is empty (DISK-45). */
  log(id: string, range: { readonly from: number; readonly bytes: number }): Promise<LogPart>;
  /** All runs by what most lists group them by. */
  groups(): Promise<RunGroup[]>;
  /** Changes labels; no file of a run is touched (DISK-10). */
  change(ids: readonly string[], change: ExperimentChange): Promise<ChangeOutcome>;
  /** Into the recycle bin; no file is touched. */
  remove(ids: readonly string[], reason: string): Promise<ChangeOutcome>;
  restore(ids: readonly string[]): Promise<ChangeOutcome>;
  /** Deletes experiments of the recycle bin for good, or says what that would free. All of them or none. */
  purge(ids: readonly string[], isDry: boolean): Promise<PurgeAnswer>;
  /** Keeps labels of other records as own facts, each only where neither the files nor people said anything; answers which ids that changed. */
  takeOver(labels: ReadonlyMap<string, TakenOver>): Promise<readonly string[]>;
}
export const ExperimentCatalog = new Token<ExperimentCatalog>('ExperimentCatalog');
