import { FilterError, parseFilter } from '../../../../schemas/filter.js';
import { ApiError } from '../lib/api-error.js';

/** Why a filter cannot be used. */
export interface Fault {
  readonly sentence: string;
  readonly hint: string;
  /** Place in the text, from 1; null when it is not known. */
  readonly column: number | null;
}

/** What is wrong with a filter, by the grammar that the daemon uses too. */
export function faultOf(text: string): Fault | null {
  try {
    parseFilter(text);
    return null;
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return { sentence: error.message, hint: error.hint, column: error.column };
  }
}

/** What the daemon said of a filter, if that is what it refused. */
export function refusalOf(error: unknown): Fault | null {
  if (!(error instanceof ApiError) || ![400, 422].includes(error.problem.status)) return null;
  const column = /column (\d+)/.exec(`${error.problem.title} ${error.problem.hint}`)?.[1];
  return { sentence: error.problem.title, hint: error.problem.hint, column: column === undefined ? null : Number(column) };
}
