import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isExperimentId } from '../../plugins/experiments/experiment-id.js';
import { runLayout } from '../../plugins/experiments/run-layout.js';

const id = '20260101_000001_abcdef';
const withMeta = new Set(['meta.json', 'events.jsonl']);

const places: readonly (readonly [dir: string, meta: unknown, place: string])[] = [
  [`runs/${id}`, { project: 'vision', name: 'resnet' }, 'flat vision/resnet'],
  [`runs/${id}`, { project: null, name: null }, 'flat '],
  [`runs/${id}`, { path: '' }, 'path '],
  [`runs/${id}`, undefined, 'path '],
  [`runs/cv/yolo/${id}`, { path: 'cv//yolo' }, 'path cv/yolo'],
  [`runs/parent/${id}/inner`, { path: `parent/${id}` }, `path parent/${id}`],
  ['runs/media/my run', { path: 'media' }, 'path media'],
  [`runs/.recycle/${id}`, { path: 'nlp/sum' }, 'recycle nlp/sum'],
  [`runs/sweep/runs/${id}`, { project: 'runs', name: 'sweep' }, 'project-name runs/sweep'],
  [`runs/sweep/runs/${id}`, { path: 'sweep/runs' }, 'path sweep/runs'],
  [`vision/resnet/runs/${id}`, { project: 'other', name: 'words' }, 'project-name vision/resnet'],
  [`group/vision/resnet50/runs/${id}`, undefined, 'project-name group/vision/resnet50'],
  [`语音 识别/v1.5 (final)/runs/${id}`, undefined, 'project-name 语音 识别/v1.5 (final)'],
  [`artifacts/x/runs/${id}`, { project: 'artifacts' }, 'project-name artifacts/x'],
];
for (const [dir, meta, place] of places) {
  test(`${dir} with ${JSON.stringify(meta)} is ${place} (DISK-01, 03, 04)`, () => {
    const run = runLayout.recognise(dir.split('/'), withMeta, meta);
    assert.deepEqual([run?.dir, run?.runId, `${run?.layout} ${run?.logicalPath}`], [dir, dir.split('/').at(-1), place]);
  });
}

const others: readonly (readonly [dir: string, names: readonly string[], meta: unknown])[] = [
  [`vision/early/runs/${id}`, [], undefined],
  ['artifacts/model/runs/v1', ['meta.json'], { project: 'vision' }],
  ['artifacts/model/runs/v1/files', ['meta.json'], { project: 'artifacts' }],
  ['archive/blobs/aa', ['meta.json'], { project: 'archive' }],
  [`vision/resnet/${id}`, ['meta.json'], {}],
  [`runs/.hidden/${id}`, ['meta.json'], {}],
  [`.runkeep/runs/${id}`, ['meta.json'], {}],
  [`runs/x/${id}/media`, ['meta.json'], {}],
  [`vision/r/runs/my run/media`, ['meta.json'], {}],
  ['runs', ['meta.json'], {}],
];
for (const [dir, names, meta] of others) {
  test(`${dir} is no run (DISK-02, 04, 05)`, () => {
    assert.equal(runLayout.recognise(dir.split('/'), new Set(names), meta), undefined);
  });
}

test('the tree of an artifact is not descended beyond what could be a project of that name (DISK-04)', () => {
  const paths = ['artifacts', 'artifacts/model', 'artifacts/model/resnet', 'artifacts/model/runs', 'artifacts/model/runs/v1', 'artifacts/model/runs/v1/files'];
  assert.deepEqual(paths.map((path) => runLayout.descends(path.split('/'))), [true, true, false, true, true, false]);
});

test('equal run ids in two directories are two experiments, each with the same id every time (DISK-03)', () => {
  const ids = ['runs/dup', 'dup/one/runs'].flatMap((parent) => [1, 2].map(() => runLayout.recognise([...parent.split('/'), id], withMeta, { path: 'dup' })?.experimentId ?? ''));
  assert.equal(ids[0], ids[1]);
  assert.equal(ids[2], ids[3]);
  assert.notEqual(ids[0], ids[2]);
  assert.ok(ids.every(isExperimentId));
});

test('no path and no meta.json make the layout fail', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom('runs', 'media', '.recycle', 'artifacts'), fc.string())), fc.anything(), (path, meta) => {
      const run = runLayout.recognise(path, withMeta, meta);
      assert.ok(run === undefined || (run.dir === path.join('/') && runLayout.descends(path)));
    }),
  );
});

test('event files are those of any rank', () => {
  assert.deepEqual(['events.jsonl', 'events-r12.jsonl', 'events.jsonl.lock', 'xevents.jsonl', 'events-r.jsonl'].map((name) => runLayout.isEventFile(name)), [true, true, false, false, false]);
});
