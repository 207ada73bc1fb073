import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a run directory holds, read plainly: the steps and values of the metric `loss` in file order. */
export interface RunTruth {
  readonly dir: string;
  readonly status: string | null;
  readonly steps: readonly number[];
  readonly values: readonly number[];
  /** LFs of the file. */
  readonly lines: number;
}

/** Every run directory below `runs/` as a plain reader sees it at this moment; half lines at the end do not count. */
export function truths(root: string): Map<string, RunTruth> {
  const names = readdirSync(join(root, 'runs'), { recursive: true, encoding: 'utf8' });
  const dirs = names.filter((name) => name.endsWith('/meta.json')).map((name) => `runs/${name.slice(0, -'/meta.json'.length)}`);
  return new Map(dirs.map((dir) => [dir, truthOf(root, dir)]));
}

function truthOf(root: string, dir: string): RunTruth {
  const path = join(root, dir, 'events.jsonl');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const lines = text.split('\n').slice(0, -1);
  const data = lines.flatMap((line) => {
    const event = JSON.parse(line) as { data: { loss?: number; global_step: number } };
    return event.data.loss === undefined ? [] : [{ step: event.data.global_step, loss: event.data.loss }];
  });
  return { dir, status: statusOf(join(root, dir, 'status.json')), steps: data.map(({ step }) => step), values: data.map(({ loss }) => loss), lines: lines.length };
}

function statusOf(path: string): string | null {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as { status: string }).status;
  } catch {
    return null;
  }
}
