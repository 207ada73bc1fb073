import { join } from 'node:path';
import type { Clock } from '../../../daemon/api/clock.js';
import type { FileFailure, FileHash, Hasher } from '../../../daemon/api/hasher.js';
import type { SteadyTime } from '../gc/steady-time.js';
import { referrers } from '../gc/references.js';
import { errnoOf } from '../errno.js';
import type { FilePool } from '../pool/file-pool.js';
import { shardOf } from '../pool/pool-folder.js';
import type { PoolFiles, PoolStat } from '../pool/pool-files.js';
import type { Damage } from './damage.js';
import { describe, isAsPublished, judge, type Verdict } from './judge-object.js';
import type { ObjectRow, ObjectRows } from './object-rows.js';
import type { PoolFindings } from './pool-findings.js';

export interface ObjectCheckParts {
  readonly rows: ObjectRows;
  readonly pool: FilePool;
  readonly files: PoolFiles;
  readonly hasher: Hasher;
  readonly damage: Damage;
  readonly time: SteadyTime;
  readonly clock: Clock;
}

export interface CheckTask {
  readonly full: boolean;
  readonly repair: boolean;
  readonly findings: PoolFindings;
  readonly signal: AbortSignal;
}

interface Looked {
  readonly row: ObjectRow;
  readonly path: string;
  readonly stat: PoolStat | undefined;
}

const pageSize = 256;

/** Every object that a row names, by its stat or by its bytes (POOL-30). */
export async function checkObjects(parts: ObjectCheckParts, task: CheckTask): Promise<void> {
  const { rows, pool } = parts;
  const folder = await pool.folder();
  task.findings.of = (await rows.amount()).objects;
  for (let page = await rows.page('', pageSize); page.length > 0; page = await rows.page(page.at(-1)?.digest ?? '', pageSize)) {
    task.signal.throwIfAborted();
    const looked = await Promise.all(page.filter(({ state }) => state === 'kept').map((row) => look(parts, folder, row)));
    await checkPage(parts, task, folder, looked);
  }
}

async function look({ files }: ObjectCheckParts, folder: string, row: ObjectRow): Promise<Looked> {
  const path = join(shardOf(folder, row.digest), row.digest);
  const stat = await files.stat(path).catch((failure: unknown) => {
    if (errnoOf(failure) === undefined) throw failure;
    return undefined;
  });
  return { row, path, stat };
}

async function checkPage(parts: ObjectCheckParts, task: CheckTask, folder: string, looked: readonly Looked[]): Promise<void> {
  const toRead = looked.filter(({ row, stat }) => task.full || stat === undefined || !isAsPublished(row, stat));
  const answers = toRead.length === 0 ? [] : await parts.hasher.hash(toRead.map(({ path }) => path), { within: folder, signal: task.signal });
  const intact: string[] = [];
  for (const [index, one] of toRead.entries()) {
    const verdict = judge(one.row, answers[index], one.stat !== undefined && isAsPublished(one.row, one.stat));
    if (verdict === 'intact') intact.push(one.row.digest);
    else if (verdict !== 'unclear') await tell(parts, task, one, verdict, answers[index]);
  }
  await parts.rows.verified(intact, parts.clock.now());
  task.findings.looked(looked.length, answers.reduce((sum, answer) => sum + (answer.ok ? answer.stamp.size : 0), 0));
}

async function tell(parts: ObjectCheckParts, { repair, findings, signal }: CheckTask, { row: { digest }, path }: Looked, verdict: Exclude<Verdict, 'intact' | 'unclear'>, answer: FileHash | FileFailure | undefined): Promise<void> {
  // a read may have set it aside, or a store replaced it, since the page was read
  if (!(await parts.rows.objects([digest])).has(digest)) return;
  const versions = [...((await referrers(parts.rows.reader, [digest])).get(digest) ?? [])].slice(0, 100);
  const message = describe(verdict, answer);
  const repairedFrom = repair && verdict !== 'object-unreadable' ? await mend(parts, digest, path, verdict, message, signal) : null;
  findings.add({ code: verdict, digest, path, versions, message, repaired_from: repairedFrom });
}

async function mend(parts: ObjectCheckParts, digest: string, path: string, verdict: Verdict, message: string, signal: AbortSignal): Promise<string | null> {
  const { damage, files, rows, clock, time } = parts;
  const stat = verdict === 'object-drifted' ? await files.stat(path) : undefined;
  if (stat?.isFile === true && stat.links === 1) {
    await rows.takeIn(digest, stat, clock.now(), time.now());
    return 'the file itself';
  }
  await damage.found(digest, message);
  return (await damage.repair(digest, signal)) ?? null;
}
