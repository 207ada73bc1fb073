import { z } from 'zod';
import type { ExperimentChange } from '../../../schemas/experiments.js';

/** What people said of a run in Runkeep. Absent = nothing said: the word of the files stands (DISK-10). */
export const ownFacts = z.strictObject({
  alias: z.string().nullable().optional(),
  tags: z.array(z.string()).optional(),
  notes: z.string().optional(),
  archived: z.boolean().optional(),
  /** `restored`: the mark of deletion in the files no longer counts (DISK-43). */
  deletion: z.union([z.object({ at: z.number(), reason: z.string() }), z.literal('restored')]).optional(),
});
export type OwnFacts = z.infer<typeof ownFacts>;

/** What the files say of the same things. */
export interface FileLabels {
  readonly alias: string | null;
  readonly tags: readonly string[];
  readonly deleted_at: number | null;
  readonly delete_reason: string | null;
}

/** What is shown of both. */
export interface Labels {
  readonly alias: string | null;
  readonly tags: readonly string[];
  readonly notes: string;
  readonly archived: boolean;
  readonly deleted_at: number | null;
  readonly delete_reason: string | null;
}

/** The one rule by which own facts go over those of the files. */
export function labelsOf(files: FileLabels, own: OwnFacts): Labels {
  return {
    alias: own.alias === undefined ? files.alias : own.alias,
    tags: [...new Set(own.tags ?? files.tags)],
    notes: own.notes ?? '',
    archived: own.archived ?? false,
    ...deletionOf(files, own),
  };
}

function deletionOf(files: FileLabels, { deletion }: OwnFacts): Pick<Labels, 'deleted_at' | 'delete_reason'> {
  if (deletion === undefined) return { deleted_at: files.deleted_at, delete_reason: files.delete_reason };
  return deletion === 'restored' ? { deleted_at: null, delete_reason: null } : { deleted_at: deletion.at, delete_reason: deletion.reason };
}

/** Own facts after a change. Adding and removing tags starts from those that are shown. */
export function changed(own: OwnFacts, files: FileLabels, change: ExperimentChange): OwnFacts {
  const tags = changedTags(labelsOf(files, own).tags, change);
  return {
    ...own,
    ...(tags && { tags }),
    ...(change.alias !== undefined && { alias: change.alias === '' ? null : change.alias }),
    ...(change.notes !== undefined && { notes: change.notes }),
    ...(change.archived !== undefined && { archived: change.archived }),
  };
}

function changedTags(shown: readonly string[], { tags, add_tags, remove_tags }: ExperimentChange): string[] | undefined {
  if (!tags && !add_tags && !remove_tags) return undefined;
  const removed = new Set(remove_tags);
  return [...new Set([...(tags ?? shown), ...(add_tags ?? [])])].filter((tag) => !removed.has(tag));
}
