import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf, isGone } from './errno.js';

/** Which of these event files of a run are gone while its directory stays. An empty directory says nothing: it may wait for its disk to be mounted. */
export function vanishedFiles(folder: string, listed: ReadonlySet<string>, known: readonly string[]): readonly string[] {
  if (listed.size === 0) return [];
  return known.filter((name) => !listed.has(name) && isMissing(join(folder, name)));
}

/** Something else under its name, or a file that cannot be seen just now, is not nothing. */
function isMissing(path: string): boolean {
  try {
    lstatSync(path);
    return false;
  } catch (error) {
    const code = errnoOf(error);
    if (code === undefined) throw error;
    return isGone(code);
  }
}
