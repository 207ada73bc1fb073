import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Metrics, SeriesInfo, StreamCounts } from '../../daemon/api/metrics.js';
import type { RunSurvey, SurveyedFile } from '../../daemon/api/surveys.js';
import { disagreements } from '../../plugins/migration-v1/verify/disagreements.js';
import { storedRun, type StoredRun } from '../../plugins/migration-v1/verify/stored-run.js';
import { RunSurroundings } from '../../plugins/migration-v1/verify/surroundings.js';

const kinds = { float: 2, int: 0, bool: 0, bigint: 0, nan: 1, posInf: 0, negInf: 0 };
const counts: StreamCounts = { file: 'events.jsonl', generation: 1, offset: 100, lines: 4, events: 3, metricEvents: 3, gluedLines: 0, rejects: 1, size: 110 };
const series: SeriesInfo = { file: 'events.jsonl', name: 'loss', stage: null, points: 3, kinds, noStep: 0, lowestStep: 1, highestStep: 3, first: NaN, last: -0, lastStep: 3, lastTs: 9, min: 0, minStep: 1, max: 1, maxStep: 2 };
const stored: StoredRun = { files: [counts], series: [series], texts: [{ name: 'word', kind: 'string', count: 2 }], rejects: [{ file: 'events.jsonl', offset: 7, length: 3, reason: 'torn', sample: new Uint8Array() }] };
const file: SurveyedFile = {
  file: 'events.jsonl', counted: 100, size: 110, hasMore: false, lines: 4, events: 3, metricEvents: 3, gluedLines: 0, rejects: 1, rejected: [{ offset: 7, length: 3, reason: 'torn' }],
  series: [{ name: 'loss', stage: null, points: 3, kinds, noStep: 0, lowestStep: 1, highestStep: 3, first: NaN, last: -0, lastStep: 3, lastTs: 9 }],
  texts: [{ name: 'word', kind: 'string', count: 2 }], named: [],
};
const survey = (change: Partial<SurveyedFile> = {}): RunSurvey => ({ files: [{ ...file, ...change }], unreadable: [], documents: [] });
const only = file.series[0]!;

test('a second count that equals the store to the bit agrees, NaN and -0 included (DISK-61)', () => {
  assert.deepEqual(disagreements(stored, survey()), []);
});

test('whatever differs is named: counts, series, kinds, steps, values, places of rejects, texts, files (DISK-61)', () => {
  const words = (change: Partial<SurveyedFile>): string => disagreements(stored, survey(change)).join(' | ');
  assert.deepEqual(
    [
      words({ counted: 99, events: 4 }),
      words({ series: [{ ...only, last: 0 }] }),
      words({ series: [{ ...only, kinds: { ...kinds, nan: 0, float: 3 } }] }),
      words({ series: [{ ...only, stage: 'train' }] }),
      words({ rejected: [{ offset: 8, length: 3, reason: 'torn' }] }),
      words({ texts: [] }),
      disagreements(stored, { files: [], unreadable: [], documents: [] }).join(' | '),
    ],
    [
      'events.jsonl: 100 bytes taken in, 99 in the file | events.jsonl: 3 events taken in, 4 in the file',
      'events.jsonl: “loss” differs in last',
      'events.jsonl: “loss” differs in float, nan',
      'events.jsonl: “loss” of “train” is in the file only | events.jsonl: “loss” is not in the file',
      'events.jsonl: rejects lie at other places',
      'the number of values differs: string word',
      'events.jsonl cannot be read any more | the number of values differs: string word',
    ],
  );
});

test('runs that share an id, and runs within runs, are known', () => {
  const all = [{ runId: 'x', dir: 'runs/a/x' }, { runId: 'x', dir: 'runs/b/x' }, { runId: 'y', dir: 'runs/a/x/deep/y' }];
  const surroundings = new RunSurroundings(all);
  assert.deepEqual(all.map((one) => surroundings.of(one)), [{ namesakes: ['runs/b/x'], around: null }, { namesakes: ['runs/a/x'], around: null }, { namesakes: [], around: 'runs/a/x' }]);
});

/** A store whose file has grown at each of its first `growing` looks. */
function growing(looks: number): Pick<Metrics, 'counts' | 'series' | 'textCounts' | 'rejects'> {
  let count = 0;
  return {
    counts: async () => [{ ...counts, offset: Math.min(++count, looks) }],
    series: async () => [series],
    textCounts: async () => stored.texts.map((one) => ({ ...one })),
    rejects: async () => ({ rejects: [...stored.rejects], total: 1 }),
  };
}

test('what a run holds is of one moment, or is not told: a file that grew between two looks is asked again (DISK-61)', async () => {
  assert.equal((await storedRun(growing(5), 'id'))?.files[0]?.offset, 5);
  assert.equal(await storedRun(growing(Infinity), 'id'), undefined);
});
