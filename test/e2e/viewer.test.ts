import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { noBrowser, visit } from './browser.js';

const options = { skip: noBrowser };
const dir = 'runs/vision/20261121_120000_abcdef';

async function keep(t: TestContext, ...dirs: readonly string[]): Promise<{ readonly daemon: TestDaemon; readonly runs: readonly RunDirectory[] }> {
  const root = join(tempFolder(t), 'root');
  const runs = dirs.map((each) => new RunDirectory(root, each));
  for (const run of runs) for (let step = 1; step <= 50; step++) run.log({ 'train/loss': 1 / step, val_acc: step / 100 }, { step });
  const daemon = await startDaemon(t, { root });
  await daemon.live();
  return { daemon, runs };
}

test('a run shows in the table, and its page draws its curves', options, async (t) => {
  const { daemon } = await keep(t, dir);
  const { page, complaints } = await visit(t, daemon);
  await page.getByText('20261121_120000_abcdef').first().click();
  const chart = page.getByRole('region', { name: 'train/loss' });
  await chart.locator('canvas').first().waitFor();
  assert.match(page.url(), /\/run\/[0-9a-f-]{36}/);
  assert.deepEqual(complaints, []);
});

test('a curve moves and the table follows while the run writes, without a reload', options, async (t) => {
  const { daemon, runs } = await keep(t, dir);
  const { page, complaints } = await visit(t, daemon);
  await page.getByText('0.5', { exact: true }).first().waitFor();
  runs[0]!.log({ val_acc: 0.875 }, { step: 51 });
  await page.getByText('0.875', { exact: true }).first().waitFor();
  await page.getByText('20261121_120000_abcdef').first().click();
  const legend = page.getByRole('list', { name: 'Lines of train/loss' });
  await legend.getByText('0.02', { exact: true }).waitFor();
  const canvas = page.getByRole('region', { name: 'train/loss' }).locator('canvas').first();
  const before = await canvas.screenshot();
  for (let step = 51; step <= 90; step++) runs[0]!.log({ 'train/loss': 0.75 }, { step });
  await legend.getByText('0.75', { exact: true }).waitFor();
  assert.notDeepEqual(await canvas.screenshot(), before);
  assert.deepEqual(complaints, []);
});

test('a new run directory appears in the open table', options, async (t) => {
  const { daemon } = await keep(t, dir);
  const { page } = await visit(t, daemon);
  await page.getByText('20261121_120000_abcdef').first().waitFor();
  const late = new RunDirectory(daemon.root, 'nlp/bert/runs/20261121_130000_fedcba', { project: 'nlp', name: 'bert' });
  late.log({ loss: 1 }, { step: 1 });
  await page.getByText('20261121_130000_fedcba').first().waitFor();
});

test('names made of markup stay text and run nothing (VIEW-147)', options, async (t) => {
  const name = '<img src=x onerror=alert(1)>';
  const { daemon, runs } = await keep(t, dir);
  runs[0]!.document('meta.json', { id: name, alias: name, created_at: 1_790_000_000 });
  runs[0]!.append(`{"ts": 1790000000, "type": "metrics", "data": {${JSON.stringify(name)}: 1, "global_step": 1}}\n`);
  runs[0]!.text('12:00:00 | <script>alert(1)</script>\n');
  const { page, complaints } = await visit(t, daemon);
  const alerts: string[] = [];
  page.on('dialog', (dialog) => {
    alerts.push(dialog.message());
    void dialog.dismiss();
  });
  await page.getByText(name).first().click();
  await page.getByRole('region', { name }).first().waitFor();
  await page.getByRole('tab', { name: 'Logs' }).click();
  await page.getByText('<script>alert(1)</script>').first().waitFor();
  assert.equal(await page.locator('img[src="x"]').count(), 0);
  assert.deepEqual({ alerts, complaints }, { alerts: [], complaints: [] });
});

test('an empty root says how to begin, and turns live with the first run (VIEW-145)', options, async (t) => {
  const { daemon } = await keep(t);
  const { page, complaints } = await visit(t, daemon);
  await page.getByText('runkeep demo').first().waitFor();
  const first = new RunDirectory(daemon.root, dir);
  first.log({ loss: 1 }, { step: 1 });
  await page.getByText('20261121_120000_abcdef').first().waitFor();
  assert.deepEqual(complaints, []);
});

test('without a session the page says how to get in, and shows nothing of the root (SEC-13)', options, async (t) => {
  const { daemon } = await keep(t, dir);
  const { page, context } = await visit(t, daemon);
  await page.getByText('20261121_120000_abcdef').first().waitFor();
  await context.clearCookies();
  await page.goto(daemon.url);
  await page.getByText('runkeep open').first().waitFor();
  assert.equal(await page.getByText('20261121_120000_abcdef').count(), 0);
});
