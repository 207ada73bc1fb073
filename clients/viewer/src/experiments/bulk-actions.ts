import { explain } from '../lib/api-error.js';
import { notify } from '../lib/notices.js';
import { queryClient } from '../lib/query-client.js';
import { formatBytes } from '../pure/format-number.js';
import { changeMany, deleteMany, purge, restoreMany } from './experiments-api.js';

interface Act {
  readonly done: string;
  readonly run: () => Promise<void>;
  /** Takes it back, from the notice (VIEW-18). */
  readonly undo?: () => Promise<void>;
}

/** Moves runs to the recycle bin. */
export const remove = (ids: readonly string[]) => act({ done: `${runs(ids)} moved to the recycle bin`, run: () => deleteMany(ids), undo: () => restoreMany(ids) });

/** Takes runs out of the recycle bin. */
export const restore = (ids: readonly string[]) => act({ done: `${runs(ids)} restored`, run: () => restoreMany(ids), undo: () => deleteMany(ids) });

/** Puts runs into the archive, or takes them out. */
export const archive = (ids: readonly string[], archived: boolean) => act({
  done: `${runs(ids)} ${archived ? 'archived' : 'taken out of the archive'}`,
  run: () => changeMany(ids, { archived }), undo: () => changeMany(ids, { archived: !archived }),
});

/** Gives runs a tag; undoing takes it only from those that did not have it. */
export const tag = (ids: readonly string[], name: string, without: readonly string[]) => act({
  done: `${runs(ids)} tagged “${name}”`,
  run: () => changeMany(ids, { add_tags: [name] }),
  ...(without.length === 0 ? {} : { undo: () => changeMany(without, { remove_tags: [name] }) }),
});

/** Deletes runs of the recycle bin for good; nothing takes that back. */
export async function deleteForGood(ids: readonly string[]): Promise<boolean> {
  try {
    const { freed } = await purge(ids, 'do');
    void refresh();
    notify({ kind: 'done', title: `${runs(ids)} deleted for good`, ...(freed === null ? {} : { detail: `${formatBytes(freed.file_bytes + freed.database_bytes)} freed` }) });
    return true;
  } catch (error) {
    return tellFailure(error);
  }
}

async function act({ done, run, undo }: Act): Promise<boolean> {
  try {
    await run();
    void refresh();
    notify({ kind: 'done', title: done, ...(undo === undefined ? {} : { action: { label: 'Undo', run: () => void act({ done: 'Undone', run: undo }) } }) });
    return true;
  } catch (error) {
    return tellFailure(error);
  }
}

function tellFailure(error: unknown): false {
  const { title, hint } = explain(error);
  notify({ kind: 'failed', title, detail: hint });
  return false;
}

async function refresh(): Promise<void> {
  await Promise.all([queryClient.invalidateQueries({ queryKey: ['experiments'] }), queryClient.invalidateQueries({ queryKey: ['facets'] })]);
}

function runs(ids: readonly string[]): string {
  return ids.length === 1 ? '1 run' : `${ids.length} runs`;
}
