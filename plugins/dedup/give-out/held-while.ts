import type { CollectionHold } from '../../../schemas/contracts/collection-hold.js';

/** The same parts, while no object is collected: from before the first one is made until after the last. */
export async function* heldWhile<Part>(hold: CollectionHold, parts: AsyncIterable<Part>): AsyncGenerator<Part> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await new Promise<void>((resolve, reject) => {
    hold.holdCollection(() => {
      resolve();
      return released;
    }).catch(reject);
  });
  try {
    yield* parts;
  } finally {
    release();
  }
}
