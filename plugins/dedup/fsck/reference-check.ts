import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../../../daemon/api/database.js';
import type { Root } from '../../../daemon/api/root.js';
import { errnoOf } from '../errno.js';
import { referrers } from '../gc/references.js';
import { ownVersions, type OwnVersion } from '../retention/own-versions.js';
import type { CheckTask, ObjectCheckParts } from './object-check.js';

export interface ReferenceCheckParts extends ObjectCheckParts {
  readonly database: Database;
  readonly root: Root;
}

const pageSize = 256;

/** References whose bytes are nowhere, and documents of our versions that are not what was published (REL-60). */
export async function checkReferences(parts: ReferenceCheckParts, task: CheckTask): Promise<void> {
  const { rows } = parts;
  for (let page = await rows.withoutBytes('', pageSize); page.length > 0; page = await rows.withoutBytes(page.at(-1) ?? '', pageSize)) {
    task.signal.throwIfAborted();
    const versions = await referrers(rows.reader, page);
    for (const digest of page.filter((one) => !task.findings.has(one))) await tell(parts, task, digest, [...(versions.get(digest) ?? [])]);
  }
  await checkManifests(parts, task);
}

async function tell({ damage }: ReferenceCheckParts, { findings, repair, signal }: CheckTask, digest: string, versions: readonly string[]): Promise<void> {
  const repairedFrom = repair ? await damage.repair(digest, signal) : undefined;
  findings.add({ code: 'reference-without-bytes', digest, path: null, versions: versions.slice(0, 100), message: 'neither the pool nor a known file has these bytes', repaired_from: repairedFrom ?? null });
}

async function checkManifests({ database, root }: ReferenceCheckParts, task: CheckTask): Promise<void> {
  for (let after = ''; ; ) {
    const page = await database.rows<{ id: string }>(database.reader('dedup_versions').where('id', '>', after).orderBy('id').limit(pageSize).select('id'));
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
    for (const version of (await ownVersions(database, root, page.map(({ id }) => id))).values()) await checkManifest(version, task);
  }
}

async function checkManifest({ title, folder, manifestDigest }: OwnVersion, { findings, signal }: CheckTask): Promise<void> {
  signal.throwIfAborted();
  const path = join(folder, 'manifest.json');
  const bytes = await readFile(path).catch((failure: unknown) => {
    if (errnoOf(failure) === undefined) throw failure;
    return undefined;
  });
  const about = { digest: null, path, versions: [title], repaired_from: null };
  if (bytes === undefined) findings.add({ code: 'manifest-missing', message: 'the list of its files cannot be read; the rows know them', ...about });
  else if (createHash('sha256').update(bytes).digest('hex') !== manifestDigest) findings.add({ code: 'manifest-differs', message: 'the list of its files was changed; the rows know the right one', ...about });
}
