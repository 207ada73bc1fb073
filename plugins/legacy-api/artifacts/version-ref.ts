import { z } from 'zod';
import type { ArtifactRef, ArtifactStore } from '../../../schemas/contracts/artifact-store.js';
import { chosenType } from './chosen-type.js';

/** The query of every route that may name a type. */
export const typed = z.object({ type: z.string().min(1).max(300).optional() });

/** The parameters of every route of one artifact. */
export const nameParam = z.object({ name: z.string().min(1).max(300) });

/** The parameters of every route of one version. */
export const versionParam = nameParam.extend({ version: z.coerce.number().int().min(1).max(1_000_000_000) });

/** The type that is asked for, or the one that a name without it means. */
export async function typeOf(store: ArtifactStore, name: string, { type }: z.infer<typeof typed>): Promise<{ readonly type?: string }> {
  return withType({ type: type ?? (await chosenType(store, name)) });
}

/** The version that a request means. */
export async function versionRef(store: ArtifactStore, params: z.infer<typeof versionParam>, query: z.infer<typeof typed>): Promise<ArtifactRef> {
  return { ...params, ...(await typeOf(store, params.name, query)) };
}

/** No member where no type is asked for. */
export function withType({ type }: z.infer<typeof typed>): { readonly type?: string } {
  return type === undefined ? {} : { type };
}
