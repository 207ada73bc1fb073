import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { addArchive } from './commands/archive.js';
import { addArtifactLog } from './commands/artifact-log.js';
import { addBackup } from './commands/backup.js';
import { addCompletion } from './commands/completion.js';
import { addConfig } from './commands/config.js';
import { addDemo } from './commands/demo.js';
import { addFsck } from './commands/fsck.js';
import { addGc } from './commands/gc.js';
import { addImport } from './commands/import.js';
import { addLs } from './commands/ls.js';
import { addMigrate } from './commands/migrate.js';
import { addOpen } from './commands/open.js';
import { addRebuild } from './commands/rebuild.js';
import { addRm } from './commands/rm.js';
import { addShow } from './commands/show.js';
import { addSql } from './commands/sql.js';
import { addStatus } from './commands/status.js';
import { addStorage } from './commands/storage.js';
import { addTail } from './commands/tail.js';
import { addToken } from './commands/token.js';
import { addUp } from './commands/up.js';
import { packageFolder } from './package-folder.js';

const builtIns = [addUp, addOpen, addStatus, addLs, addShow, addTail, addConfig, addRm, addGc, addFsck, addRebuild, addMigrate, addImport, addBackup, addArchive, addSql, addStorage, addDemo, addArtifactLog, addToken, addCompletion];

const codes = `
Exit codes: 0 done · 1 refused or failed (fsck: repaired, 2 damage left) · 64 wrong usage · 69 no daemon runs · 70 bug · 74 root unreadable or replaced
            75 root kept by another daemon · 76 the listener could not prove to be the daemon · 77 no right · 130 interrupted`;

/** The command line with its built-in commands. */
export function makeProgram(): Command {
  const program = new Command('runkeep')
    .description('A keep for your runs: watches run directories and shows every metric live.')
    .version(version())
    .option('--root <folder>', 'storage root (default: RUNKEEP_ROOT, RUNICORN_DIR, ./runkeep-data)')
    .option('--keep <folder>', 'where everything of Runkeep lies, if not in the root, which is then only read (default for a root that cannot be written: under XDG_STATE_HOME or ~/.local/state)')
    .option('--url <address>', 'address of a daemon elsewhere; its token comes from RUNKEEP_TOKEN_FILE or RUNKEEP_TOKEN')
    .option('--json', 'answers as JSON')
    .addHelpText('after', codes)
    .configureOutput({ outputError: () => undefined })
    .exitOverride();
  for (const add of builtIns) add(program);
  return program;
}

function version(): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8'))).version;
}
