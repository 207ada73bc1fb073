import type { Plugin } from '../api/plugin.js';
import type { Token } from '../api/token.js';

/** The plugins, each behind those whose contracts it needs. Errors name both ends. `house` = what the daemon itself gives. */
export function inOrder(plugins: readonly Plugin[], house: readonly Token<unknown>[]): Plugin[] {
  checkIds(plugins);
  const givers = giversOf(plugins, house);
  const ordered: Plugin[] = [];
  const visit = (plugin: Plugin, path: readonly string[]): void => {
    if (ordered.includes(plugin)) return;
    if (path.includes(plugin.id)) throw new Error(`plugins need each other in a circle: ${[...path, plugin.id].join(' -> ')}`);
    for (const token of plugin.needs ?? []) {
      if (house.includes(token)) continue;
      const giver = givers.get(token);
      if (giver === undefined) throw new Error(`plugin ${plugin.id} needs ${token.name}, which no plugin gives: add the plugin that gives it, or remove ${plugin.id}`);
      visit(giver, [...path, plugin.id]);
    }
    ordered.push(plugin);
  };
  for (const plugin of plugins) visit(plugin, []);
  return ordered;
}

function checkIds(plugins: readonly Plugin[]): void {
  const seen = new Set<string>();
  for (const { id } of plugins) {
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) throw new Error(`plugin id "${id}" is no kebab-case name`);
    if (seen.has(id)) throw new Error(`two plugins are called ${id}`);
    seen.add(id);
  }
}

function giversOf(plugins: readonly Plugin[], house: readonly Token<unknown>[]): Map<Token<unknown>, Plugin> {
  const givers = new Map<Token<unknown>, Plugin>();
  for (const plugin of plugins) {
    for (const token of plugin.gives ?? []) {
      const other = house.includes(token) ? 'the daemon' : givers.get(token)?.id;
      if (other !== undefined) throw new Error(`${token.name} is given by both ${other} and ${plugin.id}: a contract has one giver`);
      givers.set(token, plugin);
    }
  }
  return givers;
}
