import type { FilterColumn } from './filter-columns.js';

/** What a comparison looks at. `key` is opaque text, as the program that logged it wrote it (DISK-24). */
export type FilterField =
  | { readonly kind: 'column'; readonly name: FilterColumn }
  | { readonly kind: 'tags' }
  | { readonly kind: 'metric'; readonly key: string; readonly of: 'last' | 'min' | 'max' }
  | { readonly kind: 'param' | 'summary'; readonly key: string };

/** A literal. A duration stands for seconds, or, under a time column and negative, for a moment before now. */
export type FilterValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'duration'; readonly seconds: number }
  | { readonly kind: 'boolean'; readonly boolean: boolean }
  | { readonly kind: 'null' };

export type FilterOperator = '=' | '!=' | '>' | '>=' | '<' | '<=' | 'contains' | 'like';

/** One condition, with the column in the text at which it begins (from 1), for messages. */
export type FilterCondition =
  | { readonly kind: 'compare'; readonly column: number; readonly field: FilterField; readonly operator: FilterOperator; readonly value: FilterValue }
  | { readonly kind: 'in'; readonly column: number; readonly field: FilterField; readonly values: readonly FilterValue[] }
  | { readonly kind: 'has'; readonly column: number; readonly tag: string }
  | { readonly kind: 'words'; readonly column: number; readonly text: string };

/** A parsed filter. */
export type Filter =
  | FilterCondition
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly part: Filter };

/** Why a text is no filter: a sentence, the column at fault (from 1) and what to write instead. */
export class FilterError extends Error {
  readonly column: number;
  readonly hint: string;

  constructor(sentence: string, column: number, hint: string) {
    super(sentence);
    this.name = 'FilterError';
    this.column = column;
    this.hint = hint;
  }
}
