import { Token } from './token.js';

/** Where run directories lie in a root, every generation of it (DISK-01 to 05), as the plugin `experiments` lends it. Pure: it reads no file. */
export interface RunLayout {
  /** May a run lie in this directory or below it? `path` = its components from the root; [] is the root. */
  descends(path: readonly string[]): boolean;
  /** The run kept in this directory, given the names of the files in it; `meta` is what `meta.json` holds, if it can be read. The experiment's id follows from the directory alone. */
  recognise(path: readonly string[], names: ReadonlySet<string>, meta: unknown): { readonly dir: string; readonly experimentId: string; readonly runId: string } | undefined;
}
export const RunLayout = new Token<RunLayout>('RunLayout');
