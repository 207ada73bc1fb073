import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { migrationReport, type MigrationProgress } from '../../schemas/migration.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { migrated, reportOf } from '../support/migrated.js';
import { writeRunicornRoot } from '../support/runicorn-root.js';
import { tempFolder } from '../support/temp-folder.js';
import { noBrowser, visit, type Visit } from './browser.js';

const options = { skip: noBrowser };
const tornRun = 'vision/resnet/runs/20260921_141303_aa0003';

/** A damaged root of Runicorn, taken over. */
async function keep(t: TestContext): Promise<TestDaemon> {
  const root = tempFolder(t);
  writeRunicornRoot(root);
  const daemon = await startDaemon(t, { root });
  await migrated(daemon);
  return daemon;
}

/** A browser whose session is open: a page that is left before has none. */
async function signedIn(t: TestContext, daemon: TestDaemon): Promise<Visit> {
  const visited = await visit(t, daemon);
  await visited.page.locator('#main').waitFor();
  return visited;
}

test('the damage report names every loss with its place, filters, and leads to the run', options, async (t) => {
  const daemon = await keep(t);
  const { runs } = await reportOf(daemon);
  const lost = runs.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'lost');
  const { page, complaints } = await signedIn(t, daemon);
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Migration' }).click();
  await page.getByRole('heading', { name: /^All 5 runs are taken over/ }).waitFor();
  await page.getByRole('group', { name: 'Filter by severity' }).getByRole('button', { name: /Lost/ }).click();
  await page.waitForURL(/severity=lost/);
  const list = page.getByRole('list', { name: 'Findings' });
  for (const { message } of lost) await list.getByText(message).first().waitFor();
  assert.equal(await list.getByText('glued-lines').count(), 0);
  await page.getByRole('button', { name: /^reject-torn/ }).click();
  await page.reload();
  await list.getByText(/bytes from byte/).first().waitFor();
  await list.getByRole('link', { name: tornRun }).click();
  await page.waitForURL(/\/run\//);
  assert.deepEqual([new URL(page.url()).pathname, complaints], [`/run/${runs.find(({ run_dir: dir }) => dir === tornRun)?.experiment_id}`, []]);
});

test('the downloaded report is the whole report', options, async (t) => {
  const daemon = await keep(t);
  const { page } = await signedIn(t, daemon);
  await page.goto(`${daemon.url}/migration`);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download as JSON' }).click()]);
  const { general, runs } = migrationReport.omit({ next: true }).parse(JSON.parse(readFileSync(await download.path(), 'utf8')));
  assert.deepEqual({ general, runs }, await reportOf(daemon));
});

test('a root without Runicorn has no way to the page, and the page says why', options, async (t) => {
  const daemon = await startDaemon(t, { root: tempFolder(t) });
  const { page, complaints } = await signedIn(t, daemon);
  await page.goto(`${daemon.url}/migration`);
  await page.getByRole('heading', { name: 'There is nothing to migrate' }).waitFor();
  assert.deepEqual([await page.getByRole('link', { name: 'Migration' }).count(), complaints], [0, []]);
});

const told = z.looseObject({ topic: z.string(), cursor: z.string() });

/** Lets the test say what the topic says, from the first frame on: how far a real migration is at a moment cannot be chosen. */
async function tellsMigration(page: Page, first: MigrationProgress): Promise<(progress: MigrationProgress) => void> {
  let tell: ((progress: MigrationProgress) => void) | undefined;
  await page.routeWebSocket(/\/live$/, (socket) => {
    const daemon = socket.connectToServer();
    daemon.onMessage((message) => {
      const frame = typeof message === 'string' ? told.safeParse(JSON.parse(message)).data : undefined;
      if (frame?.topic === 'migration-v1.progress') {
        tell = (data) => socket.send(JSON.stringify({ ...frame, data }));
        tell(first);
      } else socket.send(message);
    });
  });
  return (progress) => tell?.(progress);
}

test('a banner above the experiments follows the migration, and goes away when it is done', options, async (t) => {
  const root = tempFolder(t);
  writeRunicornRoot(root);
  const daemon = await startDaemon(t, { root });
  const complete = await migrated(daemon);
  const running: MigrationProgress = { ...complete, state: 'running', step: 'ingest', runs: { done: 1204, of: 9870 }, seconds_left: 170, ended_at: null };
  const { page, complaints } = await signedIn(t, daemon);
  const tell = await tellsMigration(page, running);
  await page.goto(daemon.url);
  const banner = page.getByRole('region', { name: 'Migration' });
  await banner.getByText('Taking over 1,204 of 9,870 runs, 3 min left').waitFor();
  tell({ ...running, step: 'verify', verified: { done: 7, of: 9870 }, seconds_left: null });
  await banner.getByText('Counting 7 of 9,870 runs a second time').waitFor();
  await banner.getByRole('link', { name: 'Details' }).click();
  await page.getByRole('progressbar', { name: /^Counting 7/ }).waitFor();
  await page.goBack();
  tell(complete);
  await banner.waitFor({ state: 'detached' });
  assert.deepEqual([await page.getByRole('link', { name: 'Migration' }).count(), complaints], [1, []]);
});
