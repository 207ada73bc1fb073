import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import type { PendingFile } from '../../schemas/dedup-pending.js';
import { exitCodes } from './exit-codes.js';
import { Failure } from './failure.js';

/** A file, or all files of a folder, as a record names them: each by its real path, with size and time as they are now. */
export function artifactFiles(path: string): PendingFile[] {
  const real = realOf(path);
  if (statSync(real).isFile()) return [fileOf(real, basename(path))];
  const files = readdirSync(real, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return files.map((file) => fileOf(within(real, file), file.slice(real.length + 1).split(sep).join('/')));
}

function fileOf(source: string, path: string): PendingFile {
  const stat = lstatSync(source, { bigint: true });
  if (!stat.isFile()) throw new Failure('not-a-file', `${source} is no regular file`, 'an artifact holds files and folders only', exitCodes.failed);
  return { path, source, size: Number(stat.size), mtime_ns: String(stat.mtimeNs) };
}

/** A link within the folder is the file that it leads to; one that leads out is refused (CLI-62). */
function within(folder: string, file: string): string {
  const real = realOf(file);
  if (real.startsWith(folder + sep)) return real;
  throw new Failure('link-out', `${file} leads out of the folder`, 'put a copy in its place', exitCodes.failed);
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (cause) {
    throw new Failure('no-such-file', `${path} cannot be read`, 'name a file or a folder', exitCodes.failed, cause);
  }
}
