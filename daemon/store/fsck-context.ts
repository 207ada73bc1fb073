import type { FsckFinding, FsckProgress } from '../../schemas/upkeep.js';
import type { PreparedSql } from './prepared-sql.js';

/** A file as a check finds it on the disk. */
export interface FileProbe {
  readonly dev: string;
  readonly inode: string;
  readonly size: number;
  /** SHA-256 of the (up to) 4 KiB before `offset`, as a cursor keeps it. */
  readonly hash: string;
}

/** What the parts of a check share. */
export interface FsckContext {
  readonly sql: PreparedSql;
  readonly tell: (finding: FsckFinding) => void;
  /** So much was looked at; may wait, so that the check takes no more than its rate. */
  readonly advance: (progress: Partial<FsckProgress>) => void;
  /** Undefined: there is no such file. `dir` is relative to the root. */
  readonly probe: (dir: string, file: string, offset: number) => FileProbe | undefined;
}

/** A finding with what is known of its place. */
export function finding(code: FsckFinding['code'], message: string, place: Partial<FsckFinding> = {}): FsckFinding {
  const { experiment_id = null, file = null, series = null, block = null } = place;
  return { code, experiment_id, file, series, block, message, hint: place.hint ?? (experiment_id === null ? 'runkeep fsck --repair' : `runkeep rebuild ${experiment_id}`) };
}
