import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { smoothedAnswer } from '../../schemas/derived.js';
import { experimentList } from '../../schemas/experiments.js';
import { purgeAnswer } from '../../schemas/upkeep.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { metricLine, RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';
import { noBrowser, visit, type Visit } from './browser.js';

const options = { skip: noBrowser };
const dir = 'runs/vision/20261121_120000_abcdef';
const steps = 20_000;

interface Kept {
  readonly daemon: TestDaemon;
  readonly run: RunDirectory;
  readonly id: string;
}

/** A run of one noisy curve, taken in. */
async function keep(t: TestContext): Promise<Kept> {
  const root = tempFolder(t);
  const run = new RunDirectory(root, dir);
  run.append(Array.from({ length: steps }, (_, step) => metricLine({ loss: Math.sin(step / 900) + ((step * 7919) % 101) / 100 }, { step })).join(''));
  const daemon = await startDaemon(t, { root });
  await daemon.live();
  const id = await until('the run is listed', async () => (await daemon.json(experimentList, '/api/experiments')).experiments[0]?.id);
  return { daemon, run, id };
}

/** A browser whose session is open: a page that is left before has none. */
async function signedIn(t: TestContext, daemon: TestDaemon): Promise<Visit> {
  const visited = await visit(t, daemon);
  await visited.page.locator('#main').waitFor();
  return visited;
}

/** What the tooltip says in the middle of the chart: the raw value, and the smoothed one with its step. */
async function middle(page: Page): Promise<{ readonly raw: string; readonly smoothed: string; readonly step: number }> {
  const over = page.getByRole('region', { name: 'loss' }).locator('.u-over');
  return until('the tooltip tells the smoothed value', async () => {
    await over.hover({ position: { x: 0, y: 5 } });
    await over.hover();
    const head = /step ([\d.]+)/.exec(await page.locator('.tooltip.shown header').innerText())?.[1];
    const cells = await page.locator('.tooltip.shown td').allInnerTexts();
    const [, smoothed, at] = /^≈ (\S+)(?: @(\d+))?$/.exec(cells.find((text) => text.startsWith('≈')) ?? '') ?? [];
    return head !== undefined && smoothed !== undefined && { raw: cells[1] ?? '', smoothed, step: Number(at ?? head) };
  });
}

/** What the daemon says of one step, in the digits of the tooltip. */
async function exactly(daemon: TestDaemon, query: string, step: number): Promise<string> {
  const { series: [told] } = await daemon.json(smoothedAnswer, `/api/experiments/smoothed?${query}&from=${step}&to=${step}`);
  return String(Number(Number(told?.last[told.lastX.indexOf(step)]).toPrecision(9))).replace('-', '−');
}

test('a smoothed value is the daemon’s, over all points, and the same at two zooms (VIEW-33)', options, async (t) => {
  const { daemon, id } = await keep(t);
  const { page, complaints } = await signedIn(t, daemon);
  for (const [kind, parameter] of [['ema', 0.95], ['time-ema', 40], ['mean', 25], ['gaussian', 8]] as const) {
    await page.goto(`${daemon.url}/run/${id}?smooth=${kind}:${parameter}`);
    const coarse = await middle(page);
    await page.goto(`${daemon.url}/run/${id}?smooth=${kind}:${parameter}&zoom=${coarse.step - 40}~${coarse.step + 40}`);
    const fine = await middle(page);
    const exact = await exactly(daemon, `id=${id}&metric=loss&kind=${kind}&parameter=${parameter}`, coarse.step);
    assert.deepEqual([coarse.smoothed, fine.smoothed, fine.step], [exact, exact, coarse.step], kind);
  }
  assert.deepEqual(complaints, []);
});

test('smoothing is chosen on the page and stands in the address (VIEW-140)', options, async (t) => {
  const { daemon, id } = await keep(t);
  const { page, complaints } = await signedIn(t, daemon);
  await page.goto(`${daemon.url}/run/${id}`);
  await page.getByLabel('Kind of smoothing').selectOption('mean');
  await page.getByRole('spinbutton').fill('501');
  await page.waitForURL(/smooth=mean%3A501/);
  const { step } = await middle(page);
  const exact = await exactly(daemon, `id=${id}&metric=loss&kind=mean&parameter=501`, step);
  await until('the mean of 501 is shown', async () => (await middle(page)).smoothed === exact);
  await page.reload();
  assert.deepEqual([(await middle(page)).smoothed, await page.getByRole('spinbutton').inputValue()], [exact, '501']);
  await page.getByLabel('Kind of smoothing').selectOption('');
  await page.waitForURL((url) => url.search === '');
  assert.deepEqual(complaints, []);
});

