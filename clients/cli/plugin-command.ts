import { z } from 'zod';

const input = z.object({
  name: z.string(),
  summary: z.string(),
  required: z.boolean().optional(),
  kind: z.enum(['text', 'number', 'flag', 'list']).optional(),
  short: z.string().optional(),
  of: z.enum(['experiment']).optional(),
});
export type CommandInput = z.infer<typeof input>;

/** A command that the daemon's plugins contribute, as data. */
export const pluginCommand = z.object({
  plugin: z.string(),
  name: z.string(),
  summary: z.string(),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  /** Whole path of the route, parameters as `:name`. */
  path: z.string(),
  arguments: z.array(input).optional(),
  options: z.array(input).optional(),
  table: z.object({ rows: z.string(), columns: z.array(z.string()) }).optional(),
  shows: z.array(z.string()).optional(),
  confirm: z.string().optional(),
  download: z.boolean().optional(),
});
export type PluginCommand = z.infer<typeof pluginCommand>;
export const pluginCommands = z.object({ commands: z.array(pluginCommand) });

/** What a user typed, by input name. */
export type Inputs = ReadonlyMap<string, unknown>;

export interface PluginCall {
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

/** The request that a command line means: path parameters first, then the query of a GET or DELETE, the body of the others. */
export function callOf(command: PluginCommand, inputs: Inputs): PluginCall {
  const left = new Map([...inputs].filter(([, value]) => value !== undefined));
  const path = command.path.replaceAll(/:([A-Za-z_]\w*)/g, (_, name: string) => {
    const value = left.get(name);
    left.delete(name);
    return encodeURIComponent(String(value));
  });
  if (command.method === 'GET' || command.method === 'DELETE') return { path, query: Object.fromEntries([...left].map(([name, value]) => [name, texts(value)])), body: undefined };
  const typed = [...(command.arguments ?? []), ...(command.options ?? [])];
  const kinds = new Map(typed.map(({ name, kind }) => [name, kind]));
  return { path, query: {}, body: Object.fromEntries([...left].map(([name, value]) => [name, kinds.get(name) === 'number' ? Number(value) : value])) };
}

function texts(value: unknown): string | string[] {
  return Array.isArray(value) ? value.map(String) : String(value);
}
