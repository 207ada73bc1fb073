import { appendFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';

/** One act of a writer: append text or bytes; cut the file; put another file in its place, as rsync does; take it away; or wait for somebody. */
export type WriterStep = string | Uint8Array | { readonly truncate: number } | { readonly replace: string } | typeof removal | (() => Promise<unknown>);

/** Takes the file away. */
export const removal = Symbol('removal');

/** Plays a script on a growing file: `['{"a', pause, '":1}\n', { truncate: 0 }]`, where `pause` awaits what a reader shows. */
export async function play(path: string, steps: readonly WriterStep[]): Promise<void> {
  for (const step of steps) {
    if (typeof step === 'function') await step();
    else act(path, step);
  }
}

function act(path: string, step: Exclude<WriterStep, () => Promise<unknown>>): void {
  if (step === removal) rmSync(path);
  else if (typeof step === 'string' || step instanceof Uint8Array) appendFileSync(path, step);
  else if ('truncate' in step) truncateSync(path, step.truncate);
  else {
    writeFileSync(`${path}.Xy3kQz`, step.replace);
    renameSync(`${path}.Xy3kQz`, path);
  }
}
