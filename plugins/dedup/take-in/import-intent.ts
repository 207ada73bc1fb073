import type { Knex } from 'knex';
import { z } from 'zod';
import type { Change, IntentKind } from '../../../daemon/api/intent.js';
import { placeRuns, unplaceRuns } from './run-places.js';

const facts = z.object({
  operation: z.string(),
  /** Folders that are made above the runs, outer ones first. */
  made: z.array(z.string()),
  runs: z.array(z.object({ dir: z.string(), staged: z.string(), inode: z.string() })),
});
export type ImportFacts = z.infer<typeof facts>;

/** The write by which all that an archive holds comes into the root at once; what a crash left of it is taken back (SEC-60, step 6). */
export class ImportIntent implements IntentKind<ImportFacts> {
  readonly name = 'dedup.import';
  readonly facts = facts;
  readonly #root: string;
  /** After a crash nobody asks for them: such a write is undone. */
  readonly #rows = new Map<string, (transaction: Knex.Transaction) => Promise<void>>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Says which rows the operation writes; until `forget`. */
  expect(operation: string, rows: (transaction: Knex.Transaction) => Promise<void>): void {
    this.#rows.set(operation, rows);
  }

  forget(operation: string): void {
    this.#rows.delete(operation);
  }

  changes(): readonly Change[] {
    return [];
  }

  stage({ made, runs }: ImportFacts): Promise<void> {
    return placeRuns(this.#root, made, runs);
  }

  release({ made, runs }: ImportFacts): Promise<void> {
    return unplaceRuns(this.#root, made, runs);
  }

  async commit({ operation }: ImportFacts, transaction: Knex.Transaction): Promise<void> {
    await this.#rows.get(operation)?.(transaction);
  }
}
