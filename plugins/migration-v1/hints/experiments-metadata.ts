import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { z } from 'zod';
import { emptyHint, type Hint } from './hint.js';

/** The file at the root in which the legacy viewer of 0.3 and 0.4 kept labels. */
export const metadataFile = '.experiments_metadata.json';

const mostBytes = 64 * 1024 * 1024;
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const record = z.looseObject({
  project: z.string().catch(''),
  name: z.string().catch(''),
  tags: z.array(z.unknown()).catch([]),
  description: z.string().catch(''),
  archived: z.boolean().catch(false),
});

/** Its labels by run; undefined when there is no such file. Throws an `Error` with a sentence when it cannot be read. */
export async function metadataHints(path: string): Promise<Hint[] | undefined> {
  const text = await textIn(path);
  if (text === undefined) return undefined;
  const read: unknown = JSON.parse(text);
  if (typeof read !== 'object' || read === null || Array.isArray(read)) throw new Error('it holds no JSON object');
  return Object.entries(read).flatMap(([runId, labels]) => hintOf(runId, labels));
}

function hintOf(runId: string, labels: unknown): Hint[] {
  const read = record.safeParse(labels);
  if (!read.success) return [];
  const { project, name, tags, description, archived } = read.data;
  return [{ ...emptyHint(runId), place: `${project}/${name}/runs/${runId}`, tags: tags.filter((tag) => typeof tag === 'string').filter((tag) => tag !== ''), notes: description, isArchived: archived }];
}

async function textIn(path: string): Promise<string | undefined> {
  const file = await open(path, flags).catch((failure: unknown) => {
    if (failure instanceof Error && 'code' in failure && failure.code === 'ENOENT') return undefined;
    throw failure;
  });
  if (file === undefined) return undefined;
  try {
    const stat = await file.stat();
    if (!stat.isFile() || stat.size > mostBytes) throw new Error('it is no plain file of at most 64 MiB');
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
