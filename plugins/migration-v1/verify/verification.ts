import { join } from 'node:path';
import type { Metrics } from '../../../daemon/api/metrics.js';
import type { RunSurvey, Surveys } from '../../../daemon/api/surveys.js';
import type { Experiment } from '../../../schemas/experiments.js';
import { placeInRun } from '../../../schemas/media-path.js';
import type { MigrationFinding } from '../../../schemas/migration.js';
import { finding } from '../finding.js';
import type { RunOutcome } from '../migration-store.js';
import { disagreements } from './disagreements.js';
import { mediaState } from './media-files.js';
import { runFindings, type JudgedRun } from './run-findings.js';
import { isSame, storedRun, type StoredRun } from './stored-run.js';

export interface VerificationParts {
  readonly root: string;
  readonly metrics: Metrics;
  readonly surveys: Surveys;
  readonly signal: AbortSignal;
}

/** What a run's surroundings say of it. */
export type Surroundings = Pick<JudgedRun, 'namesakes' | 'around'>;

/** The file that Runicorn writes, also when the line has none of it. */
const eventFile = 'events.jsonl';
const documents = ['meta.json', 'status.json', 'summary.json', 'environment.json', 'assets.json', 'artifacts_created.json', 'artifacts_used.json', '.deleted'];
const named = { type: 'image', field: 'path' };

/**
 * Counts the files of a run a second time and compares that with what was taken in; a run that grows is compared up to the byte where
 * the store stood. It stays `taken` when it grew too fast for one moment of it to be seen.
 */
export async function verified(parts: VerificationParts, run: Experiment, surroundings: Surroundings): Promise<RunOutcome> {
  const stored = await storedRun(parts.metrics, run.id);
  if (stored === undefined) return outcome(run, 'taken');
  const files = withEventFile(stored).map(({ file, offset }) => ({ file, upTo: offset }));
  const survey = await parts.surveys.survey({ dir: run.run_dir, files, documents, named }, parts.signal);
  const media = await mediaState(join(parts.root, run.run_dir), survey.files.flatMap((file) => file.named.map(placeInRun)));
  const hasGrown = !isSame(stored.files, await parts.metrics.counts(run.id));
  const words = [...disagreements(stored, survey), ...(hasGrown ? [] : leftBehind(survey))];
  const findings = [...runFindings({ run, survey, media, ...surroundings }), ...words.map((message) => notVerified(run, message))];
  return outcome(run, words.length === 0 ? 'verified' : hasGrown ? 'taken' : 'differs', survey, findings);
}

function withEventFile({ files }: StoredRun): readonly { readonly file: string; readonly offset: number }[] {
  return files.some(({ file }) => file === eventFile) ? files : [...files, { file: eventFile, offset: 0 }];
}

/** Whole lines that are not taken in. */
function leftBehind(survey: RunSurvey): string[] {
  return survey.files.filter(({ hasMore }) => hasMore).map(({ file, counted }) => `${file}: whole lines behind byte ${counted} are not taken in`);
}

function notVerified(run: Experiment, message: string): MigrationFinding {
  return finding('lost', 'not-verified', message, 'Rebuild the run (runkeep rebuild <id>) and look again; if it stays so, this is a bug of Runkeep.', { experiment_id: run.id, path: run.run_dir });
}

function outcome(run: Experiment, state: RunOutcome['run']['state'], survey?: RunSurvey, findings: RunOutcome['findings'] = []): RunOutcome {
  const sum = (of: (file: RunSurvey['files'][number]) => number): number | null => (survey === undefined ? null : survey.files.reduce((total, file) => total + of(file), 0));
  return {
    run: {
      experiment_id: run.id,
      run_dir: run.run_dir,
      state,
      events: sum((file) => file.events),
      points: sum(({ series }) => series.reduce((total, { points }) => total + points, 0)),
      rejects: sum((file) => file.rejects),
      bytes: sum(({ size }) => size),
      pending_bytes: sum(({ size, counted, hasMore }) => (hasMore ? 0 : size - counted)),
    },
    findings,
  };
}
