import { join } from 'node:path';
import { withinArchive } from '../../../schemas/archive-path.js';

const places = new Set(['archive_path', 'manifest_path']);

/** `assets.json` with the places of its archive as they are in this root: what is written there may be where the root once lay (DISK-07). */
export function assetsHere(root: string, document: unknown): unknown {
  if (Array.isArray(document)) return document.map((one) => assetsHere(root, one));
  if (typeof document !== 'object' || document === null) return document;
  const here = Object.create(null) as Record<string, unknown>; // create says any
  for (const [name, value] of Object.entries(document)) here[name] = places.has(name) && typeof value === 'string' ? placeHere(root, value) : assetsHere(root, value);
  return here;
}

function placeHere(root: string, written: string): string {
  const path = withinArchive(written);
  return path === undefined ? written : join(root, path);
}
