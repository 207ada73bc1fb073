import type { Knex } from 'knex';
import { artifactId, versionId } from '../adopt/ids.js';
import { slices } from '../adopt/slices.js';

const insertRows = 100;

/** Rows of what a version was made from, as far as it is told as `type/name:vN`; those of before go. */
export async function writeParents(transaction: Knex.Transaction, version: string, parents: readonly string[]): Promise<void> {
  await transaction('dedup_parents').where({ version_id: version }).delete();
  const rows = new Map(parents.flatMap((parent) => {
    const named = parentOf(parent);
    return named === undefined ? [] : [[versionId(artifactId(named.type, named.name), named.version), parent] as const];
  }));
  for (const some of slices([...rows], insertRows)) await transaction('dedup_parents').insert(some.map(([parent_id, parent]) => ({ version_id: version, parent_id, parent })));
}

/** The parts of `type/name:vN`; undefined for anything else. */
export function parentOf(parent: string): { readonly type: string; readonly name: string; readonly version: number } | undefined {
  const [, type, name, version] = /^([^/]+)\/([^/]+):v([1-9]\d{0,8})$/.exec(parent) ?? [];
  return type === undefined || name === undefined ? undefined : { type, name, version: Number(version) };
}
