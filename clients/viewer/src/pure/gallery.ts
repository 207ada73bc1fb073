import type { MediaItem } from '../../../../schemas/experiments.js';
import { naturalOrder } from './natural-order.js';

/** The pictures logged under one key, in the order of their steps. */
export interface Album {
  readonly key: string;
  readonly items: readonly MediaItem[];
}

/** Logged media by key, and files that no event names. */
export function gallery(media: readonly MediaItem[]): { readonly albums: readonly Album[]; readonly orphans: readonly MediaItem[] } {
  const albums = new Map<string, MediaItem[]>();
  for (const item of media) {
    if (!item.logged) continue;
    const key = item.key ?? '';
    const album = albums.get(key);
    if (album === undefined) albums.set(key, [item]);
    else album.push(item);
  }
  return {
    albums: [...albums].sort(([a], [b]) => naturalOrder(a, b)).map(([key, items]) => ({ key, items: items.sort(byStep) })),
    orphans: media.filter((item) => !item.logged),
  };
}

/** Index of the item that was newest at a step of the shared slider. */
export function indexAt(items: readonly MediaItem[], step: number): number {
  let found = 0;
  for (const [i, item] of items.entries()) if ((item.step ?? i) <= step) found = i;
  return found;
}

/** All steps at which anything was logged, ascending. */
export function stepsOf(albums: readonly Album[]): number[] {
  return [...new Set(albums.flatMap(({ items }) => items.map((item, i) => item.step ?? i)))].sort((a, b) => a - b);
}

function byStep(a: MediaItem, b: MediaItem): number {
  return (a.step ?? Infinity) - (b.step ?? Infinity) || (a.ts ?? 0) - (b.ts ?? 0);
}
