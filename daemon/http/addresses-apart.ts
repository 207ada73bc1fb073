import type { TaggedRoute } from './open-api.js';

/** Throws, naming both, when two routes answer one method of one address: the second would never be asked. */
export function assertApart(routes: readonly Pick<TaggedRoute, 'tag' | 'base' | 'route'>[]): void {
  const holders = new Map<string, string>();
  for (const { tag, base, route } of routes) {
    const address = `${route.method} ${base}${route.path}`;
    const known = holders.get(address.replaceAll(/:\w+/g, ':'));
    if (known !== undefined) throw new Error(`${tag} answers ${address}, which is answered by ${known} already: give one of them another path`);
    holders.set(address.replaceAll(/:\w+/g, ':'), tag);
  }
}
