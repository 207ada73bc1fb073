import { type EventBlock, ValueKind } from '../api/event-block.js';
import type { SurveyedSeries } from '../api/surveys.js';

type Kinds = { -readonly [Kind in keyof SurveyedSeries['kinds']]: number };
type Counted = { -readonly [Field in keyof Omit<SurveyedSeries, 'kinds'>]: SurveyedSeries[Field] } & { readonly kinds: Kinds };

/** Counts the points of a file series by series, one point after the other and without any summing. */
export class SeriesCount {
  readonly #byStage = new Map<string | null, Map<string, Counted>>();

  take(block: EventBlock): void {
    for (let point = 0; point < block.points; point++) {
      const row = block.row[point] ?? 0;
      const series = this.#of(block.stages[block.stage[row] ?? -1] ?? null, block.names[block.name[point] ?? 0] ?? '');
      const step = block.step[row] ?? NaN;
      addPoint(series, block.value[point] ?? NaN, block.kind[point] ?? 0, Number.isNaN(step) ? null : step);
      series.lastTs = block.ts[row] ?? NaN;
    }
  }

  all(): SurveyedSeries[] {
    return [...this.#byStage.values()].flatMap((names) => [...names.values()]);
  }

  #of(stage: string | null, name: string): Counted {
    const names = this.#byStage.get(stage) ?? new Map<string, Counted>();
    const series = names.get(name) ?? empty(name, stage);
    if (series.points === 0) {
      names.set(name, series);
      this.#byStage.set(stage, names);
    }
    return series;
  }
}

function empty(name: string, stage: string | null): Counted {
  return { name, stage, points: 0, kinds: { float: 0, int: 0, bool: 0, bigint: 0, nan: 0, posInf: 0, negInf: 0 }, noStep: 0, lowestStep: null, highestStep: null, first: NaN, last: NaN, lastStep: null, lastTs: NaN };
}

function addPoint(series: Counted, value: number, kind: number, step: number | null): void {
  if (series.points === 0) series.first = value;
  series.points++;
  series.kinds[kindOf(value, kind)]++;
  series.last = value;
  series.lastStep = step;
  if (step === null) series.noStep++;
  else {
    series.lowestStep = Math.min(series.lowestStep ?? step, step);
    series.highestStep = Math.max(series.highestStep ?? step, step);
  }
}

/** A number beyond a double is a bigint, even where it reads as infinite (DISK-22). */
function kindOf(value: number, kind: number): keyof Kinds {
  if (kind === ValueKind.int) return 'int';
  if (kind === ValueKind.bool) return 'bool';
  if (kind === ValueKind.bigint) return 'bigint';
  if (Number.isNaN(value)) return 'nan';
  if (value === Infinity) return 'posInf';
  return value === -Infinity ? 'negInf' : 'float';
}
