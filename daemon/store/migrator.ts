import type { Knex } from 'knex';
import type { Migration } from '../api/database.js';
import { asRunkeepError } from './sqlite-errors.js';

/** Brings the tables of one ledger to their newest form; what already ran is left alone. All or nothing. */
export async function migrate(knex: Knex, ledger: string, migrations: readonly Migration[]): Promise<void> {
  await translated(() => knex.migrate.latest(configOf(ledger, migrations)) as Promise<unknown>);
}

/** Takes all migrations of a ledger back, newest first. */
export async function rollback(knex: Knex, ledger: string, migrations: readonly Migration[]): Promise<void> {
  await translated(() => knex.migrate.rollback(configOf(ledger, migrations), true) as Promise<unknown>);
}

/** The ledger's id, which may hold hyphens, as the name of its own table. */
function configOf(ledger: string, migrations: readonly Migration[]): Knex.MigratorConfig {
  const source: Knex.MigrationSource<Migration> = {
    getMigrations: async () => [...migrations],
    getMigrationName: (migration) => migration.name,
    getMigration: async (migration) => migration,
  };
  return { tableName: `${ledger.replaceAll('-', '_')}_migrations`, migrationSource: source };
}

async function translated(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (failure) {
    throw asRunkeepError(failure);
  }
}
