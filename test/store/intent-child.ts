import { join } from 'node:path';
import { IntentJournal } from '../../daemon/store/intent.js';
import { openDatabase } from '../../daemon/store/open-database.js';
import { ManualClock } from '../support/manual-clock.js';
import { quietLog } from '../support/quiet-log.js';
import { noteKind, type Note } from './note-kind.js';

/** Runs one write in the folder and kills itself at a step of it: node intent-child.js <folder> <step> <note as JSON>. */
const [folder = '', step = '', note = ''] = process.argv.slice(2);
const clock = new ManualClock();
const database = await openDatabase({ database: join(folder, 'runkeep.db') }, quietLog, clock);
const kind = noteKind((name) => {
  if (name === step) process.kill(process.pid, 'SIGKILL');
});
const journal = new IntentJournal(database, join(folder, '.runkeep', 'staging'), clock, quietLog);
journal.register(kind);
await journal.run(kind, JSON.parse(note) as Note);
