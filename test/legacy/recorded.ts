import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Scene } from '../support/at-end.js';
import { tempFolder } from '../support/temp-folder.js';

const sample = z.object({
  request: z.object({ method: z.string(), path: z.string(), json: z.unknown().optional(), params: z.record(z.string(), z.string()).optional() }),
  status: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.unknown(),
});
const socketSample = z.object({ run: z.string(), messages: z.array(z.tuple([z.number(), z.string()])) });

/** One answer of the real viewer. */
export interface Sample extends z.infer<typeof sample> {
  readonly name: string;
}

/** The recorded answers of one version, in the order in which they were asked for. */
export interface Recording {
  readonly samples: readonly Sample[];
  readonly sockets: readonly ({ readonly name: string } & z.infer<typeof socketSample>)[];
}

/** The folder of recordings: `place` itself, or what is packed in it. */
export function recordings(scene: Scene, place: string): string {
  if (statSync(place).isDirectory()) return place;
  const folder = tempFolder(scene);
  execFileSync('tar', ['xzf', resolve(place), '-C', folder]);
  return join(folder, 'runicorn-api');
}

/** A fresh copy of the root that the answers are about; the archives lie beside the recordings. */
export function recordedRoot(scene: Scene, place: string, version: string): string {
  const folder = tempFolder(scene);
  const archive = join(process.env['RUNKEEP_ROOTS'] ?? join(dirname(resolve(place)), 'runicorn'), `runicorn-${version}.tar.gz`);
  execFileSync('tar', ['xzf', archive, '-C', folder]);
  return join(folder, `runicorn-${version}`, 'root');
}

/** Reads all recorded answers of a version. */
export function recordingOf(folder: string): Recording {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const names = readdirSync(folder).filter((name) => name.endsWith('.json')).sort();
  return {
    samples: names.filter((name) => /^\d/.test(name)).map((name) => ({ name: name.slice(0, -5), ...sample.parse(read(name)) })),
    sockets: names.filter((name) => name.startsWith('ws_')).map((name) => ({ name: name.slice(0, -5), ...socketSample.parse(read(name)) })),
  };
}
