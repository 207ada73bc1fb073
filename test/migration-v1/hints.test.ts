import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ForeignTable } from '../../daemon/api/foreign-databases.js';
import { generationsOf, type RootSigns } from '../../plugins/migration-v1/generations.js';
import { metadataHints } from '../../plugins/migration-v1/hints/experiments-metadata.js';
import { hintsOf, schemaOf } from '../../plugins/migration-v1/hints/foreign-schema.js';
import { emptyHint } from '../../plugins/migration-v1/hints/hint.js';
import { KnownRuns } from '../../plugins/migration-v1/hints/known-run.js';
import { takenHints } from '../../plugins/migration-v1/hints/taken-hints.js';
import { tempFolder } from '../support/temp-folder.js';

const table = (name: string, columns: readonly string[], rows: ForeignTable['rows'] = []): ForeignTable => ({ table: name, columns, rows, isCut: false });
const run = (dir: string, status: string | null = 'finished', points = 0): { id: string; runId: string; dir: string; status: string | null; points: number } => ({ id: dir, runId: dir.split('/').at(-1) ?? '', dir, status, points });

test('generations follow from layouts and from what lies beside them', () => {
  const signs = (layouts: RootSigns['layouts'] extends ReadonlySet<infer L> ? readonly L[] : never, there: readonly string[] = []): string => {
    const has = (name: string): boolean => there.includes(name);
    return generationsOf({ layouts: new Set(layouts), artifacts: has('artifacts'), archive: has('archive'), database: has('database'), index: has('index') }).join(' ');
  };
  assert.deepEqual(
    [signs([]), signs(['flat']), signs(['project-name']), signs(['project-name'], ['database']), signs(['project-name'], ['database', 'artifacts']), signs(['project-name'], ['artifacts']), signs(['path'], ['archive', 'index']), signs(['path', 'recycle'], ['database']), signs([], ['database']), signs([], ['archive'])],
    ['', 'G0', 'G1', 'G2', 'G2 G2a', 'G3', 'G4', 'G4 G5', 'G2', 'G4'],
  );
});

test('a schema is told by its columns, and columns that are not there say nothing (DISK-51)', () => {
  const old = [table('experiments', ['id', 'project', 'name', 'status'], [{ id: 'a', status: 'finished' }, { id: null, status: 'x' }]), table('metrics', ['experiment_id'], [{ value: 'a', count: 3 }])];
  const seven = [table('experiments', ['id', 'path', 'alias'], [{ id: 'b', alias: 'best' }]), table('experiment_tags', ['experiment_id', 'tag'], [{ experiment_id: 'b', tag: 't' }, { experiment_id: 'b', tag: '' }])];
  const index = [table('runs', ['run_id', 'path', 'alias'], [{ run_id: 'c', alias: null, status: 'running' }])];
  assert.deepEqual([old, seven, index, [table('experiments', ['x'])]].map(schemaOf), ['project-name', 'path', 'index', 'unknown']);
  assert.deepEqual([old, seven, index].map(hintsOf), [
    [{ ...emptyHint('a'), status: 'finished', points: 3 }],
    [{ ...emptyHint('b'), alias: 'best', tags: ['t'] }],
    [{ ...emptyHint('c'), status: 'running' }],
  ]);
});

test('a record means the run with its id; of several the one whose directory ends its path, whatever root it names (DISK-03, 07)', () => {
  const runs = new KnownRuns([run('runs/dup/x'), run('dup/one/runs/x'), run('runs/a/y')]);
  const found = (id: string, place: string | null): string => {
    const one = runs.find(id, place);
    return typeof one === 'string' ? one : one.dir;
  };
  assert.deepEqual([found('y', '/srv/elsewhere'), found('x', '/srv/root/dup/one/runs/x'), found('x', 'C:\\data\\runs\\dup\\x'), found('x', '/srv/xruns/dup/x'), found('x', null), found('z', null)], ['runs/a/y', 'dup/one/runs/x', 'runs/dup/x', 'ambiguous', 'ambiguous', 'none']);
});

test('labels are kept as far as ours may be, contradictions and lost runs are told, and files win (DISK-51, 52)', () => {
  const runs = new KnownRuns([run('runs/a/x', 'finished', 5), run('runs/a/y', null)]);
  const { labels, findings } = takenHints('runicorn.db', [
    { ...emptyHint('x'), status: 'running', points: 4, alias: 'bad\u0007alias', tags: ['good', 'bad\n', 'x'.repeat(200), 'good'], notes: 'a\ud800b', deletion: { at: 1, reason: 'r' } },
    { ...emptyHint('y'), status: 'finished' },
    { ...emptyHint('z'), place: '/srv/z' },
  ], runs);
  assert.deepEqual([...labels], [['runs/a/x', { tags: ['good'], notes: 'a\ufffdb', deletion: { at: 1, reason: 'r' } }]]);
  assert.deepEqual(findings.map(({ severity, code, experiment_id: id }) => [severity, code, id]), [['note', 'database-status', 'runs/a/x'], ['note', 'database-points', 'runs/a/x'], ['note', 'database-status', 'runs/a/y'], ['lost', 'only-in-database', null]]);
});

test('the labels file of the legacy viewer is read whatever is in it, and only where it is a plain file', async (t) => {
  const folder = tempFolder(t);
  const path = join(folder, 'labels.json');
  assert.equal(await metadataHints(path), undefined);
  writeFileSync(path, JSON.stringify({ a: { project: 'p', name: 'n', tags: ['x', 1, ''], description: null, archived: true }, b: 'no record', c: { tags: 'none' } }));
  assert.deepEqual(await metadataHints(path), [
    { ...emptyHint('a'), place: 'p/n/runs/a', tags: ['x'], isArchived: true },
    { ...emptyHint('c'), place: '//runs/c' },
  ]);
  for (const [text, said] of [['', /JSON/], ['[1]', /no JSON object/]] as const) {
    writeFileSync(path, text);
    await assert.rejects(metadataHints(path), said);
  }
  symlinkSync(path, join(folder, 'link.json'));
  await assert.rejects(metadataHints(join(folder, 'link.json')), /ELOOP/);
});
