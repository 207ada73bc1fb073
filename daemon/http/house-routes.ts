import { z } from 'zod';
import { baseOf } from '../kernel/plugin-base.js';
import type { HttpOptions } from './http-options.js';
import type { HouseRoute } from './mount-route.js';

const condition = z.object({ ok: z.boolean(), code: z.string(), message: z.string() });
const lineStatus = z.object({
  state: z.enum(['starting', 'scanning', 'live', 'paused', 'stopped']),
  runs: z.number().int(),
  activeFiles: z.number().int(),
  linesRead: z.number().int(),
  pointsRead: z.number().int(),
  rejects: z.number().int(),
  bytesRead: z.number(),
  pendingBytes: z.number(),
  watching: z.string(),
  heldBytes: z.number(),
  lastCommitAt: z.number().nullable(),
});
const status = z.object({
  version: z.string(),
  pid: z.number().int(),
  root: z.string(),
  url: z.string(),
  uptime_seconds: z.number(),
  sockets: z.number().int().describe('open on /live'),
  healthy: z.boolean(),
  conditions: z.record(z.string(), condition),
  line: lineStatus.nullable().describe('null while the ingest line starts'),
});
const commandInput = z.object({ name: z.string(), summary: z.string(), required: z.boolean().optional(), kind: z.enum(['text', 'number', 'flag', 'list']).optional(), short: z.string().optional() });
const command = z.object({
  plugin: z.string(),
  name: z.string(),
  summary: z.string(),
  method: z.string(),
  path: z.string().describe('whole path of the route, parameters as :name'),
  arguments: z.array(commandInput).optional(),
  options: z.array(commandInput).optional(),
  table: z.object({ rows: z.string(), columns: z.array(z.string()) }).optional(),
  confirm: z.string().optional(),
  download: z.boolean().optional().describe('the answer is a file'),
});
const panel = z.object({ plugin: z.string(), id: z.string(), title: z.string(), module: z.string().describe('address of the script') });

/** The routes of the house that tell of itself: status, commands, panels. */
export function houseRoutes(options: HttpOptions, url: string): readonly HouseRoute[] {
  const commands = options.plugins.flatMap((plugin) => plugin.commands.map((one) => ({ plugin: plugin.id, ...one, path: `${baseOf(plugin)}${one.path}` })));
  const panels = options.plugins.flatMap((plugin) => plugin.panels.map((one) => ({ plugin: plugin.id, ...one, module: `/panels/${plugin.id}/${one.module}` })));
  const started = options.clock.monotonic();
  return [
    { method: 'GET', path: '/status', summary: 'The daemon: version, root, health and its ingest line', right: 'read', answer: status, handle: () => statusOf(options, url, started) },
    { method: 'GET', path: '/commands', summary: 'The command lines that plugins bring', right: 'read', answer: z.object({ commands: z.array(command) }), handle: async () => ({ commands }) },
    { method: 'GET', path: '/panels', summary: 'The pages that plugins bring to the viewer', right: 'read', answer: z.object({ panels: z.array(panel) }), handle: async () => ({ panels }) },
  ];
}

async function statusOf(options: HttpOptions, url: string, started: number): Promise<z.infer<typeof status>> {
  const line = await options.line().catch(() => null);
  return {
    version: options.version,
    pid: process.pid,
    root: options.root.path,
    url,
    uptime_seconds: Math.round((options.clock.monotonic() - started) / 100) / 10,
    sockets: options.live.sockets,
    healthy: options.health.ok,
    conditions: Object.fromEntries(options.health.conditions()),
    line,
  };
}
