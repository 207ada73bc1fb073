import { createHash } from 'node:crypto';
import { accessSync, constants, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { keepElsewhere } from '../../schemas/keep-folder.js';

/** The keep of a root that is there and that this user cannot write to; undefined where it can, or where there is none. */
export function keepOfClosedRoot(folder: string, environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const path = realPath(folder);
  if (path === undefined || isWritable(path)) return undefined;
  return keepElsewhere(createHash('sha256').update(path).digest('hex'), { home: homedir(), environment });
}

function realPath(folder: string): string | undefined {
  try {
    return realpathSync(folder);
  } catch {
    return undefined;
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
