import type { FsckProgress } from '../../schemas/upkeep.js';
import { Pace } from '../kernel/pace.js';
import { connect } from './connection.js';
import { checkDatabase } from './fsck.js';
import type { FileProbe } from './fsck-context.js';
import type { FsckData, FsckWord } from './fsck-messages.js';
import { PreparedSql } from './prepared-sql.js';

/** Runs one check from its first to its last look, in this thread. */
export function runFsck(data: FsckData, probe: (dir: string, file: string, offset: number) => FileProbe | undefined, say: (word: FsckWord) => void): void {
  const connection = connect(data.database, 'reader');
  const progress = { streams: 0, of: 0, points: 0, bytes: 0 };
  const pace = new Pace(data.share);
  try {
    checkDatabase({
      sql: new PreparedSql(connection),
      probe,
      tell: (finding) => say({ finding }),
      advance: (more) => {
        add(progress, more);
        if (pace.rested()) say({ progress: { ...progress } });
      },
    }, data.kind, data.plan);
  } finally {
    connection.close();
  }
  say({ done: true, progress });
}

function add(progress: { -readonly [Key in keyof FsckProgress]: number }, { streams = 0, of = 0, points = 0, bytes = 0 }: Partial<FsckProgress>): void {
  progress.streams += streams;
  progress.of += of;
  progress.points += points;
  progress.bytes += bytes;
}
