import type { SeriesInfo, StreamCounts } from '../../../daemon/api/metrics.js';
import type { RunSurvey, SurveyedFile, SurveyedSeries } from '../../../daemon/api/surveys.js';
import type { StoredRun } from './stored-run.js';

const most = 20;

/** In what a run's files and the store differ, in words, at most 20; empty = all agrees (DISK-61). */
export function disagreements(stored: StoredRun, survey: RunSurvey): string[] {
  const files = new Map(survey.files.map((one) => [one.file, one]));
  const words = stored.files.flatMap((counts) => {
    const file = files.get(counts.file);
    if (file === undefined) return [`${counts.file} cannot be read any more`];
    return [...inCounts(counts, file), ...inSeries(stored.series.filter((one) => one.file === counts.file), file), ...inRejects(stored, file)];
  });
  return [...words, ...inTexts(stored, survey)].slice(0, most);
}

function inCounts(counts: StreamCounts, file: SurveyedFile): string[] {
  const pairs: readonly (readonly [string, number, number])[] = [
    ['bytes', counts.offset, file.counted],
    ['lines', counts.lines, file.lines],
    ['events', counts.events, file.events],
    ['metrics events', counts.metricEvents, file.metricEvents],
    ['glued lines', counts.gluedLines, file.gluedLines],
    ['rejects', counts.rejects, file.rejects],
  ];
  return pairs.filter(([, taken, found]) => taken !== found).map(([what, taken, found]) => `${file.file}: ${taken} ${what} taken in, ${found} in the file`);
}

function inSeries(taken: readonly SeriesInfo[], { file, series }: SurveyedFile): string[] {
  const left = new Map(taken.map((one) => [keyOf(one), one]));
  const words = series.flatMap((found) => {
    const own = left.get(keyOf(found));
    left.delete(keyOf(found));
    if (own === undefined) return [`${file}: ${titleOf(found)} is in the file only`];
    const different = fieldsThatDiffer(own, found);
    return different.length === 0 ? [] : [`${file}: ${titleOf(found)} differs in ${different.join(', ')}`];
  });
  return [...words, ...[...left.values()].map((one) => `${file}: ${titleOf(one)} is not in the file`)];
}

const fields = ['points', 'noStep', 'lowestStep', 'highestStep', 'first', 'last', 'lastStep', 'lastTs'] as const;
const kinds = ['float', 'int', 'bool', 'bigint', 'nan', 'posInf', 'negInf'] as const;

function fieldsThatDiffer(own: SeriesInfo, found: SurveyedSeries): string[] {
  return [...fields.filter((field) => !Object.is(own[field], found[field])), ...kinds.filter((kind) => own.kinds[kind] !== found.kinds[kind])];
}

function inRejects({ rejects }: StoredRun, { file, rejected }: SurveyedFile): string[] {
  const own = rejects.filter((one) => one.file === file).map(placeOf);
  const found = new Set(rejected.map(placeOf));
  const isEqual = own.length === found.size && own.every((place) => found.has(place));
  return isEqual ? [] : [`${file}: rejects lie at other places`];
}

function inTexts({ texts }: StoredRun, survey: RunSurvey): string[] {
  const left = new Map(texts.map(({ name, kind, count }) => [`${kind} ${name}`, count]));
  for (const { name, kind, count } of survey.files.flatMap((file) => file.texts)) left.set(`${kind} ${name}`, (left.get(`${kind} ${name}`) ?? 0) - count);
  return [...left].filter(([, rest]) => rest !== 0).map(([what]) => `the number of values differs: ${what}`);
}

function keyOf({ stage, name }: Pick<SeriesInfo, 'stage' | 'name'>): string {
  return JSON.stringify([stage, name]);
}

function titleOf({ stage, name }: Pick<SeriesInfo, 'stage' | 'name'>): string {
  return stage === null ? `“${name}”` : `“${name}” of “${stage}”`;
}

function placeOf({ offset, length }: { readonly offset: number; readonly length: number }): string {
  return `${offset} ${length}`;
}
