import { z } from 'zod';
import type { IntentKind } from '../../daemon/api/intent.js';

/** A test's write: a document and its row. */
export interface Note {
  readonly path: string;
  readonly text: string;
  readonly how: 'create' | 'replace' | 'remove';
}
const facts: z.ZodType<Note> = z.strictObject({ path: z.string(), text: z.string(), how: z.enum(['create', 'replace', 'remove']) });

/** The steps at which a test may make a write fail, in order. */
export const noteSteps = ['reserve', 'stage', 'staged', 'commit', 'committed'] as const;

/** A kind of write that keeps a document and a row of `notes(path, text)` together; `step` hears how far it is, and may throw. */
export function noteKind(step: (name: string) => void = () => undefined): IntentKind<Note> {
  return {
    name: 'test.note',
    facts,
    changes: ({ path, how }) => [{ how, path, staged: 'note' }],
    reserve: async ({ path }, transaction) => {
      await transaction('reserved').insert({ path });
      step('reserve');
    },
    release: async ({ path }, transaction) => {
      await transaction('reserved').where({ path }).delete();
    },
    stage: async ({ text, how }, staging) => {
      step('stage');
      if (how !== 'remove') await staging.write('note', text);
      step('staged');
    },
    commit: async ({ path, text, how }, transaction) => {
      step('commit');
      await transaction('reserved').where({ path }).delete();
      await transaction('notes').where({ path }).delete();
      if (how !== 'remove') await transaction('notes').insert({ path, text });
      step('committed');
    },
  };
}
