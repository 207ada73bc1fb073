import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { experimentList, metricList, type ExperimentRow } from '../../schemas/experiments.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { tempFolder } from '../support/temp-folder.js';
import { inScene, type Outcome } from './support/scenario.js';

const runId = '20260101_120000_abcdef';

/** Names that break programs which index objects, build paths or markup, or fold characters (SEC-35). */
const evil = [
  '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__', 'then', 'length', 'null', 'undefined', 'NaN', 'true', '0', '-1', '1e3', ' ', ' padded ', '-rf', '*', '?', '%2e%2e', '%00', 'a%2Fb', 'a\\b', 'C:', 'CON', 'aux.txt', 'a:b', '~', '$HOME', '`id`', '$(id)', ';rm', '|', '&', "'", '"', "' OR 1=1 --", '<img src=x onerror=alert(1)>', '{{7*7}}', '${7*7}', 'x..∕..', 'tab\there', 'line\nbreak', '\u001b[31mred', '\u007f', '\u0085', '\u202egnp.exe', '\u200bzero', '\ufeffbom', 'é', 'e\u0301', 'Ａ', 'ß', 'İ', 'ı', '😀', '👩‍👩‍👧', '\u{10ffff}', 'n'.repeat(200), 'é'.repeat(100),
];
/** Names that no file system takes, but a metric and a field may have. */
const evilKeys = [...evil, '', '\u0000', 'a\u0000b', 'a/b', '/', '..', '.', '\ud800', 'x\udfff', 'k'.repeat(4096)];

/** S-08: evil names as project, run, metric, parameter, tag, alias and note: an exact round trip, or 422. */
export function run(): Promise<Outcome> {
  return inScene(async (scene) => {
    const root = tempFolder(scene);
    const folders = evil.flatMap((name) => [`${name}/plain/runs/${runId}`, `plain/${name}/runs/${runId}`]);
    for (const folder of folders) layOut(root, folder);
    const daemon = await startDaemon(scene, { root });
    await daemon.live();
    const rows = await list(daemon);
    const faults = [...missing(folders, rows), ...(await metricFaults(daemon, rows)), ...(await changeFaults(daemon, rows))];
    const unhurt = await daemon.get('/api/status');
    if (unhurt.status !== 200 || 'polluted' in (unhurt.body as object)) faults.push('the daemon was hurt');
    await daemon.stop();
    return { met: faults.length === 0, names: evilKeys.length, folders: folders.length, faults: faults.slice(0, 20) };
  });
}

/** A run whose metrics and parameters have every evil name, each with a value of its own. */
function layOut(root: string, folder: string): void {
  mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, folder, 'meta.json'), JSON.stringify({ id: runId, project: folder.split('/')[0], name: folder.split('/')[1], created_at: 1_790_000_000 }));
  writeFileSync(join(root, folder, 'status.json'), JSON.stringify({ status: 'finished', started_at: 1_790_000_000, ended_at: 1_790_000_060 }));
  const pairs = evilKeys.map((name, at) => `${JSON.stringify(name)}: ${at}`);
  writeFileSync(join(root, folder, 'events.jsonl'), `{"ts": 1790000000, "type": "metrics", "data": {${pairs.join(', ')}}}\n`);
}

async function list(daemon: TestDaemon): Promise<ExperimentRow[]> {
  const rows: ExperimentRow[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const page: { readonly experiments: ExperimentRow[]; readonly next: string | null } = await daemon.json(experimentList, `/api/experiments?limit=50${next === '' ? '' : `&next=${encodeURIComponent(next)}`}`);
    rows.push(...page.experiments);
    next = page.next;
  }
  return rows;
}

function missing(folders: readonly string[], rows: readonly ExperimentRow[]): string[] {
  const found = new Map(rows.map((row) => [row.run_dir, row]));
  const absent = folders.filter((folder) => !found.has(folder)).map((folder) => `not found as written: ${JSON.stringify(folder)}`);
  const wrong = rows.filter((row) => row.run_dir.split('/').slice(0, 2).join('/') !== `${String(row.project)}/${String(row.name)}`).map((row) => `project or name of ${JSON.stringify(row.run_dir)} came back as ${JSON.stringify([row.project, row.name])}`);
  return [...absent, ...wrong, ...(rows.length === folders.length ? [] : [`${rows.length} experiments, not ${folders.length}`])];
}

async function metricFaults(daemon: TestDaemon, rows: readonly ExperimentRow[]): Promise<string[]> {
  const faults: string[] = [];
  for (const row of rows.slice(0, 3)) {
    const { series } = await daemon.json(metricList, `/api/experiments/${row.id}/metrics`);
    const values = new Map(series.map(({ name, last }) => [name, last]));
    evilKeys.forEach((name, at) => {
      if (values.get(name) !== at) faults.push(`metric ${JSON.stringify(name.slice(0, 60))} came back as ${String(values.get(name))}`);
    });
    if (values.size !== evilKeys.length) faults.push(`${values.size} metrics, not ${evilKeys.length}`);
  }
  return faults;
}

async function changeFaults(daemon: TestDaemon, rows: readonly ExperimentRow[]): Promise<string[]> {
  const faults: string[] = [];
  const path = `/api/experiments/${rows[0]?.id ?? ''}`;
  for (const name of evilKeys) for (const [field, change] of Object.entries({ alias: { alias: name }, tags: { tags: [name] }, notes: { notes: name } })) {
    const { status, body } = await patient(daemon, path, change);
    const [[, expected] = []] = Object.entries(change);
    const got = status === 200 ? JSON.stringify((body as Record<string, unknown>)[field]) : undefined;
    const isCleared = field === 'alias' && name === '' && got === 'null';
    if (status !== 422 && !isCleared && got !== JSON.stringify(expected)) faults.push(`${field} ${JSON.stringify(name.slice(0, 60))}: ${status} ${got ?? ''}`);
  }
  return faults;
}

/** Changing requests are limited to 50 a second (LIM-15): a refusal for that reason says how long to wait. */
async function patient(daemon: TestDaemon, path: string, change: unknown): ReturnType<TestDaemon['patch']> {
  for (;;) {
    const answer = await daemon.patch(path, change);
    if (answer.status !== 429) return answer;
    await new Promise((resolve) => setTimeout(resolve, Number(answer.headers.get('retry-after')) * 1000));
  }
}
