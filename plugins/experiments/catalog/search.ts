import type { Knex } from 'knex';
import { folded, likePattern } from '../sql-text.js';
import { hasRow } from './has-row.js';

/** The trigram index finds no shorter pieces of text. */
const shortest = 3;

/** Keeps the runs in which the words stand: in name, path, run id, project, alias, a tag or the notes, without regard to case. */
export function whereWords(query: Knex.QueryBuilder, words: string): void {
  if (isGlob(words)) whereGlob(query, likePattern(`*${words}*`));
  else whereAllWords(query, [words]);
}

/** Keeps the runs in which each of these words without wildcards stands: one look at their texts for all of them. */
export function whereAllWords(query: Knex.QueryBuilder, words: readonly string[]): void {
  hasRow(query, 'experiments_searched', (rows) => {
    for (const each of words) keepText(rows, 'h', each);
  });
}

/** All runs in which the words may stand, from the index; undefined where it cannot tell, since they are too short. */
export function searchRows(reader: Knex, words: readonly string[]): Knex.QueryBuilder | undefined {
  const phrases = words.flatMap((each) => (isGlob(each) ? each.split(/\\[^]|[*?\\]/) : [each])).map(folded).filter(isIndexed);
  if (phrases.length === 0) return undefined;
  const match = phrases.map((text) => `"${text.replaceAll('"', '""')}"`).join(' ');
  return reader('experiments_search as f').where('f.experiments_search', 'match', match).crossJoin('experiments_searched as d').whereColumn('d.no', 'f.rowid');
}

/** Do these words lie in the index just as they are? */
export function isSearchable(words: string): boolean {
  return !isGlob(words) && isIndexed(folded(words));
}

function isIndexed(text: string): boolean {
  return Array.from(text).length >= shortest;
}

/** Runs in which words too short for the index stand: one look over all texts. */
export function scannedRows(reader: Knex, words: string): Knex.QueryBuilder {
  const rows = reader('experiments_searched as d');
  keepText(rows, 'd', words);
  return rows;
}

/** Do wildcards stand in the words, so that a row found by its pieces must be looked at again? */
export function isGlob(words: string): boolean {
  return /[*?]/.test(words);
}

function keepText(rows: Knex.QueryBuilder, table: string, words: string): void {
  const pattern = `%${folded(words)}%`;
  rows.where((either) => void either.where(`${table}.files`, 'like', pattern).orWhere(`${table}.labels`, 'like', pattern));
}

function whereGlob(query: Knex.QueryBuilder, pattern: string): void {
  const any = (columns: readonly string[]) => (rows: Knex.QueryBuilder): void => {
    rows.where((either) => {
      for (const column of columns) either.orWhere(`h.${column}`, 'like', pattern);
    });
  };
  query.where((either) => {
    either.where((inner) => hasRow(inner, 'experiments_shown', any(['alias_folded', 'notes_folded'])));
    either.orWhere((inner) => hasRow(inner, 'experiments_folded', any(['run_id', 'path', 'project', 'name'])));
    either.orWhere((inner) => hasRow(inner, 'experiments_tags', any(['folded'])));
  });
}