test('the smoothed line goes on with the points of a running training', options, async (t) => {
  const { daemon, run, id } = await keep(t);
  const { page, complaints } = await signedIn(t, daemon);
  await page.goto(`${daemon.url}/run/${id}?smooth=ema:0.5`);
  await middle(page);
  run.append(Array.from({ length: steps }, (_, i) => metricLine({ loss: 5 }, { step: steps + i })).join(''));
  const over = page.getByRole('region', { name: 'loss' }).locator('.u-over');
  await until('the new points are smoothed', async () => {
    const box = await over.boundingBox();
    if (box === null) return false;
    await over.hover({ position: { x: box.width * 0.9, y: 5 } });
    await over.hover({ position: { x: box.width * 0.9, y: 9 } });
    return (await page.locator('.tooltip.shown td').allInnerTexts()).some((text) => /^≈ 5( @|$)/.test(text));
  });
  assert.deepEqual(complaints, []);
});

test('a chart’s download holds every point, and bears the names of run and metric (VIEW-17)', options, async (t) => {
  const { daemon, id } = await keep(t);
  const { page } = await signedIn(t, daemon);
  await page.goto(`${daemon.url}/run/${id}`);
  for (const [name, suffix, head] of [['CSV', 'csv', 1], ['JSON lines', 'jsonl', 0]] as const) {
    await page.getByRole('button', { name: 'Download all points of loss' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name, exact: true }).click()]);
    const text = readFileSync(await download.path(), 'utf8');
    assert.deepEqual([download.suggestedFilename(), text.trimEnd().split('\n').length], [`20261121_120000_abcdef-loss.${suffix}`, steps + head]);
  }
});

test('values that are not finite are counted where the crosshair stands (VIEW-15)', options, async (t) => {
  const { daemon, run, id } = await keep(t);
  run.append(`{"ts": 1790000000, "type": "metrics", "data": {"odd": 1, "global_step": 0}}\n${['NaN', 'Infinity', 'NaN'].map((odd) => `{"ts": 1790000000, "type": "metrics", "data": {"odd": ${odd}, "global_step": 50}}\n`).join('')}{"ts": 1790000000, "type": "metrics", "data": {"odd": 2, "global_step": 100}}\n`);
  const { page, complaints } = await signedIn(t, daemon);
  await page.goto(`${daemon.url}/run/${id}`);
  const chart = page.getByRole('region', { name: 'odd' });
  await chart.getByText('2 NaN · 1 +∞').waitFor();
  await until('the tooltip counts them', async () => {
    await chart.locator('.u-over').hover({ position: { x: 1, y: 5 } });
    await chart.locator('.u-over').hover();
    return (await page.locator('.tooltip.shown').innerText()).includes('2 NaN · 1 +∞');
  });
  assert.deepEqual(complaints, []);
});

test('deleting for good says its bytes to the byte, and then frees them (VIEW-131)', options, async (t) => {
  const { daemon, run, id } = await keep(t);
  run.finish();
  await until('the run has ended', async () => (await daemon.json(z.object({ state: z.string() }), `/api/experiments/${id}`)).state === 'finished');
  await daemon.post('/api/experiments/delete', { ids: [id] });
  const { page, complaints } = await signedIn(t, daemon);
  await page.goto(`${daemon.url}/?show=deleted`);
  await page.getByRole('checkbox').nth(1).check();
  await page.getByRole('button', { name: 'Delete for good' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete 1 run for good' });
  const promised = purgeAnswer.parse((await daemon.post('/api/experiments/purge', { ids: [id] })).body);
  await dialog.getByText(`${promised.file_bytes.toLocaleString('en')} bytes`, { exact: true }).waitFor();
  await dialog.getByText(`${promised.database_bytes.toLocaleString('en')} bytes`, { exact: true }).waitFor();
  assert.equal(existsSync(run.folder), true);
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await page.getByText('1 run deleted for good').waitFor();
  await page.getByText(dir).waitFor({ state: 'detached' });
  assert.deepEqual([existsSync(run.folder), (await daemon.get(`/api/experiments/${id}`)).status, complaints], [false, 404, []]);
});
