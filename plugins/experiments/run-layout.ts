import type { FoundRun, RunLayout } from '../../daemon/api/watch.js';
import { experimentId } from './experiment-id.js';
import { fieldOf, textOf } from './field.js';

const reserved = new Set(['archive', 'index', 'webui', 'artifacts', 'adapters', 'jobs']);
const generatedId = /^\d{8}_\d{6}_[0-9a-f]{6}$/;
const deepest = 200;

/** Where runs lie in a root, every generation of it (DISK-01 to 05). */
export const runLayout: RunLayout = {
  descends: (path) => path.length <= deepest && path.every((name, index) => isOrdinary(name) || isRecycle(path, index)) && mayHoldRuns(path),
  recognise: (path, names, meta) => {
    const runId = path.at(-1);
    if (runId === undefined || !(names.has('meta.json') || names.has('status.json')) || !runLayout.descends(path)) return undefined;
    const place = path[0] === 'runs' ? insideRuns(path, meta) : outsideRuns(path, meta);
    const dir = path.join('/');
    return place && { experimentId: experimentId(dir), dir, runId, ...place };
  },
  documents: ['meta.json', 'status.json', 'summary.json', 'config.json', 'environment.json', 'assets.json', 'artifacts_created.json', 'artifacts_used.json', '.deleted', 'heartbeat'],
  isEventFile: (name) => /^events(?:-r\d{1,9})?\.jsonl$/.test(name),
};

type Place = Pick<FoundRun, 'layout' | 'logicalPath'>;

/** `runs/<id>`, `runs/<path…>/<id>`, `runs/.recycle/<id>`, and the project that is called `runs`. */
function insideRuns(path: readonly string[], meta: unknown): Place | undefined {
  if (path.length < 2) return undefined;
  const parents = path.slice(1, -1);
  if (parents[0] === '.recycle') return { layout: 'recycle', logicalPath: pathInMeta(meta) };
  const isOfProject = fieldOf(meta, 'project') !== undefined && fieldOf(meta, 'path') === undefined;
  if (isOfProject && parents.length === 0) return { layout: 'flat', logicalPath: pathInMeta(meta) };
  if (isOfProject && parents.length >= 2 && parents.at(-1) === 'runs') return { layout: 'project-name', logicalPath: path.slice(0, -2).join('/') };
  return { layout: 'path', logicalPath: parents.join('/') };
}

/** `<project>/<name>/runs/<id>`, where project and name may hold slashes. */
function outsideRuns(path: readonly string[], meta: unknown): Place | undefined {
  if (path.length < 3 || path.at(-2) !== 'runs') return undefined;
  if (reserved.has(path[0] ?? '') && textOf(meta, 'project') !== path[0]) return undefined;
  return { layout: 'project-name', logicalPath: path.slice(0, -2).join('/') };
}

/** Of a run that says only in its own words where it belonged. */
function pathInMeta(meta: unknown): string {
  const path = textOf(meta, 'path');
  return path ?? [textOf(meta, 'project'), textOf(meta, 'name')].filter((part) => part !== null && part !== '').join('/');
}

function mayHoldRuns(path: readonly string[]): boolean {
  if (path.at(-1) === 'media' && isRunOfItsName(path)) return false;
  if (!reserved.has(path[0] ?? '')) return true;
  return path.length <= 4 && (path.length < 3 || path[2] === 'runs');
}

/** Is this `media` that of a run, as far as names tell? A run of its own may lie in a path segment called media. */
function isRunOfItsName(path: readonly string[]): boolean {
  return generatedId.test(path.at(-2) ?? '') || (path[0] !== 'runs' && path.at(-3) === 'runs');
}

function isRecycle(path: readonly string[], index: number): boolean {
  return index === 1 && path[0] === 'runs' && path[1] === '.recycle';
}

/** Neither hidden, nor a lock, nor somebody's temporary file (DISK-05). */
function isOrdinary(name: string): boolean {
  return name !== '' && !name.startsWith('.') && !name.endsWith('.lock') && !name.startsWith('runicorn.db') && !name.startsWith('runkeep.db');
}
