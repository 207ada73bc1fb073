import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { StartError } from '../api/errors.js';

/** One value in force and where it came from. */
export interface ConfigValue {
  readonly key: string;
  readonly value: unknown;
  readonly from: string;
}

export interface Config {
  /** The parsed, frozen section of a part of the house; `schema` is the one that it was loaded with. */
  section<T>(id: string, schema: z.ZodType<T>): T;
  readonly values: readonly ConfigValue[];
}

export interface ConfigSources {
  /** Path of the config file; `required` = named by the user, so that its absence is an error. */
  readonly file: { readonly path: string; readonly required: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `a.b=c` texts, strongest. */
  readonly sets: readonly string[];
}

type Tree = Map<string, { readonly value: unknown; readonly from: string }>;

/** The plugins that the config names under `plugins`, read before any section can be parsed. */
export function pluginNames({ file, sets }: ConfigSources): string[] {
  const given = new Map([...fromFile(file), ...fromSets(sets)]).get('plugins')?.value ?? [];
  const parsed = z.array(z.string()).safeParse(given);
  if (parsed.success) return parsed.data;
  throw new StartError('bad-config', '`plugins` is no list of names', 'write "plugins": ["./my-plugin.js", "an-installed-package"]', 64);
}

/** Joins file, environment (`RUNKEEP_HTTP_PORT`, `RUNKEEP_HTTP_LIMITS__BODY_BYTES`) and `--set`, each stronger than the one before, and parses every section strictly. */
export function loadConfig(sources: ConfigSources, schemas: ReadonlyMap<string, z.ZodType>): Config {
  const given: Tree = new Map([...fromFile(sources.file), ...fromEnv(sources.env, schemas), ...fromSets(sources.sets)]);
  checkSections(given, schemas);
  const sections = new Map([...schemas].map(([id, schema]) => [id, parseSection(id, schema, given)]));
  const values = [...sections].flatMap(([id, section]) => leaves(id, section)).map(([key, value]) => ({ key, value, from: given.get(key)?.from ?? 'default' }));
  return { section: <T>(id: string) => sections.get(id) as T, values };
}

function fromFile({ path, required }: ConfigSources['file']): Tree {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (!required && (cause as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw new StartError('config-unreadable', `the config file ${path} cannot be read`, 'name an existing file with --config, or leave --config out', 64, cause);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new StartError('config-not-json', `the config file ${path} is not JSON: ${(cause as Error).message}`, 'mend the file; `runkeep config` prints what is in force', 64, cause);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new StartError('config-not-object', `the config file ${path} does not hold an object`, 'write one section per part: {"http": {"port": 7717}}', 64);
  return new Map(Object.entries(parsed).flatMap(([id, section]) => leaves(id, section)).map(([key, value]) => [key, { value, from: path }]));
}

function fromEnv(env: ConfigSources['env'], schemas: ReadonlyMap<string, z.ZodType>): Tree {
  const tree: Tree = new Map();
  for (const id of schemas.keys()) {
    const prefix = `RUNKEEP_${id.replaceAll('-', '_').toUpperCase()}_`;
    for (const [name, text] of Object.entries(env)) {
      if (text === undefined || !name.startsWith(prefix)) continue;
      tree.set(`${id}.${keyOf(name.slice(prefix.length))}`, { value: word(text), from: name });
    }
  }
  return tree;
}

/** `LIMITS__BODY_BYTES` is `limits.bodyBytes`. */
function keyOf(words: string): string {
  return words.toLowerCase().replaceAll('__', '.').replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function fromSets(sets: readonly string[]): Tree {
  return new Map(
    sets.map((set) => {
      const at = set.indexOf('=');
      if (at < 1) throw new StartError('bad-set', `--set ${set} has no value`, 'write --set section.key=value', 64);
      return [set.slice(0, at), { value: word(set.slice(at + 1)), from: '--set' }];
    }),
  );
}

/** JSON where it is JSON (numbers, true, lists), else the text itself. */
function word(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function checkSections(given: Tree, schemas: ReadonlyMap<string, z.ZodType>): void {
  for (const [key, { from }] of given) {
    const id = key.split('.')[0] ?? '';
    if (!schemas.has(id) && id !== 'plugins') throw new StartError('unknown-section', `${from} configures "${id}", which does not exist`, `sections are: ${[...schemas.keys(), 'plugins'].join(', ')}`, 64);
  }
}

function parseSection(id: string, schema: z.ZodType, given: Tree): unknown {
  const parsed = schema.safeParse(nest(id, given));
  if (parsed.success) return freeze(parsed.data);
  const issue = parsed.error.issues[0];
  const where = [id, ...(issue?.path ?? [])].join('.');
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape).join(', ') : '';
  throw new StartError('bad-config', `configuration ${where}: ${issue?.message ?? 'is not valid'}`, known === '' ? `${id} takes no settings` : `keys of ${id}: ${known}`, 64);
}

function nest(id: string, given: Tree): Record<string, unknown> {
  const section: Record<string, unknown> = {};
  for (const [key, { value }] of given) {
    const [head, ...path] = key.split('.');
    const last = path.pop();
    if (head !== id || last === undefined || [...path, last].includes('__proto__')) continue;
    let at = section;
    for (const name of path) at = (at[name] ??= {}) as Record<string, unknown>;
    at[last] = value;
  }
  return section;
}

function leaves(key: string, value: unknown): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[key, value]];
  return Object.entries(value).flatMap(([name, inner]) => leaves(`${key}.${name}`, inner));
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(freeze);
    Object.freeze(value);
  }
  return value;
}
