import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const profile = z.object({
  nodes: z.array(z.object({ id: z.number(), callFrame: z.object({ functionName: z.string(), url: z.string() }), children: z.array(z.number()).optional() })),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});

/** Which stage of the line a place of the code belongs to; the first that fits. */
const stages: readonly (readonly [stage: string, place: RegExp])[] = [
  ['wait', /^\((idle|root|program)\)|^(listen|await) .*seal-memory/],
  ['garbage', /^\(garbage collector\)/],
  ['sealing', /store\/(sealing|block-spans)/],
  ['codec', /store\/(codec|block-codec|encode-block)/],
  ['summaries', /store\/(.*pyramid|.*summar|.*bucket)/],
  ['sums', /store\/(series-sums|sums-bytes|row-bounds)/],
  ['append', /store\/(open-stream|append-points|regular-block|head-column|stream-head|split-head|shared-columns|stream-counters)/],
  ['sql', /store\/(prepared-sql|line-sql|block-table|stream-table|sealer|sql-metric)|projection/],
  ['read', /ingest\/(tail|read-buffer|descriptors|head-hash)|node:(fs|crypto|internal\/crypto)/],
  ['parse', /ingest\/(parse|event-|fast-lines|line-|json\/|scan)/],
];

type Shares = ReadonlyMap<string, number>;

/** Nanoseconds that each stage took in the CPU profiles of a folder, of the line's thread, which is the one that parsed, and of the thread that encoded beside it. */
export function stageNanoseconds(folder: string): { readonly line: Shares; readonly sealing: Shares } {
  const threads = readdirSync(folder).map((name) => sharesOf(readFileSync(join(folder, name), 'utf8')));
  const line = mostOf('parse', threads);
  return { line, sealing: mostOf('codec', threads.filter((thread) => thread !== line)) };
}

function mostOf(stage: string, threads: readonly Shares[]): Shares {
  const share = (thread: Shares): number => thread.get(stage) ?? 0;
  return threads.reduce<Shares>((most, thread) => (share(thread) > share(most) ? thread : most), new Map<string, number>());
}

function sharesOf(text: string): Map<string, number> {
  const { nodes, samples, timeDeltas } = profile.parse(JSON.parse(text));
  const places = new Map(nodes.map(({ id, callFrame }) => [id, `${callFrame.functionName} ${callFrame.url}`]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const shares = new Map<string, number>();
  for (const [i, sample] of samples.entries()) {
    const stage = stageOf(sample, places, parents);
    shares.set(stage, (shares.get(stage) ?? 0) + (timeDeltas[i] ?? 0) * 1000);
  }
  return shares;
}

/** Native code and WebAssembly belong to the stage of their caller. */
function stageOf(sample: number, places: ReadonlyMap<number, string>, parents: ReadonlyMap<number, number>): string {
  for (let node: number | undefined = sample; node !== undefined; node = parents.get(node)) {
    const place = places.get(node) ?? '';
    const found = stages.find(([, pattern]) => pattern.test(place));
    if (found !== undefined) return found[0];
  }
  return 'rest';
}
