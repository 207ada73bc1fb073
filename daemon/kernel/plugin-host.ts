import type { z } from 'zod';
import type { Clock } from '../api/clock.js';
import type { Migration } from '../api/database.js';
import type { Log } from '../api/log.js';
import type { Plugin } from '../api/plugin.js';
import type { Route } from '../api/route.js';
import type { TextSocketRoute } from '../api/text-socket.js';
import type { Token } from '../api/token.js';
import type { Topic } from '../api/topic.js';
import { baseOf } from './plugin-base.js';
import type { ContainerScope } from './scope.js';

interface Hosted {
  readonly plugin: Plugin;
  readonly scope: ContainerScope;
  readonly config: unknown;
}

/** What the plugins contribute, by plugin id. */
export interface Contributions {
  readonly routes: ReadonlyMap<string, readonly Route[]>;
  readonly topics: readonly Topic[];
  /** Text sockets with their whole addresses. */
  readonly sockets: readonly { readonly address: string; readonly route: TextSocketRoute }[];
}

/** Takes the plugins, in the order of their needs, through the phases: migrate, services, contribute, start. */
export class PluginHost {
  readonly #hosted: readonly Hosted[];
  readonly #log: Log;

  constructor(ordered: readonly Plugin[], house: ContainerScope, config: (plugin: Plugin) => unknown, log: Log) {
    this.#hosted = ordered.map((plugin) => ({ plugin, scope: house.child(`plugin ${plugin.id}`), config: config(plugin) }));
    this.#log = log;
  }

  async migrate(migrate: (ledger: string, migrations: readonly Migration[]) => Promise<void>): Promise<void> {
    for (const { plugin } of this.#hosted) await migrate(plugin.id, plugin.migrations ?? []);
  }

  /** Declares every service, and lends each given contract to those that need it and to nobody else (SEC-51). */
  services(): void {
    const givers = new Map<Token<unknown>, ContainerScope>();
    for (const { plugin, scope, config } of this.#hosted) {
      for (const token of plugin.needs ?? []) {
        const giver = givers.get(token);
        if (giver !== undefined) scope.provide(token, () => giver.get(token));
      }
      named(plugin, 'services', () => plugin.services?.(scope, config));
      for (const token of plugin.gives ?? []) givers.set(token, scope);
    }
  }

  contribute(): Contributions {
    const routes = new Map<string, readonly Route[]>();
    const topics: Topic[] = [];
    const sockets: Contributions['sockets'][number][] = [];
    for (const { plugin, scope, config } of this.#hosted) {
      routes.set(plugin.id, named(plugin, 'routes', () => plugin.routes?.(scope, config) ?? []));
      topics.push(...named(plugin, 'topics', () => plugin.topics?.(scope, config) ?? []));
      const own = named(plugin, 'sockets', () => plugin.sockets?.(scope, config) ?? []);
      sockets.push(...own.map((route) => ({ address: `${baseOf(plugin)}${route.path}`, route })));
    }
    return { routes, topics, sockets };
  }

  async start(clock: Clock): Promise<void> {
    for (const { plugin, scope, config } of this.#hosted) {
      const begin = clock.monotonic();
      await namedAsync(plugin, 'start', async () => plugin.start?.(scope, config));
      this.#log.debug('plugin started', { plugin: plugin.id, ms: Math.round(clock.monotonic() - begin) });
    }
  }
}

/** The config schema of each plugin that has one. */
export function configSchemas(plugins: readonly Plugin[]): [string, z.ZodType][] {
  return plugins.flatMap(({ id, config }) => (config === undefined ? [] : [[id, config]]));
}

function named<T>(plugin: Plugin, phase: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw blamed(plugin, phase, cause);
  }
}

async function namedAsync<T>(plugin: Plugin, phase: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw blamed(plugin, phase, cause);
  }
}

function blamed(plugin: Plugin, phase: string, cause: unknown): Error {
  return new Error(`plugin ${plugin.id} failed in its ${phase}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
}
