import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StartError } from '../api/errors.js';

/** What the command line and the environment say, before any config file is read. */
export interface Options {
  readonly root: string;
  /** Where `runkeep.db` lies instead of in the root. */
  readonly database: string | undefined;
  /** Where Runkeep's own files lie, the database among them, instead of in the root: the root is then only read. */
  readonly keep: string | undefined;
  readonly config: { readonly path: string; readonly required: boolean };
  readonly sets: readonly string[];
  readonly takeOver: boolean;
}

/** Reads the daemon's own options; `--host` and `--port` are short for `--set http.host=` and `--set http.port=`. */
export function parseOptions(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Options {
  const values = parsed(args);
  const sets = [...(values.set ?? [])];
  if (values.host !== undefined) sets.push(`http.host=${values.host}`);
  if (values.port !== undefined) sets.push(`http.port=${values.port}`);
  if (values['insecure-listen'] === true) sets.push('http.insecureListen=true');
  return {
    root: values.root ?? env['RUNKEEP_ROOT'] ?? env['RUNICORN_DIR'] ?? 'runkeep-data',
    database: values.database,
    keep: values.keep,
    config: { path: resolve(values.config ?? 'runkeep.config.json'), required: values.config !== undefined },
    sets,
    takeOver: values['take-over'] === true,
  };
}

const known = {
  root: { type: 'string' },
  database: { type: 'string' },
  keep: { type: 'string' },
  config: { type: 'string' },
  set: { type: 'string', multiple: true },
  host: { type: 'string' },
  port: { type: 'string' },
  'insecure-listen': { type: 'boolean' },
  'take-over': { type: 'boolean' },
} as const;

function parsed(args: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof known }>>['values'] {
  try {
    return parseArgs({ args: [...args], options: known }).values;
  } catch (cause) {
    throw new StartError('bad-option', (cause as Error).message, `options are: ${Object.keys(known).map((name) => `--${name}`).join(' ')}`, 64, cause);
  }
}
