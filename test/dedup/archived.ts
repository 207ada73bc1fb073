import type { Parts } from '../../daemon/api/route.js';
import type { TaskReport } from '../../schemas/dedup-task.js';
import { metricLine, RunDirectory } from '../support/run-directory.js';
import { until } from '../support/until.js';
import type { House } from './house.js';

/** A finished run with some lines and a hidden file. */
export function writeRun(root: string, dir: string, lines = 200): RunDirectory {
  const run = new RunDirectory(root, dir);
  run.append(Array.from({ length: lines }, (_, step) => metricLine({ loss: 1 / (step + 1) }, { step })).join(''));
  run.document('.outputs_state.json', {});
  run.finish();
  return run;
}

/** The bytes of an archive as a client gets them. */
export async function exported(house: House, body: unknown): Promise<Buffer> {
  const parts = await house.call<Parts>('POST', '/archives/export', { body });
  const pieces: Uint8Array[] = [];
  for await (const piece of parts.open(new AbortController().signal)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** What became of the import of an archive. */
export function importArchive(house: House, archive: string, legacy = false): Promise<TaskReport> {
  return done(house, '/archives/import', { archive, legacy });
}

/** Begins a task and answers its report once it has ended. */
export async function done(house: House, path: string, body: unknown): Promise<TaskReport> {
  await house.call('POST', path, { body });
  return until('the task has ended', async () => {
    const report = await house.call<TaskReport>('GET', path);
    return report.state === 'running' ? undefined : report;
  }, 120_000);
}
