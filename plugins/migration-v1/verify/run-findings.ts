import type { RunSurvey, SurveyedFile } from '../../../daemon/api/surveys.js';
import type { Experiment } from '../../../schemas/experiments.js';
import type { MigrationFinding } from '../../../schemas/migration.js';
import { finding, type Place } from '../finding.js';
import type { MediaState } from './media-files.js';

/** What is known of a run when it is judged. */
export interface JudgedRun {
  readonly run: Pick<Experiment, 'id' | 'run_dir' | 'run_id'>;
  readonly survey: RunSurvey;
  readonly media: MediaState;
  /** Directories of other runs with the same run id. */
  readonly namesakes: readonly string[];
  /** Directory of the run in whose directory this one lies. */
  readonly around: string | null;
}

/** Of one kind and one run that are told one by one. */
const mostOfAKind = 200;
const required = new Set(['meta.json', 'status.json']);

/** Everything odd about the files of one run. */
export function runFindings(judged: JudgedRun): MigrationFinding[] {
  const { run, survey } = judged;
  const at = (file: string, rest: Place = {}): Place => ({ experiment_id: run.id, path: `${run.run_dir}/${file}`, ...rest });
  return [
    ...inDocuments(survey, at),
    ...survey.unreadable.map(({ file, code }) => finding('lost', 'events-unreadable', `${file} cannot be read (${code})`, 'Give the daemon the right to read it; it is then taken in.', at(file))),
    ...survey.files.flatMap((file) => inEvents(file, at)),
    ...inMedia(judged.media, at),
    ...inPlaces(judged),
  ];
}

type At = (file: string, rest?: Place) => Place;

function inDocuments({ documents }: RunSurvey, at: At): MigrationFinding[] {
  return documents.flatMap(({ name, state }) => {
    if (state === 'ok' || (state === 'missing' && !required.has(name))) return [];
    if (state === 'missing') return [finding('odd', 'document-missing', `${name} is missing`, 'What it would say is unknown, or follows from the directory.', at(name))];
    const how = state === 'empty' ? 'is empty' : 'cannot be read as JSON';
    return [finding('odd', state === 'empty' ? 'document-empty' : 'document-cut', `${name} ${how}`, 'Its last good content is shown; where there is none, what it would say is unknown.', at(name))];
  });
}

function inEvents(file: SurveyedFile, at: At): MigrationFinding[] {
  const rejects = file.rejected.slice(0, mostOfAKind).map(({ offset, length, reason }) => finding('lost', `reject-${reason}`, `${length} bytes at ${offset} are no event (${reason})`, 'Such bytes come from a write that was cut short; their neighbours were taken in.', at(file.file, { offset, length })));
  const pending = file.size - file.counted;
  return [
    ...rejects,
    ...(file.rejects > rejects.length ? [finding('lost', 'rejects-more', `${file.rejects - rejects.length} more places hold no events`, `All that are kept: GET /api/experiments/<id>/rejects`, at(file.file))] : []),
    ...(file.gluedLines > 0 ? [finding('note', 'glued-lines', `${file.gluedLines} lines hold more than one event, or an event and a torn piece`, 'All whole events of them were taken in.', at(file.file))] : []),
    ...(pending > 0 && !file.hasMore ? [finding('odd', 'pending-tail', `the last ${pending} bytes have no line end`, 'They wait: they are taken in when the line is completed.', at(file.file, { offset: file.counted, length: pending }))] : []),
  ];
}

function inMedia({ gone, unnamed }: MediaState, at: At): MigrationFinding[] {
  const lost = gone.slice(0, mostOfAKind).map((path) => finding('lost', 'image-gone', `an event names ${path}, which is not there`, 'The event is listed; its picture cannot be shown.', at(path)));
  const orphans = unnamed.slice(0, mostOfAKind).map((path) => finding('note', 'image-without-event', `no event names ${path}`, 'It is listed with the pictures of the run.', at(path)));
  return [...lost, ...orphans];
}

function inPlaces({ run, namesakes, around }: JudgedRun): MigrationFinding[] {
  const place = { experiment_id: run.id, path: run.run_dir };
  return [
    ...(namesakes.length === 0 ? [] : [finding('note', 'duplicate-run-id', `the run id ${run.run_id} is also that of ${namesakes.slice(0, 5).join(', ')}`, 'They are different runs: name them by their directories.', place)]),
    ...(around === null ? [] : [finding('note', 'nested-run', `it lies in the directory of another run, ${around}`, 'Both are listed.', place)]),
  ];
}
