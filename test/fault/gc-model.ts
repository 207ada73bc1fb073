import { collectFree, finishCollection } from '../../plugins/dedup/gc/collect-free.js';
import { Explorer, type Finding } from './support/explorer.js';
import { ModelPool, type Gate, type Mutant } from './support/model-pool.js';
import { numberOption, type Options, type Outcome } from './support/scenario.js';

const mutants: readonly Mutant[] = ['no lease', 'lease ends early', 'looked before the lease', 'no state', 'nothing is finished'];

/**
 * Every interleaving of writers, a deleter, two collections and one kill at any step, on one object (C-03): the order of a collection
 * (`collectFree`, `finishCollection`) and the leases are the pool's own code, its rows and disk are played, one gate before each call. Each mutant
 * breaks one rule of the protocol and must be found out. Options: --writers 3, --passes 2.
 */
export async function run(options: Options): Promise<Outcome> {
  const [writers, passes] = [numberOption(options, 'writers', 3), numberOption(options, 'passes', 2)];
  const real = await explore({ writers, passes });
  const caught = await Promise.all(mutants.map(async (mutant) => ({ mutant, found: (await explore({ writers: 2, passes: 1, mutant })).bad })));
  return { met: real.bad === 0 && real.states > 100 && caught.every(({ found }) => found > 0), writers, collections: passes, ...real, mutants: caught };
}

function explore({ writers, passes, mutant }: { readonly writers: number; readonly passes: number; readonly mutant?: Mutant }): Promise<Finding> {
  return new Explorer(() => {
    const pool = new ModelPool(mutant);
    const names = Array.from({ length: writers }, (_, index) => `writer ${index + 1}`);
    return {
      tasks: [...names.map((name) => ({ name, run: (gate: Gate) => pool.write(gate) })), { name: 'deleter', run: (gate: Gate) => pool.deleteOne(gate) }, ...Array.from({ length: passes }, (_, index) => ({ name: `collection ${index + 1}`, run: (gate: Gate) => collect(pool, gate) }))],
      pool,
      // leases die with the process, rows and files stay; then one writer comes
      recover: () => ({ name: 'start', run: async (gate: Gate) => {
        await finishCollection(pool.whileUnused(gate), pool.deleting(), pool.steps(gate), pool.stillDeleting(gate));
        pool.assertAtRest();
        await pool.write(gate);
      } }),
    };
  }).explore();
}

async function collect(pool: ModelPool, gate: Gate): Promise<void> {
  await collectFree(pool.whileUnused(gate), ['d'], pool.steps(gate));
}
