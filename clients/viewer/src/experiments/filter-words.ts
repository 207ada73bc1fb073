import type { ExperimentFacets } from '../../../../schemas/experiments.js';
import { filterColumns } from '../../../../schemas/filter-columns.js';
import type { Vocabulary } from '../pure/completion.js';
import { quoted } from '../pure/conjunct.js';
import { fieldText } from '../pure/table-columns.js';

const states = ['running', 'stale', 'finished', 'failed', 'interrupted', 'other', 'unknown'];

/** What a filter may name: the grammar's columns, and the names and values that the runs at hand have. */
export function filterWords(facets: ExperimentFacets | undefined): Vocabulary {
  const paths = (facets?.path ?? []).map(({ value }) => quoted(value));
  const tags = (facets?.tags ?? []).map(({ value }) => quoted(value));
  return {
    fields: [
      ...Object.keys(filterColumns), 'tags',
      ...(facets?.metrics ?? []).map((name) => fieldText('metrics', name)),
      ...(facets?.params ?? []).map((name) => fieldText('params', name)),
      ...tags.map((tag) => `has(${tag})`),
    ],
    values: new Map<string, readonly string[]>([['state', states.map(quoted)], ['path', paths], ['tags', tags], ['tag', tags], ['archived', ['true', 'false']]]),
  };
}
