import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../daemon/kernel/clock.js';
import { openDatabase } from '../../daemon/store/open-database.js';
import { catalogTables } from '../../plugins/experiments/migrations/001-catalog.js';
import { catalogAtScale } from '../../plugins/experiments/migrations/002-catalog-at-scale.js';
import { byRunId } from '../../plugins/experiments/migrations/003-by-run-id.js';
import { atEnd, type Scene } from '../support/at-end.js';
import { quietLog } from '../support/quiet-log.js';
import { Random } from '../support/random.js';
import { tempFolder } from '../support/temp-folder.js';
import { mutants } from './support/crash-mutants.js';
import { databaseOf, recover, type Recovered } from './support/crash-recovery.js';
import { DiskStates, type DiskModel, type DiskState } from './support/disk-states.js';
import { inScene, numberOption, seedOption, type Options, type Outcome } from './support/scenario.js';
import { StateFolder } from './support/state-folder.js';
import { runTraced, tracedOps, whyNoTracing, type FileOp } from './support/traced-calls.js';

interface Exploration {
  readonly states: number;
  readonly bad: number;
  readonly operations: number;
  readonly byModel: Readonly<Record<DiskModel, number>>;
  readonly examples: readonly string[];
}

const models: readonly DiskModel[] = ['posix', 'ext4'];
/** Different states of one moment. */
const statesAtOnce = { sound: 12, mutant: 2 };
/** Enough to find out each mutant many times. */
const mutantStates = 300;

/**
 * Records the line while runs grow, builds the disk states that a power cut could leave at any moment, and lets the daemon's own
 * code recover each: what it then holds must equal the event files of that state and a database begun anew over them, the
 * database must be whole, and what was promised durable must be there (R-01, ingest). Holes in an event file before the 4 KiB that a
 * cursor knows are outside of what can be seen (REL-53) and are not built.
 * Options: --min 20000 (states), --rounds 60, --seed, --mutants (break the writing half: each must be found out).
 */
export async function run(options: Options): Promise<Outcome> {
  const skipped = whyNoTracing();
  if (skipped !== undefined) return { met: false, skipped };
  const seed = seedOption(options);
  const wanted = { seed, rounds: numberOption(options, 'rounds', 60), states: numberOption(options, 'min', 20_000) };
  const sound = await inScene((scene) => explore(scene, wanted, 'none'));
  const caught: Record<string, number> = {};
  if (options['mutants'] !== undefined) {
    for (const name of Object.keys(mutants)) caught[name] = (await inScene((scene) => explore(scene, { ...wanted, states: mutantStates }, name))).bad;
  }
  const isCaught = Object.values(caught).every((bad) => bad > 0);
  return { met: sound.bad === 0 && sound.states >= wanted.states && isCaught, seed, ...sound, ...(options['mutants'] === undefined ? {} : { badStatesOfMutants: caught }) };
}

async function explore(scene: Scene, { seed, rounds, states }: { readonly seed: number; readonly rounds: number; readonly states: number }, mutant: string): Promise<Exploration> {
  const { root, ops, folder } = record(scene, [String(seed), String(rounds), mutant]);
  const judge = new Judge(root, folder, await emptyDatabase(scene));
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
  return { states: byModel.posix + byModel.ext4, bad: judge.bad, operations: disk.moments, byModel, examples: judge.examples };
}

function record(scene: Scene, rest: readonly string[]): { readonly root: string; readonly ops: readonly FileOp[]; readonly folder: StateFolder } {
  const place = fastFolder(scene);
  const root = join(place, 'root');
  mkdirSync(root);
  const program = fileURLToPath(new URL('support/crash-workload.js', import.meta.url));
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
  await database.migrate('experiments', [catalogTables, catalogAtScale, byRunId]);
  await database.write((transaction) => transaction.schema.createTable('promises', (table) => table.integer('number').primary()));
  await database.close();
  copyFileSync(path, `${path}.empty`);
  return `${path}.empty`;
}

/** Looks at states one after the other, and keeps what was wrong with the first bad ones. */
class Judge {
  bad = 0;
  readonly examples: string[] = [];
  readonly #root: string;
  readonly #folder: StateFolder;
  readonly #empty: string;
  /** What a database begun anew says, by the state of the files. */
  readonly #anew = new Map<string, Recovered>();

  constructor(root: string, folder: StateFolder, empty: string) {
    this.#root = root;
    this.#folder = folder;
    this.#empty = empty;
  }

  async look(state: DiskState): Promise<void> {
    const files = this.#folder.hold(state);
    const faults = await this.#faults(state, files);
    if (faults.length === 0) return;
    this.bad++;
    if (this.examples.length < 5) this.examples.push(`${state.model}, ${state.after} operations, ${state.choice}: ${faults.slice(0, 3).join('; ')}`);
  }

  async #faults(state: DiskState, files: string): Promise<string[]> {
    try {
      const recovered = await recover(this.#root);
      const anew = this.#anew.get(files) ?? (await this.#rebuilt(files));
      const promised = state.acks.filter((word) => word !== 'base').map(Number);
      return [
        ...recovered.faults,
        ...promised.filter((number) => !recovered.promises.includes(number)).map((number) => `promise ${number} is broken`),
        ...[...recovered.losses].filter(([dir, points]) => points !== this.#folder.lines(dir)).map(([dir, points]) => `${dir} has ${points} points of ${this.#folder.lines(dir)} lines`),
        ...[...anew.runs].filter(([dir, said]) => said !== recovered.runs.get(dir)).map(([dir, said]) => `${dir}: ${difference(recovered.runs.get(dir) ?? 'nothing', said)}`),
      ];
    } catch (failure) {
      return [failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)];
    }
  }

  async #rebuilt(files: string): Promise<Recovered> {
    this.#folder.begin(this.#empty);
    const anew = await recover(this.#root);
    if (this.#anew.size > 2000) this.#anew.clear();
    this.#anew.set(files, anew);
    return anew;
  }
}

/** Where two texts part. */
function difference(found: string, expected: string): string {
  let at = 0;
  while (at < found.length && found[at] === expected[at]) at++;
  const part = (text: string): string => text.slice(Math.max(0, at - 60), at + 60);
  return `found ...${part(found)}... where anew gives ...${part(expected)}...`;
}
