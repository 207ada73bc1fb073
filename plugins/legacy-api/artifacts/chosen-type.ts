import type { ArtifactStore } from '../../../schemas/contracts/artifact-store.js';

/** The order in which the legacy viewer looked for a name. */
const order = ['model', 'dataset', 'config', 'code', 'custom'];

/** The type that a name without one means: where several use it, the first in the legacy viewer's order; none where nobody uses it. */
export async function chosenType(store: ArtifactStore, name: string): Promise<string | undefined> {
  const types = (await store.list({})).filter((one) => one.name === name).map(({ type }) => type);
  return order.find((type) => types.includes(type)) ?? types[0];
}
