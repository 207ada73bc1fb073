import { readdirSync, readFileSync } from 'node:fs';

/** How many places a process watches with inotify, as `/proc` shows it. */
export function inotifyWatches(pid: number): number {
  const folder = `/proc/${pid}/fdinfo`;
  return readdirSync(folder).reduce((sum, name) => sum + (textOf(`${folder}/${name}`).match(/^inotify wd:/gm)?.length ?? 0), 0);
}

/** A descriptor may be closed meanwhile. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
