import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { experimentList } from '../../schemas/experiments.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { RunDirectory } from '../support/run-directory.js';
import { RunicornArtifacts } from '../support/runicorn-artifacts.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';
import { noBrowser, visit } from './browser.js';

const options = { skip: noBrowser };
const runId = '20260921_141301_aa0001';
const kibibyte = 1024;

/** A model of two versions and a data set that share bytes, made by a run of the project vision. */
async function keep(t: TestContext): Promise<TestDaemon> {
  const root = tempFolder(t);
  const run = new RunDirectory(root, `runs/vision/resnet/${runId}`);
  run.log({ loss: 1 });
  run.finish();
  const runicorn = new RunicornArtifacts(root);
  const [shared, own] = [Buffer.alloc(600 * kibibyte, 'shared'), Buffer.alloc(200 * kibibyte, 'own')];
  runicorn.log('model', 'resnet50', { 'w.bin': shared, 'head.bin': own }, { created_by_run: runId });
  runicorn.log('model', 'resnet50', { 'w.bin': shared }, { created_by_run: runId });
  runicorn.log('dataset', 'faces', { 'all.bin': shared });
  for (let index = 0; index < 120; index++) runicorn.log('config', `sweep-${String(index).padStart(3, '0')}`, { 'c.json': `{"lr": ${index}}` });
  const daemon = await startDaemon(t, { root });
  await daemon.live();
  await until('the run is in the catalog', async () => (await daemon.json(experimentList, '/api/experiments')).total === 1);
  await daemon.post('/api/dedup/adopt');
  await daemon.post('/api/dedup/secure', {});
  return daemon;
}

test('the storage page tells what is kept for whom, orders it, finds names, and leads to the run', options, async (t) => {
  const daemon = await keep(t);
  const { page, complaints } = await visit(t, daemon);
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Storage' }).click();
  await page.getByRole('heading', { name: /^Versions hold 2 MiB, kept in/ }).waitFor();
  const table = page.getByRole('table', { name: 'What is kept for whom' });
  const cells = async (row: string): Promise<string[]> => table.getByRole('row', { name: row }).getByRole('cell').allTextContents();
  assert.deepEqual(await cells('resnet50'), ['2', '1.4 MiB', '800 KiB', '200 KiB', '600 KiB', '200 KiB']);
  assert.deepEqual(await cells('faces'), ['1', '600 KiB', '600 KiB', '0 B', '600 KiB', '0 B']);
  await page.getByRole('button', { name: 'A delete frees' }).click();
  await page.waitForURL(/sort=-freed_bytes/);
  await page.getByRole('button', { name: 'Show more' }).click();
  await table.getByRole('row').nth(122).waitFor();
  await page.getByRole('textbox', { name: 'Find by name' }).fill('SWEEP-01');
  await page.waitForURL(/search=SWEEP-01/);
  await table.getByText('sweep-019').waitFor();
  await page.getByRole('textbox', { name: 'Find by name' }).fill('nobody');
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByRole('radio', { name: 'Projects' }).click();
  await table.getByRole('rowheader', { name: 'vision' }).waitFor();
  await page.reload();
  await table.getByText('In no project').waitFor();
  await page.getByRole('radio', { name: 'Experiments' }).click();
  await table.getByRole('link', { name: `vision/resnet/${runId}` }).click();
  await page.waitForURL(/\/run\//);
  assert.deepEqual(complaints, []);
});

test('a root without artifacts says how they come here; a failed answer says what to do', options, async (t) => {
  const daemon = await startDaemon(t, { root: tempFolder(t) });
  const { page } = await visit(t, daemon);
  await page.locator('#main').waitFor();
  await page.goto(`${daemon.url}/storage`);
  await page.getByRole('heading', { name: 'Nothing is kept yet' }).waitFor();
  await page.route('**/api/dedup/storage*', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', status: 503, code: 'io-error', title: 'The disk failed.', hint: 'Look at the disk.', id: 'x' }) }));
  await page.reload();
  await page.getByRole('alert').getByText('Look at the disk.').waitFor();
});

test('the storage page fits 390 px: nothing stands over the edge', options, async (t) => {
  const daemon = await keep(t);
  const { page } = await visit(t, daemon);
  await page.locator('#main').waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${daemon.url}/storage`);
  await page.getByRole('table').waitFor();
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390);
  assert.deepEqual(await page.getByRole('columnheader').allTextContents(), ['Artifact', 'Kept', 'A delete frees']);
});
