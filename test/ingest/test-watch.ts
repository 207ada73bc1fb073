import type { OtherEvent } from '../../daemon/api/event-block.js';
import type { SeriesTotals } from '../../daemon/api/metric-writer.js';
import type { FoundRun, RunDocument, RunLayout, WatchModule } from '../../daemon/api/watch.js';

/** Runs lie anywhere below the root, wherever a document lies. */
export const testLayout: RunLayout = {
  descends: (path) => path.every((name) => !name.startsWith('.')),
  recognise: (path, names) => {
    const runId = path.at(-1);
    if (runId === undefined || !(names.has('meta.json') || names.has('status.json'))) return undefined;
    const dir = path.join('/');
    return { experimentId: `id:${dir}`, dir, runId, layout: 'path', logicalPath: path.slice(0, -1).join('/') };
  },
  documents: ['meta.json', 'status.json'],
  isEventFile: (name) => name === 'events.jsonl',
};

/** What the line told of its runs. */
export class Told {
  readonly documents = new Map<string, ReadonlyMap<string, RunDocument>[]>();
  readonly events: [string, number, OtherEvent][] = [];
  readonly totals = new Map<string, Map<string, SeriesTotals>>();
  readonly rejected = new Map<string, number>();
  readonly restarted: [string, number][] = [];
  readonly gone: string[] = [];
  readonly unreadable: [string, string | null][] = [];
  known: FoundRun[] = [];

  /** A watch module that remembers here what it is told; a run has ended when its status is not `running`. */
  readonly module: WatchModule = {
    layout: testLayout,
    open: () => ({
      documents: (run, documents) => {
        this.documents.set(run.dir, [...(this.documents.get(run.dir) ?? []), documents]);
        const status = documents.get('status.json')?.value as { status?: string } | undefined;
        return { ended: status?.status !== undefined && status.status !== 'running' };
      },
      events: (run, _file, generation, events) => this.events.push(...events.map((event): [string, number, OtherEvent] => [run.dir, generation, event])),
      totals: (run, totals) => {
        const known = this.totals.get(run.dir) ?? new Map<string, SeriesTotals>();
        for (const total of totals) known.set(total.name, total);
        this.totals.set(run.dir, known);
      },
      rejected: (run, total) => this.rejected.set(run.dir, total),
      restarted: (run, _file, generation) => this.restarted.push([run.dir, generation]),
      gone: (run) => this.gone.push(run.dir),
      unreadable: (run, _file, code) => this.unreadable.push([run.dir, code]),
      known: () => this.known,
    }),
  };
}
