import type { Knex } from 'knex';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { MediaDoor } from '../../../daemon/api/media.js';
import type { MediaItem } from '../../../schemas/experiments.js';
import { placeInRun } from '../../../schemas/media-path.js';
import { numberOf, textOf } from '../field.js';
import { fromSql } from '../sql-text.js';
import { mediaType, signatureBytes } from './media-type.js';
import { openInside } from './open-inside.js';

const atOnce = 32;

interface Logged {
  readonly key: string | null;
  readonly step: number | null;
  readonly caption: string | null;
  readonly ts: number | null;
  readonly file: string;
}

export interface MediaParts {
  readonly reader: Knex;
  readonly door: MediaDoor;
  readonly folder: string;
}

/** Media of a run: what events name, whether the file is there or not, then files that no event names (DISK-46). */
export async function mediaOf({ reader, door, folder }: MediaParts, id: string): Promise<MediaItem[]> {
  const logged = await imageEvents(reader, id);
  const named = new Set(logged.map(({ file }) => file));
  const orphans = (await filesIn(folder)).filter((file) => !named.has(file)).map((file) => ({ key: null, step: null, caption: null, ts: null, file }));
  const items: MediaItem[] = [];
  const all = [...logged.map((one) => ({ ...one, logged: true })), ...orphans.map((one) => ({ ...one, logged: false }))];
  for (let at = 0; at < all.length; at += atOnce) {
    items.push(...(await Promise.all(all.slice(at, at + atOnce).map(async (one) => ({ ...one, ...(await looked(folder, one.file, door)) })))));
  }
  return items;
}

async function imageEvents(reader: Knex, id: string): Promise<Logged[]> {
  const rows = await reader('experiments_events').where({ experiment_id: id, type: 'image' }).select<{ ts: number | null; data: string }[]>('ts', 'data').orderBy(['file', 'generation', 'offset']);
  return rows.flatMap(({ ts, data }) => {
    const event = parsed(fromSql(data));
    const written = textOf(event, 'path');
    return written === null ? [] : [{ key: textOf(event, 'key'), step: numberOf(event, 'step'), caption: textOf(event, 'caption'), ts, file: placeInRun(written) }];
  });
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(join(folder, 'media'), { withFileTypes: true });
    return entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.') && !entry.name.endsWith('.lock')).map((entry) => `media/${entry.name}`).sort();
  } catch {
    return [];
  }
}

async function looked(folder: string, file: string, door: MediaDoor): Promise<Pick<MediaItem, 'type' | 'size' | 'url'>> {
  const handle = await openInside(folder, file).catch(() => undefined);
  if (!handle) return { type: null, size: null, url: null };
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(signatureBytes), 0, signatureBytes, 0);
    return { type: mediaType(buffer.subarray(0, bytesRead)), size: (await handle.stat()).size, url: door.link(folder, file) };
  } finally {
    await handle.close();
  }
}

/** An event's data may hold bare NaN; a picture without readable data is found as a file without event. */
function parsed(data: string): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return undefined;
  }
}
