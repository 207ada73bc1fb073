import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Scene } from '../support/at-end.js';
import { StartRefused, startDaemon } from '../support/daemon.js';
import { tempFolder } from '../support/temp-folder.js';
import { inScene, type Outcome } from './support/scenario.js';

/** S-14: whatever the umask of its starter, what the daemon makes is its user's alone; a root that others can write to is refused (SEC-41). */
export function run(): Promise<Outcome> {
  return inScene(async (scene) => {
    const faults: string[] = [];
    for (const mask of [0o000, 0o022, 0o077]) faults.push(...(await under(scene, mask)));
    for (const mode of [0o777, 0o770, 0o707]) if (!(await isRefused(scene, mode))) faults.push(`a root of mode ${mode.toString(8)} was not refused`);
    return { met: faults.length === 0, faults };
  });
}

async function under(scene: Scene, mask: number): Promise<string[]> {
  const root = join(tempFolder(scene), 'root');
  const before = process.umask(mask);
  const daemon = await startDaemon(scene, { root }).finally(() => process.umask(before));
  await daemon.get('/api/status');
  const faults = entries(root).filter((path) => (lstatSync(path).mode & 0o077) !== 0);
  const sock = lstatSync(join(root, '.runkeep', 'sock'));
  const isPrivate = sock.isSocket() && (sock.mode & 0o777) === 0o600 && (lstatSync(join(root, '.runkeep', 'token')).mode & 0o777) === 0o600;
  await daemon.stop();
  const named = faults.map((path) => `umask ${mask.toString(8)}: ${path.slice(root.length)} has mode ${(lstatSync(path, { throwIfNoEntry: false })?.mode ?? 0).toString(8)}`);
  return [...named, ...(isPrivate ? [] : [`umask ${mask.toString(8)}: token or socket is not 0600`])];
}

async function isRefused(scene: Scene, mode: number): Promise<boolean> {
  const root = join(tempFolder(scene), 'root');
  mkdirSync(root);
  chmodSync(root, mode);
  try {
    await startDaemon(scene, { root });
    return false;
  } catch (error) {
    return error instanceof StartRefused && error.told?.code === 'unsafe-permissions';
  }
}

function entries(folder: string): string[] {
  const found = readdirSync(folder, { withFileTypes: true, recursive: true }).map((entry) => join(entry.parentPath, entry.name));
  return [folder, ...found];
}
