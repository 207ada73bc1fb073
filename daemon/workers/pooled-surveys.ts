import { join } from 'node:path';
import type { ForeignAnswer, ForeignDatabases, ForeignQuestion } from '../api/foreign-databases.js';
import type { RunSurvey, SurveyRequest, Surveys } from '../api/surveys.js';
import type { ForeignInput, SurveyBounds, SurveyInput } from './survey-task.js';
import { WorkerPool } from './worker-pool.js';

export interface PooledSurveysOptions {
  /** The module whose exports are `SurveyTasks`. */
  readonly entry: URL;
  readonly root: { readonly path: string; readonly keep: string };
  readonly bounds: SurveyBounds;
}

const mostWaiting = 32;
const youngMegabytes = 6;

/** Surveys and foreign databases in one thread, one after the other: there is no hurry, and only one copy of a database at a time. */
export class PooledSurveys implements Surveys, ForeignDatabases {
  readonly #options: PooledSurveysOptions;
  readonly #pool = new WorkerPool({ threads: 1, waiting: mostWaiting, youngMegabytes });

  constructor(options: PooledSurveysOptions) {
    this.#options = options;
  }

  survey(request: SurveyRequest, signal: AbortSignal): Promise<RunSurvey> {
    const { entry, root, bounds } = this.#options;
    return this.#pool.run<SurveyInput, RunSurvey>(entry, 'surveyTask', { root: root.path, request, bounds }, [], signal);
  }

  read(path: string, questions: readonly ForeignQuestion[], signal: AbortSignal): Promise<ForeignAnswer> {
    const { entry, root } = this.#options;
    const input = { path: join(root.path, path), folder: join(root.keep, 'foreign'), questions };
    return this.#pool.run<ForeignInput, ForeignAnswer>(entry, 'foreignTask', input, [], signal);
  }

  /** Ends the thread; what is under way fails. */
  close(): Promise<void> {
    return this.#pool.close();
  }
}
