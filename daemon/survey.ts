/** The composition root of the thread that looks at the root's files a second time: event files as the ingest room reads them, foreign databases as the store does. */
import { RunSurveyor } from './ingest/survey-run.js';
import { Pace } from './kernel/pace.js';
import { readForeign } from './store/read-foreign.js';
import type { SurveyTasks } from './workers/survey-task.js';

/** Of its time that a survey works: what is taken in and served meanwhile comes first. */
const share = 0.7;
const pace = new Pace(share);
let surveyor: RunSurveyor | undefined;

export const surveyTask: SurveyTasks['surveyTask'] = ({ root, request, bounds }) => {
  pace.rested();
  surveyor ??= new RunSurveyor(bounds, () => pace.rested());
  return surveyor.survey(root, request);
};

export const foreignTask: SurveyTasks['foreignTask'] = ({ path, folder, questions }) => readForeign(path, folder, questions);
