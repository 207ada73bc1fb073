import { folded, orNull, searchable, toSql } from '../sql-text.js';
import type { Labels } from './own-facts.js';

/** The row of `experiments_shown`, less its state, for these labels. */
export function shownRow(experimentId: string, labels: Labels) {
  return {
    experiment_id: experimentId,
    alias: orNull(labels.alias),
    alias_folded: labels.alias === null ? null : folded(labels.alias),
    notes: toSql(labels.notes),
    notes_folded: folded(labels.notes),
    archived: labels.archived ? 1 : 0,
    deleted_at: labels.deleted_at,
    delete_reason: orNull(labels.delete_reason),
  };
}

/** The rows of `experiments_tags` for these labels. */
export function tagRows(experimentId: string, labels: Labels): { experiment_id: string; tag: string; folded: string }[] {
  return labels.tags.map((tag) => ({ experiment_id: experimentId, tag: toSql(tag), folded: folded(tag) }));
}

/** What is searched in of these labels. */
export function searchedLabels({ alias, tags, notes }: Labels): string {
  return searchable([alias, ...tags, notes]);
}
