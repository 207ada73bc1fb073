import assert from 'node:assert/strict';
import { join } from 'node:path';
import { symlinkSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import type { RunSurvey } from '../../daemon/api/surveys.js';
import { lineConfig } from '../../daemon/ingest/config.js';
import { RunSurveyor } from '../../daemon/ingest/survey-run.js';
import { metricLine, RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';

const bounds = lineConfig.parse({ lineBytes: 4096, chunkBytes: 1024 });

function surveyed(root: string, dir: string, upTo = Infinity): RunSurvey {
  return new RunSurveyor(bounds, () => undefined).survey(root, { dir, files: [{ file: 'events.jsonl', upTo }], documents: ['meta.json', 'status.json', 'summary.json'], named: { type: 'image', field: 'path' } });
}

test('a survey counts events, points by kind, steps, texts, rejects and the files that events name (DISK-61)', (t) => {
  const root = tempFolder(t);
  const run = new RunDirectory(root, 'runs/a/one');
  run.append('{"ts": 1, "type": "metrics", "data": {"loss": 0.5, "n": 3, "word": "x", "big": 18446744073709551616, "global_step": 7, "stage": "train"}}\n');
  run.append('{"ts": 2, "type": "metrics", "data": {"loss": NaN, "ok": true, "stage": "train"}}\n');
  run.append('{"ts": 1.0, "da{"ts": 3, "type": "image", "data": {"key": "k", "path": "media/a.png", "step": null, "caption": null}}\n');
  run.append('half a li');
  const { files: [file] } = surveyed(root, run.dir);
  assert.deepEqual({ ...file, series: file?.series.map(({ name, stage, points, kinds, lowestStep, noStep, last }) => [name, stage, points, Object.entries(kinds).filter(([, count]) => count > 0), lowestStep, noStep, last]) }, {
    file: 'events.jsonl', counted: 338, size: 347, hasMore: false, lines: 3, events: 3, metricEvents: 2, gluedLines: 1, rejects: 1,
    rejected: [{ offset: 220, length: 15, reason: 'torn' }],
    series: [
      ['loss', 'train', 2, [['float', 1], ['nan', 1]], 7, 1, NaN],
      ['n', 'train', 1, [['int', 1]], 7, 0, 3],
      ['big', 'train', 1, [['bigint', 1]], 7, 0, 18446744073709552000],
      ['ok', 'train', 1, [['bool', 1]], null, 1, 1],
    ],
    texts: [{ name: 'word', kind: 'string', count: 1 }, { name: 'big', kind: 'bigint', count: 1 }],
    named: ['media/a.png'],
  });
});

test('a survey counts up to its offset, and says that more lies behind it', (t) => {
  const root = tempFolder(t);
  const run = new RunDirectory(root, 'runs/a/one');
  const first = metricLine({ loss: 1 }, { step: 1 });
  run.append(first + metricLine({ loss: 2 }, { step: 2 }));
  const { files: [file] } = surveyed(root, run.dir, first.length);
  assert.deepEqual([file?.counted, file?.events, file?.hasMore], [first.length, 1, true]);
});

test('lines of any length are counted like those of the line: longer ones than allowed are one reject (DISK-31)', (t) => {
  const root = tempFolder(t);
  const run = new RunDirectory(root, 'runs/a/one');
  const long = `${'x'.repeat(5000)}\n`;
  const wide = `{"ts": 1, "type": "metrics", "data": {${Array.from({ length: 150 }, (_, n) => `"metric_${n}": ${n}`).join(', ')}}}\n`;
  run.append(metricLine({ loss: 1 }) + wide + long + metricLine({ loss: 2 }) + long);
  const { files: [file] } = surveyed(root, run.dir);
  assert.deepEqual([file?.lines, file?.events, file?.series.length], [5, 3, 151]);
  assert.deepEqual(file?.rejected.map(({ length, reason }) => [length, reason]), [[5000, 'line-too-long'], [5000, 'line-too-long']]);
});

test('documents are told as they stand, and a file that is not there or leads away is not among the files', (t) => {
  const root = tempFolder(t);
  const run = new RunDirectory(root, 'runs/a/one');
  run.document('meta.json', '{"id": "on');
  run.document('status.json', '');
  writeFileSync(join(root, 'secret'), metricLine({ loss: 1 }));
  symlinkSync(join(root, 'secret'), run.events);
  const { files, documents, unreadable } = surveyed(root, run.dir);
  assert.deepEqual(files, []);
  assert.deepEqual(unreadable, [{ file: 'events.jsonl', code: 'ELOOP' }]);
  assert.deepEqual(documents.map(({ name, state }) => `${name} ${state}`), ['meta.json invalid', 'status.json empty', 'summary.json missing']);
});
