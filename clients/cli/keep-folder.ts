import { createHash } from 'node:crypto';
import { accessSync, constants, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { keepElsewhere } from '../../schemas/keep-folder.js';

/** Where the daemon of a root keeps what is its own, by the daemon's own rule: within the root, unless this user cannot write to it. */
export function keepFolder(root: string, environment: NodeJS.ProcessEnv): string {
  const real = closedFolder(root);
  return real === undefined ? join(root, '.runkeep') : keepElsewhere(createHash('sha256').update(real).digest('hex'), { home: homedir(), environment });
}

/** The real path of a root that is there and cannot be written to. */
function closedFolder(root: string): string | undefined {
  try {
    const real = realpathSync(root);
    try {
      accessSync(real, constants.W_OK);
      return undefined;
    } catch {
      return real;
    }
  } catch {
    return undefined;
  }
}
