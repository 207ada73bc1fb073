import type { CheckPlan } from '../api/checks.js';
import type { FsckKind } from '../../schemas/upkeep.js';
import { finding, type FsckContext } from './fsck-context.js';
import { checkStream, type CheckedStream } from './fsck-stream.js';
import { findOrphans } from './orphans.js';
import { originalText } from './opaque-text.js';

/** Looks at the whole database, one snapshot an event file, so that the line's log never grows behind a long reader. */
export function checkDatabase(context: FsckContext, kind: FsckKind, plan: CheckPlan): void {
  checkStructure(context);
  if (kind === 'structure') return;
  const ids = context.sql.all<{ id: number }>('select id from ingest_streams order by experiment_id, id');
  context.advance({ of: ids.length });
  for (const { id } of ids) {
    context.sql.snapshot(() => {
      const stream = context.sql.get<CheckedStream>('select id, experiment_id, file, metric_events, blocks from ingest_streams where id = ?', id);
      if (stream !== undefined) checkStream(context, stream);
    });
    checkCursor(context, id, plan);
    context.advance({ streams: 1 });
  }
  context.sql.snapshot(() => {
    checkOrphans(context);
    checkDependents(context, plan);
  });
}

function checkStructure({ sql, tell }: FsckContext): void {
  for (const { integrity_check: words } of sql.all<{ integrity_check: string }>('pragma integrity_check(100)')) {
    if (words !== 'ok') tell(finding('structure', `SQLite finds: ${words}`, { hint: 'stop the daemon, move runkeep.db away and start it again: run directories fill a new one; what existed only in the database comes from a backup' }));
  }
  for (const row of sql.all<{ table: string; parent: string }>('pragma foreign_key_check')) tell(finding('foreign-key', `a row of ${row.table} names one of ${row.parent} that is not there`, { hint: 'report it: no command of Runkeep writes such a row' }));
}

interface CursorRow {
  readonly experiment_id: string;
  readonly file: string;
  readonly dev: string;
  readonly inode: string;
  readonly head_hash: string;
  readonly offset: number;
  readonly dir: string | null;
}

/** A cursor must lie within its file, behind the same bytes as when it was written, as long as it is the same file. */
function checkCursor(context: FsckContext, id: number, { experiments }: CheckPlan): void {
  const read = (): CursorRow | undefined => context.sql.get<CursorRow>(`select s.experiment_id, s.file, s.dev, s.inode, s.head_hash, s.offset, e.${experiments.dir} as dir from ingest_streams s left join ${experiments.table} e on e.${experiments.id} = s.experiment_id where s.id = ?`, id);
  const row = read();
  // A name that the plugin had to escape leads nowhere; such runs have no cursor checked.
  if (row === undefined || row.dir === null || row.dir.includes('\u0010') || row.offset === 0) return;
  const found = context.probe(row.dir, originalText(row.file), row.offset);
  if (found === undefined || found.inode !== row.inode || found.dev !== row.dev) return;
  const isBehind = found.size < row.offset;
  if (!isBehind && found.hash === row.head_hash) return;
  // The line may have begun the file anew between the two looks.
  if (JSON.stringify(read()) !== JSON.stringify(row)) return;
  context.tell(finding('cursor', isBehind ? `the file has ${found.size} bytes where ${row.offset} were read` : `the bytes before ${row.offset} are not those that were read`, { experiment_id: row.experiment_id, file: originalText(row.file) }));
}

function checkOrphans({ sql, tell }: FsckContext): void {
  for (const { table, owner } of findOrphans(sql)) tell(finding('orphan', table === 'metric_chunks' || table === 'metric_summaries' ? `rows of ${table} of series ${owner}, which is not there` : `rows of ${table} of event file ${owner}, which is not there`));
}

/** Most experiments named per table. */
const mostNamed = 100;

function checkDependents({ sql, tell }: FsckContext, { experiments, dependents }: CheckPlan): void {
  for (const { table, column } of [...dependents, { table: 'ingest_streams', column: 'experiment_id' }]) {
    const rows = sql.all<{ id: string }>(`select distinct ${column} as id from ${table} where ${column} not in (select ${experiments.id} from ${experiments.table}) limit ${mostNamed}`);
    for (const { id } of rows) tell(finding('orphan', `rows of ${table} of an experiment that is not there`, { experiment_id: id, hint: 'runkeep fsck --repair' }));
  }
}
