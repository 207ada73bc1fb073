import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { mutants } from './support/crash-mutants.js';
import type { Exploration, Wanted } from './support/crash-explorer.js';
import { numberOption, seedOption, type Options, type Outcome } from './support/scenario.js';
import { whyNoTracing } from './support/traced-calls.js';

/** Enough to find out each mutant many times. */
const mutantStates = 300;

/**
 * Records the line while runs grow, builds the disk states that a power cut could leave at any moment, and lets the daemon's own
 * code recover each: what it then holds must equal the event files of that state and a database begun anew over them, the
 * database must be whole, and what was promised durable must be there (R-01, ingest). Holes in an event file before the 4 KiB that a
 * cursor knows are outside of what can be seen (REL-53) and are not built. Each processor records and explores for itself, one seed behind the other.
 * Options: --min 20000 (states), --rounds 60, --seed, --mutants (break the writing half: each must be found out).
 */
export async function run(options: Options): Promise<Outcome> {
  const skipped = whyNoTracing();
  if (skipped !== undefined) return { met: false, skipped };
  const [seed, rounds, least] = [seedOption(options), numberOption(options, 'rounds', 60), numberOption(options, 'min', 20_000)];
  const states = Math.ceil(least / availableParallelism());
  const sound = await Promise.all(Array.from({ length: availableParallelism() }, (_, nth) => exploreApart({ seed: seed + nth, rounds, states, mutant: 'none' })));
  const names = options['mutants'] === undefined ? [] : Object.keys(mutants);
  const broken = await Promise.all(names.map(async (mutant) => [mutant, (await exploreApart({ seed, rounds, states: mutantStates, mutant })).bad] as const));
  const all = together(sound);
  const isCaught = broken.every(([, bad]) => bad > 0);
  return { met: all.bad === 0 && all.states >= least && isCaught, seed, ...all, ...(names.length === 0 ? {} : { badStatesOfMutants: Object.fromEntries(broken) }) };
}

async function exploreApart(wanted: Wanted): Promise<Exploration> {
  const child = fork(fileURLToPath(new URL('support/crash-explorer-process.js', import.meta.url)));
  child.send(wanted);
  const answer = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (typeof answer[0] !== 'object' || answer[0] === null) throw new Error(`the recording with seed ${wanted.seed} and mutant ${wanted.mutant} ended with ${String(answer[0] ?? answer[1])}`);
  return answer[0] as Exploration;
}

function together(parts: readonly Exploration[]): Exploration {
  const sum = (of: (part: Exploration) => number): number => parts.reduce((total, part) => total + of(part), 0);
  return {
    states: sum(({ states }) => states), different: sum(({ different }) => different), bad: sum(({ bad }) => bad), operations: sum(({ operations }) => operations),
    byModel: { posix: sum(({ byModel }) => byModel.posix), ext4: sum(({ byModel }) => byModel.ext4) },
    examples: parts.flatMap(({ examples }) => examples).slice(0, 5),
  };
}
