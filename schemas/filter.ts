import { FilterError, type Filter, type FilterCondition, type FilterField, type FilterOperator, type FilterValue } from './filter-ast.js';
import { fieldOf, readField, unknownField } from './filter-fields.js';
import { tokenize, type FilterToken } from './filter-tokens.js';
import { valueOfWord } from './filter-values.js';

export { FilterError, type Filter, type FilterCondition, type FilterField, type FilterOperator, type FilterValue } from './filter-ast.js';
export { filterColumns, isFilterColumn, type FilterColumn, type FilterColumnKind } from './filter-columns.js';
export { parseSort, type Sort } from './filter-fields.js';

/** Conditions in one filter; more would outgrow the database's expression depth. */
export const mostConditions = 100;
const mostNesting = 50;
const mostValues = 500;

/**
 * Reads the filter grammar that viewer, CLI and API share: `metrics.val_acc > 0.9 and (params.lr < 1e-3 or has(best))`.
 * Words alone are searched for in name, path, alias, tags and notes. An empty text is no filter: undefined.
 * Throws FilterError; needs time in proportion to the text.
 */
export function parseFilter(text: string): Filter | undefined {
  const tokens = tokenize(text);
  return tokens.length === 1 ? undefined : new Parser(tokens).whole();
}

class Parser {
  readonly #tokens: readonly FilterToken[];
  #at = 0;
  #depth = 0;
  #conditions = 0;

  constructor(tokens: readonly FilterToken[]) {
    this.#tokens = tokens;
  }

  whole(): Filter {
    const filter = this.#or();
    const rest = this.#peek();
    if (rest.kind !== 'end') throw new FilterError(`“${rest.text}” is not expected here`, rest.column, rest.kind === 'close' ? 'There is no open bracket for it.' : 'Put “and” or “or” between conditions.');
    return filter;
  }

