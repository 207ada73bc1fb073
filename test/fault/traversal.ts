import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HttpPlugin } from '../../daemon/http/http-options.js';
import { legacyApi } from '../../plugins/legacy-api/plugin.js';
import { openedHouse } from '../experiments/house.js';
import { rawExchange, requestText } from '../http/raw-exchange.js';
import { sampleRoutes, serve, type Served } from '../http/served.js';
import type { Scene } from '../support/at-end.js';
import { tempFolder } from '../support/temp-folder.js';
import { inScene, numberOption, type Options, type Outcome } from './support/scenario.js';

const secret = 'BYTES-FROM-OUTSIDE';
const inside = 'bytes from inside';

/**
 * S-06: every spelling of a way out against every route that takes a path, unsigned and signed; a sibling folder with
 * the same prefix; links, also ones that are swapped in while files are read (SEC-30, 31). Options: --swaps 150.
 */
export function run(options: Options = {}): Promise<Outcome> {
  return inScene(async (scene) => {
    const base = tempFolder(scene);
    const folder = layOut(base);
    const legacy = await legacyRoutes(scene);
    const served = await serve(scene, { plugins: [{ id: 'sample', routes: sampleRoutes(), commands: [], panels: [] }, legacy], config: { limits: { failuresPerMinute: 100_000, requestsPerSecond: 100_000 } } });
    const spellings = waysOut(base);
    const faults: string[] = [];
    let requests = 0;
    for (const spelling of spellings) for (const path of addresses(spelling, folder, served)) {
      requests += 1;
      const answer = await rawExchange(served.http.port, requestText(`GET ${path}`, [`Host: ${served.host}`, `Authorization: Bearer ${served.token}`, 'Connection: close']));
      if (leaks(answer.text) || ![400, 403, 404, 414].includes(answer.status)) faults.push(`${path.slice(0, 200)}: ${answer.status}`);
    }
    faults.push(...(await odd(served, folder)), ...(await swapped(served, folder, base, numberOption(options, 'swaps', 150))));
    return { met: faults.length === 0 && spellings.length >= 600, spellings: spellings.length, requests, faults: faults.slice(0, 20) };
  });
}

/** `data` is the folder of the run; `data-secret` beside it begins with the same letters. */
function layOut(base: string): string {
  const folder = join(base, 'data');
  for (const each of ['data', 'data/media', 'data-secret']) mkdirSync(join(base, each));
  writeFileSync(join(base, 'secret.txt'), secret);
  writeFileSync(join(base, 'data-secret', 'secret.txt'), secret);
  writeFileSync(join(folder, 'plain.txt'), inside);
  writeFileSync(join(folder, 'media', 'plain.txt'), inside);
  symlinkSync(join(base, 'secret.txt'), join(folder, 'link.txt'));
  symlinkSync(join(base, 'data-secret'), join(folder, 'linked'));
  symlinkSync('plain.txt', join(folder, 'near.txt'));
  return folder;
}

/** Dots, slashes and targets in every encoding that some server has once decoded. */
function waysOut(base: string): string[] {
  const dots = ['..', '%2e%2e', '%2E.', '.%2e', '%252e%252e', '%c0%ae%c0%ae', '%u002e%u002e', '%ef%bc%8e%ef%bc%8e', '..%00', '.. ', '..;', '...', '%2e%2e%3b', '..%0d%0a', '%e0%80%ae%e0%80%ae'].map((dot) => dot.replace(' ', '%20'));
  const slashes = ['/', '%2f', '%2F', '\\', '%5c', '%252f', '%c0%af', '%ef%bc%8f', '//', '/./', '%2f%2f', '%e2%88%95'];
  const targets = [['..', 'data-secret', 'secret.txt'], ['..', 'secret.txt'], ['..', '..', '..', '..', '..', '..', 'etc', 'passwd'], ['media', '..', '..', 'secret.txt']];
  const combined = dots.flatMap((dot) => slashes.flatMap((slash) => targets.map((target) => target.map((part) => (part === '..' ? dot : part)).join(slash))));
  const absolute = ['/etc/passwd', '%2fetc%2fpasswd', 'file:///etc/passwd', `${base}/secret.txt`, encodeURIComponent(`${base}/secret.txt`), 'C:%5cWindows%5cwin.ini', '%5c%5chost%5cshare', '/proc/self/environ', '%2fproc%2fself%2fenviron'];
  return [...combined, ...absolute];
}

