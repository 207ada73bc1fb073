import { RunkeepError } from '../../../daemon/api/errors.js';
import { isPlainPath } from '../adopt/plain-path.js';
import { folded, isPlainText } from './names.js';

const mostFiles = 100_000;
const longestPart = 255;

/** Refuses paths that could not lie in one folder on every system: hostile ones, twins but for case or spelling, files that are folders too (SEC-30, LIM-31). */
export function assertVersionPaths(paths: readonly string[]): void {
  if (paths.length > mostFiles) throw new RunkeepError('invalid', 'too-many-files', `A version holds ${mostFiles} files at most, not ${paths.length}.`, 'Pack small files into an archive, or make several artifacts.');
  const files = new Map<string, string>();
  const folders = new Map<string, string>();
  for (const path of paths) {
    assertPath(path);
    const known = files.get(folded(path));
    if (known !== undefined) throw refused('path-twice', `${shown(path)} and ${shown(known)} are one file where case or Unicode spelling do not count`);
    files.set(folded(path), path);
    for (const folder of foldersOf(path)) folders.set(folded(folder), folder);
  }
  for (const [key, path] of files) {
    if (folders.has(key)) throw refused('path-twice', `${shown(path)} is a file and a folder`);
  }
  assertOneSpelling(paths, folders);
}

function assertPath(path: string): void {
  const isFit = isPlainPath(path) && !path.includes('\\') && isPlainText(path) && path.split('/').every((part) => Buffer.byteLength(part) <= longestPart);
  if (!isFit) throw refused('bad-path', `${shown(path)} is no plain relative path`);
}

/** `A/x` and `a/y` would share a folder on one system and not on another. */
function assertOneSpelling(paths: readonly string[], folders: ReadonlyMap<string, string>): void {
  for (const path of paths) {
    for (const folder of foldersOf(path)) {
      const other = folders.get(folded(folder));
      if (other !== undefined && other !== folder) throw refused('path-twice', `the folders ${shown(folder)} and ${shown(other)} are one where case or Unicode spelling do not count`);
    }
  }
}

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function shown(path: string): string {
  return JSON.stringify(path.slice(0, 200));
}

function refused(code: string, sentence: string): RunkeepError {
  return new RunkeepError('invalid', code, `In this version ${sentence}.`, 'Paths are relative with /, at most 1,024 bytes, and different from each other whatever the case.');
}
