import { readFileSync } from 'node:fs';

/** The part of the platform's WebAssembly that the house uses; Node's own types leave it out. */
interface Platform {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

/** Every WebAssembly module of the house exports its memory. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

// The platform object and what a module exports are known to no compiler.
const { Module, Instance } = Reflect.get(globalThis, 'WebAssembly') as Platform;

/** Compiles the module beside the caller; answers a function that gives instances, each with a memory of its own. */
export function wasmModule<Exports extends { readonly memory: WasmMemory }>(url: URL): () => Exports {
  let module: object | undefined;
  return () => new Instance((module ??= new Module(readFileSync(url))), {}).exports as Exports;
}
