import { hookedProcess } from './support/hooked-process.js';
import { inScene, type Options, type Outcome } from './support/scenario.js';

/**
 * The N-th file call of each kind fails with each errno of REL-20 while a file is stored and while one is uploaded: a typed error and no
 * acknowledgement, or another way that works; afterwards the same works, and nothing is left over. Options: --errnos ENOSPC,EIO,...
 */
export function run(options: Options): Promise<Outcome> {
  return inScene((scene) => hookedProcess(scene, 'errno-process.js', [options['errnos'] ?? '']));
}