/** The routes that take a path: pages, assets, media without and with a good signature, an id of the API. */
function addresses(spelling: string, folder: string, { media }: Served): string[] {
  const [door = '', query = ''] = media.link(folder, 'plain.txt').split('?');
  const id = door.slice(0, door.lastIndexOf('/'));
  const signed = [media.link(folder, spelling), media.link(folder, decodedOnce(spelling))];
  return [`/${spelling}`, `/assets/${spelling}`, `${id}/${spelling}?${query}`, ...signed, `/api/sample/things/${spelling}`, ...legacyAddresses(spelling)];
}

/** What the legacy API takes as ids, names and paths; the real one gave away any file under the root. */
function legacyAddresses(spelling: string): string[] {
  const ids = ['', '/metrics', '/assets', '/assets/refs', '/progress'].map((rest) => `/api/runs/${spelling}${rest}`);
  return [...ids, `/api/environment/${spelling}`, `/api/export/${spelling}/csv`, `/api/v2/experiments/${spelling}`, `/api/runs/x/assets/download?path=${spelling}`];
}

/** The legacy API over a catalog with one run. */
async function legacyRoutes(scene: Scene): Promise<HttpPlugin> {
  const house = await openedHouse(scene);
  house.run('runs/x/20261121_001556_aaaaaa').finish();
  house.take('runs/x/20261121_001556_aaaaaa');
  return { id: legacyApi.id, base: '/api', routes: legacyApi.routes?.(house.scope, undefined) ?? [], commands: [], panels: [] };
}

function decodedOnce(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What lies inside the folder but is no file of it, and what is. */
async function odd({ http, host, media }: Served, folder: string): Promise<string[]> {
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  const expected: Readonly<Record<string, number>> = { 'plain.txt': 200, 'media/plain.txt': 200, 'link.txt': 404, 'linked/secret.txt': 404, 'near.txt': 404, media: 404, pipe: 404, 'gone.txt': 404, 'plain.txt/x': 404, '': 400, 'media//plain.txt': 400, './plain.txt': 400, [`media/${'x'.repeat(1020)}`]: 400 };
  const faults: string[] = [];
  for (const [name, status] of Object.entries(expected)) {
    const answer = await rawExchange(http.port, requestText(`GET ${media.link(folder, name)}`, [`Host: ${host}`, 'Connection: close']));
    if (answer.status !== status || leaks(answer.text)) faults.push(`${name.slice(0, 40)}: ${answer.status}, not ${status}`);
  }
  return faults;
}

/** A file and the folder above a file turn into links, and back, while they are asked for; at rest the plain ones are served. */
async function swapped({ http, host, media }: Served, folder: string, base: string, rounds: number): Promise<string[]> {
  let leaked = 0;
  const ask = (name: string): ReturnType<typeof rawExchange> => rawExchange(http.port, requestText(`GET ${media.link(folder, name)}`, [`Host: ${host}`, 'Connection: close']));
  for (let round = 0; round < rounds; round += 1) {
    const asked = ['flip.txt', 'deep/secret.txt'].flatMap((name) => [ask(name), ask(name)]);
    const timer = setInterval(() => flip(folder, base), 0);
    for (const { text } of await Promise.all(asked)) if (leaks(text)) leaked += 1;
    clearInterval(timer);
  }
  if (isLink) flip(folder, base);
  const atRest = await Promise.all([ask('flip.txt'), ask('deep/secret.txt')]);
  const refused = atRest.filter(({ text }) => !text.includes(inside));
  return [...(leaked > 0 ? [`swapped links gave ${leaked} answers from outside`] : []), ...refused.map(({ status }) => `a plain file at rest was answered with ${status}`)];
}

let isLink = false;
function flip(folder: string, base: string): void {
  isLink = !isLink;
  const next = join(folder, '.next');
  rmSync(next, { recursive: true, force: true });
  if (isLink) symlinkSync(join(base, 'secret.txt'), next);
  else writeFileSync(next, inside);
  renameSync(next, join(folder, 'flip.txt'));
  rmSync(join(folder, 'deep'), { recursive: true, force: true });
  if (isLink) symlinkSync(join(base, 'data-secret'), join(folder, 'deep'));
  else {
    mkdirSync(join(folder, 'deep'));
    writeFileSync(join(folder, 'deep', 'secret.txt'), inside);
  }
}

function leaks(text: string): boolean {
  return text.includes(secret) || text.includes('root:') || /\bPATH=/.test(text);
}
