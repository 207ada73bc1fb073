import { parseFilter, parseSort, type Filter, type FilterField, type FilterValue } from '../../schemas/filter.js';

/** A run as a test made it. */
export interface PlainRun {
  readonly path: string;
  readonly project: string;
  readonly created: number;
  readonly status: string;
  readonly tags: readonly string[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly params: Readonly<Record<string, number | string>>;
  readonly shown: 'present' | 'archived' | 'deleted';
}

type Plain = number | string;

/** The plain twin of the catalog's filter: one run, one condition after the other. */
export function isFound(run: PlainRun, text: string): boolean {
  const filter = parseFilter(text);
  return filter === undefined || holds(run, filter);
}

/** Paths in the order of a sort; runs without a value last, numbers before texts upwards and downwards. */
export function sortedPaths(runs: readonly PlainRun[], text: string, idOf: (run: PlainRun) => string): string[] {
  const { field, descending } = parseSort(text);
  const sign = descending ? -1 : 1;
  const rank = (value: Plain | undefined): number => (typeof value === 'number' ? 0 : value === undefined ? 2 : 1);
  const ordered = runs.map((run) => ({ run, id: idOf(run), value: valueOf(run, field) })).sort((left, right) => {
    if (rank(left.value) !== rank(right.value)) return rank(left.value) - rank(right.value);
    if (left.value !== undefined && right.value !== undefined && left.value !== right.value) return sign * (left.value < right.value ? -1 : 1);
    return sign * (left.id < right.id ? -1 : 1);
  });
  return ordered.map(({ run }) => run.path);
}

function holds(run: PlainRun, filter: Filter): boolean {
  switch (filter.kind) {
    case 'and': return filter.parts.every((part) => holds(run, part));
    case 'or': return filter.parts.some((part) => holds(run, part));
    case 'not': return !holds(run, filter.part);
    case 'has': return run.tags.includes(filter.tag);
    case 'words': return textsOf(run).some((text) => isLike(text, `*${filter.text}*`));
    case 'in': return filter.values.some((value) => compares(run, filter.field, '=', value));
    default: return compares(run, filter.field, filter.operator, filter.value);
  }
}

function textsOf(run: PlainRun): string[] {
  return [run.path, run.project, ...run.tags];
}

function isLike(text: string, glob: string): boolean {
  const pattern = glob.toLowerCase().replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^]*').replaceAll('?', '[^]');
  return new RegExp(`^${pattern}$`).test(text.toLowerCase());
}

function compares(run: PlainRun, field: FilterField, operator: string, value: FilterValue): boolean {
  if (field.kind === 'tags') return run.tags.some((tag) => value.kind === 'text' && isLike(tag, `*${value.text}*`));
  const metric = field.kind === 'metric' ? run.metrics[field.key] : undefined;
  const isNaNHere = metric !== undefined && Number.isNaN(metric);
  const here = valueOf(run, field);
  if (value.kind === 'null') return (operator === '=') === (metric === undefined && here === undefined);
  if (value.kind === 'text') return compareText(here, operator, value.text);
  const asked = value.kind === 'number' ? value.number : NaN;
  if (Number.isNaN(asked)) return operator === '=' ? isNaNHere : operator === '!=' && typeof here === 'number';
  return typeof here === 'number' && compareNumber(here, operator, asked);
}

function compareText(here: Plain | undefined, operator: string, asked: string): boolean {
  if (here === undefined) return false;
  const text = String(here);
  if (operator === 'contains') return isLike(text, `*${asked}*`);
  return operator === '=' ? text === asked : text !== asked;
}

function compareNumber(here: number, operator: string, asked: number): boolean {
  if (operator === '=') return here === asked;
  if (operator === '!=') return here !== asked;
  if (operator === '>') return here > asked;
  if (operator === '>=') return here >= asked;
  return operator === '<' ? here < asked : here <= asked;
}

function valueOf(run: PlainRun, field: FilterField): Plain | undefined {
  if (field.kind === 'metric') {
    const value = run.metrics[field.key];
    return value === undefined || Number.isNaN(value) ? undefined : value;
  }
  if (field.kind === 'param') return run.params[field.key];
  if (field.kind !== 'column') return undefined;
  if (field.name === 'created_at') return run.created;
  if (field.name === 'status') return run.status;
  if (field.name === 'state') return run.status === 'Odd' ? 'other' : run.status;
  return field.name === 'project' ? run.project : run.path;
}
