import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../errno.js';
import { referrers } from '../gc/references.js';
import type { CheckTask } from './object-check.js';
import type { ReferenceCheckParts } from './reference-check.js';

interface PlaceRow {
  readonly path: string;
  readonly digest: string;
  readonly size: number;
  readonly inode: string;
  readonly mtime_ns: string;
}

const pageSize = 256;

/** Files of the user that are the only copy of bytes: have they changed since they were verified? They are read, never written. */
export async function checkPlaces(parts: ReferenceCheckParts, task: CheckTask): Promise<void> {
  for (let after = ''; ; ) {
    task.signal.throwIfAborted();
    const { database } = parts;
    const query = database.reader('dedup_places').join('dedup_blobs', 'dedup_blobs.digest', 'dedup_places.digest').whereNull('dedup_blobs.pool_inode').where('dedup_places.path', '>', after);
    const page = await database.rows<PlaceRow>(query.orderBy('dedup_places.path').limit(pageSize).select('dedup_places.path as path', 'dedup_places.digest as digest', 'dedup_places.size as size', 'inode', 'mtime_ns'));
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.path;
    await checkPage(parts, task, page);
  }
}

async function checkPage(parts: ReferenceCheckParts, task: CheckTask, page: readonly PlaceRow[]): Promise<void> {
  const { root, hasher } = parts;
  const unchanged = await Promise.all(page.map((row) => isUnchanged(join(root.path, row.path), row)));
  const toRead = page.filter((_, index) => task.full || unchanged[index] !== true);
  const answers = toRead.length === 0 ? [] : await hasher.hash(toRead.map(({ path }) => join(root.path, path)), { within: root.path, signal: task.signal });
  for (const [index, row] of toRead.entries()) {
    const answer = answers[index];
    const isWrong = answer?.ok === true ? answer.digest !== row.digest : ['ENOENT', 'ENOTDIR', 'ELOOP', 'not-a-file', 'outside'].includes(answer?.code ?? '');
    if (isWrong) await tell(parts, task, row);
  }
  task.findings.looked(0, answers.reduce((sum, answer) => sum + (answer.ok ? answer.stamp.size : 0), 0));
}

async function isUnchanged(path: string, { size, inode, mtime_ns }: PlaceRow): Promise<boolean> {
  try {
    const stat = await lstat(path, { bigint: true });
    return stat.isFile() && Number(stat.size) === size && String(stat.ino) === inode && String(stat.mtimeNs) === mtime_ns;
  } catch (failure) {
    if (errnoOf(failure) === undefined) throw failure;
    return false;
  }
}

async function tell({ database, damage, rows }: ReferenceCheckParts, { findings, repair, signal }: CheckTask, { path, digest }: PlaceRow): Promise<void> {
  if (findings.has(digest)) return;
  const versions = [...((await referrers(rows.reader, [digest])).get(digest) ?? [])].slice(0, 100);
  if (repair) await disown(database, path, digest);
  const repairedFrom = repair ? ((await damage.repair(digest, signal)) ?? null) : null;
  findings.add({ code: 'place-changed', digest, path, versions, message: 'a file of yours that was the only copy of these bytes has changed or is gone', repaired_from: repairedFrom });
}

/** Nobody reads these bytes there again before they are verified anew. */
async function disown(database: ReferenceCheckParts['database'], path: string, digest: string): Promise<void> {
  await database.write(async (transaction) => {
    await transaction('dedup_places').where({ path, digest }).delete();
    await transaction('dedup_files').where({ place: path, digest }).update({ state: 'corrupt' });
  });
}
