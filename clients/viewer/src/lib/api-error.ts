import type { Problem } from '../../../../schemas/problem.js';

/** The daemon refused or failed a request, and said why. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.name = 'ApiError';
    this.problem = problem;
  }
}

/** The daemon did not answer at all. */
export class UnreachableError extends Error {
  constructor(cause: unknown) {
    super('The daemon does not answer.', { cause });
    this.name = 'UnreachableError';
  }
}

/** What went wrong and what to do, for people. */
export function explain(error: unknown): { readonly title: string; readonly hint: string } {
  if (error instanceof ApiError) return { title: error.problem.title, hint: error.problem.hint };
  if (error instanceof UnreachableError) return { title: error.message, hint: 'Start it with “runkeep up”; this page goes on by itself.' };
  return { title: error instanceof Error ? error.message : 'Something failed.', hint: 'Reload the page; if it stays, look into the daemon’s log.' };
}
