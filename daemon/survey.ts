/** The composition root of the threads that look at the root's files a second time: event files as the ingest room reads them, foreign databases as the store does. */
import { surveyRun } from './ingest/survey-run.js';
import { Pace } from './kernel/pace.js';
import { readForeign } from './store/read-foreign.js';
import type { SurveyTasks } from './workers/survey-task.js';

/** Of its time that a survey works: what is taken in and served meanwhile comes first. */
const share = 0.7;
const pace = new Pace(share);

export const surveyTask: SurveyTasks['surveyTask'] = ({ root, request, bounds }) => {
  pace.rested();
  return surveyRun(root, request, bounds, () => pace.rested());
};

export const foreignTask: SurveyTasks['foreignTask'] = ({ path, folder, questions }) => readForeign(path, folder, questions);
