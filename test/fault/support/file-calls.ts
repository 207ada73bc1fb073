import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** What a file call does, whichever of node's interfaces it came by. */
export const callKinds = ['open', 'read', 'write', 'fsync', 'chmod', 'clone', 'link', 'rename', 'unlink', 'mkdir', 'truncate', 'close'] as const;
export type CallKind = (typeof callKinds)[number];

export interface FileCall {
  readonly kind: CallKind;
  readonly name: string;
  readonly args: readonly unknown[];
  /** The real call, with other arguments where they are given. */
  proceed(...args: readonly unknown[]): unknown;
}

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Methods = Record<string, AnyFunction>;

const synchronous: Readonly<Record<string, CallKind>> = { openSync: 'open', readSync: 'read', writeSync: 'write', fsyncSync: 'fsync', fchmodSync: 'chmod', copyFileSync: 'clone', linkSync: 'link', renameSync: 'rename', rmSync: 'unlink', unlinkSync: 'unlink', mkdirSync: 'mkdir', fdatasyncSync: 'fsync', ftruncateSync: 'truncate', closeSync: 'close' };
const promised: Readonly<Record<string, CallKind>> = { open: 'open', link: 'link', rename: 'rename', rm: 'unlink', mkdir: 'mkdir' };
const ofHandles: Readonly<Record<string, CallKind>> = { read: 'read', writev: 'write', writeFile: 'write', sync: 'fsync', chmod: 'chmod' };

/** Leads the file calls of this thread through `intercept`; whatever imports node's functions afterwards, or has them already, is led too. */
export async function interceptFiles(intercept: (call: FileCall) => unknown): Promise<void> {
  const handle = await fs.promises.open('/dev/null');
  const prototype = Object.getPrototypeOf(handle) as Methods;
  await handle.close();
  wrap(fs as unknown as Methods, synchronous, intercept);
  wrap(fs.promises as unknown as Methods, promised, async (call) => intercept(call));
  wrap(prototype, ofHandles, async (call) => intercept(call));
  syncBuiltinESMExports();
}

function wrap(owner: Methods, kinds: Readonly<Record<string, CallKind>>, intercept: (call: FileCall) => unknown): void {
  for (const [name, kind] of Object.entries(kinds)) {
    const real = owner[name];
    if (real === undefined) continue;
    owner[name] = function (this: unknown, ...args: unknown[]): unknown {
      return intercept({ kind, name, args, proceed: (...others) => real.apply(this, [...others]) });
    };
  }
}
