import { z } from 'zod';
import { globOf, quoted } from '../filter-text.js';
import { flag } from '../route.js';

/** Where to look: a path, and whether only there. Slashes at the ends do not count. */
export const pathQuery = z.object({ path: z.string().max(4096).default('').transform(trimmed), exact: flag });
export type PathQuery = z.infer<typeof pathQuery>;

/** The same in a body. */
export const pathBody = z.object({ path: z.string().min(1).max(4096).transform(trimmed), exact: z.boolean().default(false) });

/** A filter that lets all those runs pass, and some of other case too: `liesAt` decides. */
export function pathFilter({ path, exact }: PathQuery): string | undefined {
  if (exact) return `path = ${quoted(path)}`;
  return path === '' ? undefined : `path = ${quoted(path)} or path like ${quoted(`${globOf(path)}/*`)}`;
}

function trimmed(path: string): string {
  return path.replaceAll(/^\/+|\/+$/g, '');
}
