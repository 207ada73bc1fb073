import { join } from 'node:path';
import type { Root } from '../../../daemon/api/root.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { LogPart } from '../../../schemas/experiments.js';
import type { CatalogRow } from '../catalog/row.js';
import { fromSql } from '../sql-text.js';
import { readLogPart, readLogTail } from './log-part.js';
import { openInside } from './open-inside.js';

/** Absolute path of a run's directory. */
export function runFolder(root: Pick<Root, 'path'>, row: Pick<CatalogRow, 'run_dir'>): string {
  return join(root.path, fromSql(row.run_dir));
}

/** Throws unless the name is that of a log of a run. */
export function assertLogName(file: string): void {
  if (!/^[^/\\\0]{1,250}\.(?:txt|log)$/.test(file) || file.startsWith('.')) throw new RunkeepError('not-found', 'no-log', 'There is no such log.', 'Logs are logs.txt, and logs-r<rank>.txt of other ranks.');
}

export interface LogRequest {
  readonly file: string;
  readonly from?: number | undefined;
  readonly bytes: number;
  readonly tail?: number | undefined;
}

/** A part of a run's log. A log that does not exist (yet) is an empty one. */
export async function logOf(root: Pick<Root, 'path'>, row: Pick<CatalogRow, 'run_dir' | 'class'>, { file, from, bytes, tail }: LogRequest): Promise<LogPart> {
  assertLogName(file);
  const handle = await openInside(runFolder(root, row), file);
  if (!handle) return { file, from: 0, to: 0, size: 0, text: '' };
  const isLive = row.class === 'running';
  try {
    return tail === undefined ? await readLogPart(handle, file, { from: from ?? 0, bytes, isLive }) : await readLogTail(handle, file, { tail, isLive });
  } finally {
    await handle.close();
  }
}
