import type { Method } from './route.js';

/** An argument or option of a command; it fills the route's parameter, query or body field of the same name. */
export interface CommandInput {
  readonly name: string;
  readonly summary: string;
  readonly required?: boolean;
  readonly kind?: 'text' | 'number' | 'flag' | 'list';
  readonly short?: string;
  /** What is named: the command line then takes the beginning of an id, a run id or a run directory too. */
  readonly of?: 'experiment';
}

/** A command line of a plugin, as data: the CLI asks the daemon which exist and calls their routes. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly method: Method;
  /** Route path below the plugin's base, parameters as `:name`. */
  readonly path: string;
  readonly arguments?: readonly CommandInput[];
  readonly options?: readonly CommandInput[];
  /** How people read the answer: a table of these columns over the list `rows`, or the document itself. */
  readonly table?: { readonly rows: string; readonly columns: readonly string[] };
  /** Fields of the answer that people are shown; all when absent. */
  readonly shows?: readonly string[];
  /** Asked before it runs, unless `--yes`. */
  readonly confirm?: string;
  /** The answer is a file: written to `--output`, or to standard output. */
  readonly download?: boolean;
}
