import type SqliteDatabase from 'better-sqlite3';
import knex, { type Knex } from 'knex';
import { dirname } from 'node:path';
import type { Clock } from '../api/clock.js';
import type { Log } from '../api/log.js';
import type { Root } from '../api/root.js';
import { makeShrinkable } from './auto-vacuum.js';
import { BackgroundCheck, notedDamage } from './background-check.js';
import { findDamage, isQuick } from './check-database.js';
import { connect } from './connection.js';
import { claimDatabaseFile, setAside } from './database-file.js';
import { fileSystemType, refuseNetworkFileSystem } from './file-system.js';
import { hostMigrations } from './host-migrations.js';
import { setPragmas, type Role } from './pragmas.js';
import { SqlDatabase } from './sql-database.js';

/**
 * Opens the root's database with the host's own tables in place. A damaged file is kept under another name, said in one
 * sentence, and begun anew: run directories then fill it again. Throws a StartError when the place cannot be trusted.
 */
export async function openDatabase(root: Pick<Root, 'database'>, log: Log, clock: Clock): Promise<SqlDatabase> {
  refuseNetworkFileSystem(dirname(root.database), fileSystemType(dirname(root.database)));
  const { path, aside } = soundFile(root.database, log, clock);
  makeShrinkable(path, log);
  // Opened first: it makes the file a WAL database, which a reader cannot do.
  const first = connect(path, 'full');
  try {
    const database = new SqlDatabase({ path, aside, writer: knexOn(path, 'full', log), reader: knexOn(path, 'reader', log), connection: connect(path, 'reader'), check: isQuick(path) ? undefined : new BackgroundCheck(path, log, clock) });
    await database.migrate('daemon', hostMigrations);
    return database;
  } finally {
    first.close();
  }
}

function soundFile(wanted: string, log: Log, clock: Clock): { path: string; aside: string | undefined } {
  const path = claimDatabaseFile(wanted);
  const damage = notedDamage(path) ?? findDamage(path);
  if (damage === undefined) return { path, aside: undefined };
  const aside = setAside(path, clock.now());
  log.error(`the database was damaged (${damage}); it is kept as ${aside}, and a new one is filled from the run directories: what existed only in the database must come from a backup`, { database: path, aside });
  return { path: claimDatabaseFile(path), aside };
}

function knexOn(path: string, role: Role, log: Log): Knex {
  return knex({
    client: 'better-sqlite3',
    connection: { filename: path, options: { readonly: role === 'reader' } },
    useNullAsDefault: true,
    // Statements in error texts keep their placeholders: bound values may be secrets.
    compileSqlOnError: false,
    pool: {
      min: 1,
      max: role === 'reader' ? 4 : 1,
      afterCreate(connection: SqliteDatabase.Database, done: (failure: unknown, connection: unknown) => void) {
        try {
          setPragmas(connection, role);
          done(null, connection);
        } catch (failure) {
          done(failure, connection);
        }
      },
    },
    log: quiet(log),
  });
}

/** Knex's own words; what it would print of statements at debug level may hold values. */
function quiet(log: Log): Knex.Logger {
  return { warn: (message: unknown) => log.warn(String(message)), error: (message: unknown) => log.error(String(message)), deprecate: (method: string) => log.warn(`knex: ${method} is deprecated`), debug: () => undefined };
}
