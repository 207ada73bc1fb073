import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../errno.js';
import { slices } from '../adopt/slices.js';
import { namesIn, shardOf } from '../pool/pool-folder.js';
import { announcedBy } from '../pool/staging-names.js';
import type { CheckTask, ObjectCheckParts } from './object-check.js';

const digestName = /^[0-9a-f]{64}$/;
const pageSize = 256;

/** What lies in the pool's folders and has no row: orphans, strangers, staged files of earlier starts (POOL-04, POOL-30). */
export async function checkFolders(parts: ObjectCheckParts, task: CheckTask): Promise<void> {
  const folder = await parts.pool.folder();
  await checkStaging(folder, parts, task);
  for (let index = 0; index < 256; index++) {
    task.signal.throwIfAborted();
    const shard = index.toString(16).padStart(2, '0');
    const names = (await namesIn(parts.files, join(folder, shard))).sort();
    const isObject = (name: string): boolean => digestName.test(name) && name.startsWith(shard);
    for (const name of names.filter((one) => !isObject(one))) await stray(parts, task, folder, join(shard, name));
    for (const some of slices(names.filter(isObject), pageSize)) await checkOrphans(parts, task, folder, some);
  }
}

/** A start takes back what the one before it staged; what is older than this process stayed by some failure. Uploads have names of their own. */
async function checkStaging(folder: string, { files }: ObjectCheckParts, { findings, repair }: CheckTask): Promise<void> {
  for (const name of await namesIn(files, join(folder, '.staging'))) {
    const path = join(folder, '.staging', name);
    if (announcedBy(name) !== undefined || (await changedAt(path)) >= performance.timeOrigin) continue;
    if (repair) await files.remove(path);
    findings.add({ code: 'staged-file', digest: null, path: `.staging/${name}`, versions: [], message: 'a store of an earlier start left it', repaired_from: repair ? 'it was removed' : null });
  }
}

async function changedAt(path: string): Promise<number> {
  try {
    return (await lstat(path)).ctimeMs;
  } catch (failure) {
    if (errnoOf(failure) === 'ENOENT') return Infinity;
    throw failure;
  }
}

async function stray({ files, clock }: ObjectCheckParts, { findings, repair }: CheckTask, folder: string, path: string): Promise<void> {
  if (repair) await files.rename(join(folder, path), join(folder, '.quarantine', `stray.${path.replace('/', '.')}.${clock.now()}`));
  findings.add({ code: 'stray-file', digest: null, path, versions: [], message: 'it is no object of the pool', repaired_from: repair ? 'it was set aside' : null });
}

async function checkOrphans(parts: ObjectCheckParts, task: CheckTask, folder: string, digests: readonly string[]): Promise<void> {
  const known = await parts.rows.objects(digests);
  for (const digest of digests.filter((one) => !known.has(one) && !task.findings.has(one))) {
    // a store that is under way has its name before its row
    await parts.pool.whileUnused([digest], async ([unused]) => {
      if (unused !== undefined && !(await parts.rows.objects([digest])).has(digest)) await orphan(parts, task, folder, digest);
    });
  }
}

/** Right bytes under one name get their row; a foreign file is never trusted with less (POOL-04). */
async function orphan({ files, hasher, rows, clock, time }: ObjectCheckParts, { repair, findings, signal }: CheckTask, folder: string, digest: string): Promise<void> {
  const path = join(shardOf(folder, digest), digest);
  const [answer] = repair ? await hasher.hash([path], { within: folder, signal }) : [];
  const stat = await files.stat(path);
  const isRight = answer?.ok === true && answer.digest === digest && stat.isFile && stat.links === 1;
  if (isRight) await rows.takeIn(digest, stat, clock.now(), time.now());
  else if (repair) await files.rename(path, join(folder, '.quarantine', `${digest}.${clock.now()}`));
  findings.add({ code: 'object-without-row', digest, path, versions: [], message: 'no row knows it', repaired_from: isRight ? 'the file itself' : repair ? 'it was set aside' : null });
}
