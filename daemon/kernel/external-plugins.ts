import { createRequire } from 'node:module';
import { dirname, isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StartError } from '../api/errors.js';
import type { Plugin } from '../api/plugin.js';

/** Loads the plugins that the config names: a path relative to the config file, or the name of an installed package. */
export async function loadExternal(names: readonly string[], configFile: string): Promise<Plugin[]> {
  const loaded: Plugin[] = [];
  for (const name of names) loaded.push(...(await load(name, configFile)));
  return loaded;
}

async function load(name: string, configFile: string): Promise<Plugin[]> {
  let exported: Readonly<Record<string, unknown>>;
  try {
    exported = (await import(locate(name, configFile))) as Record<string, unknown>;
  } catch (cause) {
    throw new StartError('plugin-unreadable', `the plugin ${name} cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`, 'check the path in `plugins`, relative to the config file, or install the package', 64, cause);
  }
  const plugins = Object.values(exported).filter(isPlugin);
  if (plugins.length === 0) throw new StartError('no-plugin', `${name} exports no plugin`, 'export a plain object with an `id`: export const mine = { id: "mine", ... }', 64);
  return plugins;
}

function locate(name: string, configFile: string): string {
  if (name.startsWith('.') || isAbsolute(name)) return pathToFileURL(resolve(dirname(configFile), name)).href;
  return pathToFileURL(createRequire(resolve(configFile)).resolve(name)).href;
}

function isPlugin(value: unknown): value is Plugin {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}
