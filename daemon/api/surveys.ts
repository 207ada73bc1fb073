import type { RunDocument } from './watch.js';
import type { Reject, TextValue } from './event-block.js';
import type { SeriesInfo } from './metrics.js';
import { Token } from './token.js';

/** Which run directory is counted, and how far. */
export interface SurveyRequest {
  /** Relative to the root. */
  readonly dir: string;
  /** Event files to count, each up to its offset and no further; an offset must lie behind a whole line, or be 0. */
  readonly files: readonly { readonly file: string; readonly upTo: number }[];
  /** JSON documents whose state is told. */
  readonly documents: readonly string[];
  /** Of other events of this type, this text of their data is collected: the files that they name. */
  readonly named: { readonly type: string; readonly field: string };
}

/** What one series of a file holds, counted from the file alone. */
export type SurveyedSeries = Pick<SeriesInfo, 'name' | 'stage' | 'points' | 'kinds' | 'noStep' | 'lowestStep' | 'highestStep' | 'first' | 'last' | 'lastStep' | 'lastTs'>;

/** What an event file holds up to the offset asked for. */
export interface SurveyedFile {
  readonly file: string;
  /** Bytes of whole lines that were counted; less than asked for where the file holds no more. */
  readonly counted: number;
  readonly size: number;
  /** Whole lines lie behind what was counted: the file grew. */
  readonly hasMore: boolean;
  readonly lines: number;
  readonly events: number;
  readonly metricEvents: number;
  readonly gluedLines: number;
  readonly rejects: number;
  /** The first 10,000 of them, in file order (LIM-04). */
  readonly rejected: readonly Pick<Reject, 'offset' | 'length' | 'reason'>[];
  readonly series: readonly SurveyedSeries[];
  /** Values that are no numbers, and numbers kept with their text. */
  readonly texts: readonly { readonly name: string; readonly kind: TextValue['kind']; readonly count: number }[];
  /** Distinct texts that were asked for by `named`, at most 100,000. */
  readonly named: readonly string[];
}

export interface RunSurvey {
  readonly files: readonly SurveyedFile[];
  /** Files that are there and cannot be read, with the system's code. */
  readonly unreadable: readonly { readonly file: string; readonly code: string }[];
  readonly documents: readonly { readonly name: string; readonly state: RunDocument['state'] }[];
}

/**
 * Counts run directories a second time, by the plain path of the parser, in a thread of its own that rests a part of its time; it
 * knows nothing of the database. What it says can prove that all was taken in (DISK-61).
 */
export interface Surveys {
  survey(request: SurveyRequest, signal: AbortSignal): Promise<RunSurvey>;
}
export const Surveys = new Token<Surveys>('Surveys');
