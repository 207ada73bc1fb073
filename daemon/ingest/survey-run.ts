import { join } from 'node:path';
import type { RunSurvey, SurveyedFile, SurveyRequest } from '../api/surveys.js';
import { documentState } from './documents.js';
import { errnoOf, isGone } from './errno.js';
import { surveyFile, SurveyKit, type SurveyBounds } from './survey-file.js';

/** Who counts run directories one after the other, in one memory; `rest` is called again and again. */
export class RunSurveyor {
  readonly #bounds: SurveyBounds;
  readonly #kit: SurveyKit;
  readonly #rest: () => void;

  constructor(bounds: SurveyBounds, rest: () => void) {
    this.#bounds = bounds;
    this.#kit = new SurveyKit(bounds);
    this.#rest = rest;
  }

  survey(root: string, request: SurveyRequest): RunSurvey {
    return surveyRun(root, request, { documentBytes: this.#bounds.documentBytes, kit: this.#kit, rest: this.#rest });
  }
}

interface Means {
  readonly documentBytes: number;
  readonly kit: SurveyKit;
  readonly rest: () => void;
}

function surveyRun(root: string, request: SurveyRequest, { documentBytes, kit, rest }: Means): RunSurvey {
  const folder = join(root, request.dir);
  const files: SurveyedFile[] = [];
  const unreadable: { file: string; code: string }[] = [];
  for (const { file, upTo } of request.files) {
    try {
      files.push(surveyFile({ path: join(folder, file), file, upTo, named: request.named, rest }, kit));
    } catch (failure) {
      const code = errnoOf(failure);
      if (code === undefined) throw failure;
      if (!isGone(code)) unreadable.push({ file, code });
    }
  }
  return { files, unreadable, documents: request.documents.map((name) => ({ name, state: documentState(join(folder, name), documentBytes) })) };
}
