import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { z } from 'zod';
import { atEnd, type Scene } from '../support/at-end.js';
import type { TestDaemon } from '../support/daemon.js';

const executablePath = [process.env['RUNKEEP_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => path !== undefined && existsSync(path));

/** Why tests in a browser cannot run here, or false. */
export const noBrowser = executablePath === undefined ? 'no Chromium: install the package chromium, or name one in RUNKEEP_CHROMIUM' : false;

/** A page of a signed-in browser, with everything that it complained about. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly complaints: readonly string[];
}

/** Opens a browser through a login link, as a person would. */
export async function visit(scene: Scene, daemon: TestDaemon): Promise<Visit> {
  const browser = await launch(scene);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  const link = z.object({ url: z.string() }).parse((await daemon.post('/api/login-links')).body);
  await page.goto(link.url);
  return { page, context, complaints };
}

async function launch(scene: Scene): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: executablePath ?? '',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  atEnd(scene, () => browser.close());
  return browser;
}
