import { fileURLToPath } from 'node:url';
import { atEnd, type Scene } from '../../support/at-end.js';
import { Child } from '../../support/child.js';
import { tempFolder } from '../../support/temp-folder.js';
import type { Outcome } from './scenario.js';

const hook = new URL('fault-hook.js', import.meta.url).href;

/** Runs a module of this folder with the fault hook over a fresh root, and answers what it printed. */
export async function hookedProcess(scene: Scene, module: string, args: readonly string[]): Promise<Outcome> {
  const child = new Child(process.execPath, ['--import', hook, fileURLToPath(new URL(module, import.meta.url)), tempFolder(scene), ...args]);
  atEnd(scene, () => child.signal('SIGKILL'));
  await child.ended;
  const last = child.stdout.trim().split('\n').at(-1) ?? '';
  return last.startsWith('{') ? (JSON.parse(last) as Outcome) : { met: false, error: child.stderr.slice(-4000) };
}
