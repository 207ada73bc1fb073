import { join } from 'node:path';
import type { RunSurvey, SurveyedFile, SurveyRequest } from '../api/surveys.js';
import { documentState } from './documents.js';
import { errnoOf, isGone } from './errno.js';
import { surveyFile, type SurveyBounds } from './survey-file.js';

/** Counts a run directory and looks at its documents; `rest` is called again and again. */
export function surveyRun(root: string, request: SurveyRequest, bounds: SurveyBounds, rest: () => void): RunSurvey {
  const folder = join(root, request.dir);
  const files: SurveyedFile[] = [];
  const unreadable: { file: string; code: string }[] = [];
  for (const { file, upTo } of request.files) {
    try {
      files.push(surveyFile({ path: join(folder, file), file, upTo, named: request.named, rest }, bounds));
    } catch (failure) {
      const code = errnoOf(failure);
      if (code === undefined) throw failure;
      if (!isGone(code)) unreadable.push({ file, code });
    }
  }
  return { files, unreadable, documents: request.documents.map((name) => ({ name, state: documentState(join(folder, name), bounds.documentBytes) })) };
}