  #or(): Filter {
    if (++this.#depth > mostNesting) throw new FilterError('the filter is nested too deeply', this.#peek().column, `Use at most ${mostNesting} brackets and “not” inside each other.`);
    const parts = [this.#and()];
    while (this.#word('or')) parts.push(this.#and());
    this.#depth--;
    return joined('or', parts);
  }

  #and(): Filter {
    const parts = [this.#not()];
    while (this.#word('and') || this.#begins()) parts.push(this.#not());
    return joined('and', parts);
  }

  #not(): Filter {
    if (!this.#word('not')) return this.#primary();
    if (++this.#depth > mostNesting) throw new FilterError('the filter is nested too deeply', this.#peek().column, `Use at most ${mostNesting} brackets and “not” inside each other.`);
    const part = this.#not();
    this.#depth--;
    return { kind: 'not', part };
  }

  #primary(): Filter {
    const token = this.#peek();
    if (token.kind === 'open') return this.#bracket();
    if (++this.#conditions > mostConditions) throw new FilterError('the filter has too many conditions', token.column, `Use at most ${mostConditions}; in (…) counts as one.`);
    if (token.kind !== 'word' && token.kind !== 'text') throw new FilterError(token.kind === 'end' ? 'the filter ends where a condition is expected' : `“${token.text}” stands where a condition is expected`, token.column, 'For example: metrics.val_acc > 0.9 and status = "running"');
    if (isWord(token, 'has') && this.#peek(1).kind === 'open') return this.#has(token);
    return this.#isField() ? this.#comparison(token) : this.#freeText(token);
  }

  #bracket(): Filter {
    const open = this.#take();
    const inner = this.#or();
    this.#expect('close', open);
    return inner;
  }

  #has(token: FilterToken): FilterCondition {
    this.#take();
    const open = this.#take();
    const tag = this.#take();
    if (tag.kind !== 'word' && tag.kind !== 'text') throw new FilterError('has( ) takes one tag', tag.column, 'For example: has(baseline) or has("my tag")');
    this.#expect('close', open);
    return { kind: 'has', column: token.column, tag: plain(tag) };
  }

  #freeText(token: FilterToken): FilterCondition {
    this.#take();
    if (this.#operatorAt(0)) throw unknownField(token);
    return { kind: 'words', column: token.column, text: plain(token) };
  }

  #comparison(token: FilterToken): Filter {
    const { field, used } = readField(this.#tokens, this.#at);
    this.#at = used;
    const negated = this.#word('not');
    const condition = this.#word('in') ? this.#list(token, field) : this.#compared(token, field);
    return negated ? { kind: 'not', part: condition } : condition;
  }

  #compared(token: FilterToken, field: FilterField): FilterCondition {
    const operator = this.#operatorAt(0);
    if (!operator) throw new FilterError(`“${token.text}” needs a comparison`, this.#peek().column, 'Use one of = != > >= < <= contains, like, in (…).');
    this.#take();
    return { kind: 'compare', column: token.column, field, operator, value: this.#value() };
  }

  #list(token: FilterToken, field: FilterField): FilterCondition {
    const open = this.#take();
    if (open.kind !== 'open') throw new FilterError('in needs a list in brackets', open.column, 'For example: status in (finished, failed)');
    const values = [this.#value()];
    while (this.#peek().kind === 'comma') {
      this.#take();
      values.push(this.#value());
    }
    if (values.length > mostValues) throw new FilterError('the list is too long', open.column, `Use at most ${mostValues} values.`);
    this.#expect('close', open);
    return { kind: 'in', column: token.column, field, values };
  }

  #value(): FilterValue {
    const token = this.#take();
    if (token.kind === 'text') return { kind: 'text', text: token.text };
    if (token.kind !== 'word') throw new FilterError('a value is missing', token.column, 'Write a number, true, false, null or a text in quotes.');
    return token.quoted === undefined ? valueOfWord(token.text) : { kind: 'text', text: plain(token) };
  }

  /** Does a comparison begin here: a field, or min( ), with an operator behind it? Words alone are free text. */
  #isField(): boolean {
    const token = this.#peek();
    const isCall = token.kind === 'word' && /^(?:min|max|last)$/.test(token.text) && this.#peek(1).kind === 'open';
    if (isCall) return true;
    if (!fieldOf(token)) return false;
    const behind = this.#peek(1);
    return this.#operatorAt(1) !== undefined || isWord(behind, 'in') || (isWord(behind, 'not') && (isWord(this.#peek(2), 'in') || this.#operatorAt(2) !== undefined));
  }

  #operatorAt(ahead: number): FilterOperator | undefined {
    const token = this.#peek(ahead);
    if (token.kind === 'operator') return token.text as FilterOperator; // the tokenizer spells them
    if (isWord(token, 'contains')) return 'contains';
    return isWord(token, 'like') ? 'like' : undefined;
  }

  #begins(): boolean {
    const token = this.#peek();
    if (token.kind === 'word') return !isWord(token, 'or');
    return token.kind === 'text' || token.kind === 'open';
  }

  #word(word: string): boolean {
    if (!isWord(this.#peek(), word)) return false;
    this.#at++;
    return true;
  }

  #expect(kind: FilterToken['kind'], open: FilterToken): void {
    const token = this.#take();
    if (token.kind !== kind) throw new FilterError('a bracket is opened and not closed', open.column, 'Add “)”.');
  }

  #peek(ahead = 0): FilterToken {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)] ?? { kind: 'end', text: '', column: 1 };
  }

  #take(): FilterToken {
    const token = this.#peek();
    this.#at++;
    return token;
  }
}

function isWord(token: FilterToken, word: string): boolean {
  return token.kind === 'word' && token.quoted === undefined && token.text.toLowerCase() === word;
}

function plain(token: FilterToken): string {
  return token.text + (token.quoted ?? '');
}

function joined(kind: 'and' | 'or', parts: readonly Filter[]): Filter {
  const [only] = parts;
  return parts.length === 1 && only ? only : { kind, parts };
}
