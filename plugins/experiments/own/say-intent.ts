import { join } from 'node:path';
import { z } from 'zod';
import type { IntentKind } from '../../../daemon/api/intent.js';
import { writeOwn } from './own-rows.js';
import { sidecar } from './sidecar.js';

const facts = z.strictObject({ sidecars: z.array(sidecar) });
export type Said = z.infer<typeof facts>;

/** The write of own facts: sidecars and rows, whole or not at all. */
export function sayIntent(folder: string): IntentKind<Said> {
  return {
    name: 'experiments.say',
    facts,
    changes: ({ sidecars }) => sidecars.map(({ experiment_id: id }) => ({ how: 'replace', staged: `${id}.json`, path: join(folder, `${id}.json`) })),
    stage: async ({ sidecars }, staging) => {
      for (const one of sidecars) await staging.write(`${one.experiment_id}.json`, `${JSON.stringify(one, undefined, 1)}\n`);
    },
    commit: async ({ sidecars }, transaction) => {
      for (const one of sidecars) await writeOwn(transaction, one);
    },
  };
}
