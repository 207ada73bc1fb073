import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../../daemon/kernel/clock.js';
import { openDatabase } from '../../../daemon/store/open-database.js';
import { experiments } from '../../../plugins/experiments/plugin.js';
import { atEnd, type Scene } from '../../support/at-end.js';
import { quietLog } from '../../support/quiet-log.js';
import { Random } from '../../support/random.js';
import { tempFolder } from '../../support/temp-folder.js';
import { CrashJudge } from './crash-judge.js';
import { databaseOf } from './crash-recovery.js';
import { DiskStates, type DiskModel } from './disk-states.js';
import { StateFolder } from './state-folder.js';
import { runTraced, tracedOps, type FileOp } from './traced-calls.js';

/** One recording, and how many of its states are wanted. */
export interface Wanted {
  readonly seed: number;
  readonly rounds: number;
  readonly states: number;
  /** How the writing half is broken; `none` when it is not. */
  readonly mutant: string;
}

/** What became of the states of one recording. */
export interface Exploration {
  readonly states: number;
  /** Of which so many were recovered: the others were equal to one of these, byte for byte. */
  readonly different: number;
  readonly bad: number;
  readonly operations: number;
  readonly byModel: Readonly<Record<DiskModel, number>>;
  readonly examples: readonly string[];
}

const models: readonly DiskModel[] = ['posix', 'ext4'];
/** Different states of one moment. */
const statesAtOnce = { sound: 12, mutant: 2 };

/** Records the line while runs grow, and recovers the states that a power cut could leave at moments drawn at random. */
export async function explore(scene: Scene, { seed, rounds, states, mutant }: Wanted): Promise<Exploration> {
  const { root, ops, folder } = record(scene, [String(seed), String(rounds), mutant]);
  const judge = new CrashJudge(root, folder, await emptyDatabase(scene));
  const disk = new DiskStates(ops);
  const random = new Random(seed);
  const byModel = { posix: 0, ext4: 0 };
  while (byModel.posix + byModel.ext4 < states) {
    const moment = random.between(0, disk.moments);
    for (const model of models) {
      for (const state of disk.at(moment, model, mutant === 'none' ? statesAtOnce.sound : statesAtOnce.mutant, random)) {
        byModel[model]++;
        await judge.look(state);
      }
    }
  }
  return { states: byModel.posix + byModel.ext4, different: judge.different, bad: judge.bad, operations: disk.moments, byModel, examples: judge.examples };
}

function record(scene: Scene, rest: readonly string[]): { readonly root: string; readonly ops: readonly FileOp[]; readonly folder: StateFolder } {
  const place = fastFolder(scene);
  const root = join(place, 'root');
  mkdirSync(root);
  const program = fileURLToPath(new URL('crash-workload.js', import.meta.url));
  const { status, stderr } = runTraced([process.execPath, program, root, ...rest], join(place, 'trace'));
  if (status !== 0) throw new Error(`the recorded program ended with ${status}: ${stderr.slice(-2000)}`);
  const ops = tracedOps(join(place, 'trace'), root);
  return { root, ops, folder: new StateFolder(root, join(place, 'parked'), ops) };
}

/** In memory where the system offers it: 20,000 states are written and recovered there. */
function fastFolder(scene: Scene): string {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return tempFolder(scene, 'runkeep-crash-');
  const folder = mkdtempSync(join(memory, 'runkeep-crash-'));
  atEnd(scene, () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A database with all tables and nothing in them, in one file. */
async function emptyDatabase(scene: Scene): Promise<string> {
  const folder = tempFolder(scene, 'runkeep-empty-');
  const path = databaseOf(folder);
  const database = await openDatabase({ database: path }, quietLog, systemClock);
  await database.migrate('experiments', experiments.migrations ?? []);
  await database.write((transaction) => transaction.schema.createTable('promises', (table) => table.integer('number').primary()));
  await database.close();
  copyFileSync(path, `${path}.empty`);
  return `${path}.empty`;
}
