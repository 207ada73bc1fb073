import type { MigrationFinding } from '../../../schemas/migration.js';

/** What is told of an oddity; the rest of a finding is empty. */
export type Oddity = Pick<MigrationFinding, 'severity' | 'code' | 'path' | 'message'> & Partial<MigrationFinding>;

/** What an adoption met, in the order in which it met it. */
export class Findings {
  readonly all: MigrationFinding[] = [];

  add({ hint = '', ...oddity }: Oddity): void {
    this.all.push({ experiment_id: null, offset: null, length: null, hint, ...oddity });
  }
}
