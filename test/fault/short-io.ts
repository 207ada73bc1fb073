import { hookedProcess } from './support/hooked-process.js';
import { inScene, numberOption, type Options, type Outcome } from './support/scenario.js';

/** Every read and write of the pool takes only a part of its bytes: what is stored, uploaded and read out is right to the byte. Options: --rounds 5. */
export function run(options: Options): Promise<Outcome> {
  return inScene((scene) => hookedProcess(scene, 'short-io-process.js', [String(numberOption(options, 'rounds', 5))]));
}
