import type { Scene } from './at-end.js';
import { after } from 'node:test';

/** A scene that ends with the test file: for what a `before` opens, since an `after` called there would run at once. */
export function fileScene(): Scene {
  const closings: (() => void | Promise<void>)[] = [];
  after(async () => {
    for (const close of closings.reverse()) await close();
  });
  return { after: (close) => closings.push(close) };
}
