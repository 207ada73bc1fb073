import { SeriesSums, SumsPages } from './series-sums.js';

const none = -1;

/** A series of a stream in memory. */
export interface ListedSeries {
  readonly id: number;
  readonly name: number;
  /** Index into the stages, or -1. */
  readonly stage: number;
  readonly sums: SeriesSums;
  /** It has a row in the database, or in the open transaction. */
  isStored: boolean;
}

/** The names, stages and series of one stream, each under a small number; names are opaque and compared by their exact characters (DISK-24). */
export class SeriesList {
  readonly names: string[] = [];
  readonly stages: string[] = [];
  readonly series: ListedSeries[] = [];
  readonly #names = new Map<string, number>();
  readonly #stages = new Map<string, number>();
  /** By number of the name: the first of its series. Most names have no other, and a map of 100,000 takes five times as much as this. */
  readonly #first: number[] = [];
  /** By ordinal: another series of the same name. */
  readonly #next: number[] = [];
  readonly #later = new Map<number, number>();
  readonly #pages = new SumsPages();

  name(text: string): number {
    return numbered(text, this.names, this.#names);
  }

  findName(text: string): number | undefined {
    return this.#names.get(text);
  }

  stage(text: string): number {
    return numbered(text, this.stages, this.#stages);
  }

  findStage(text: string): number | undefined {
    return this.#stages.get(text);
  }

  /** Ordinal of a series; undefined when it is new. */
  find(name: number, stage: number): number | undefined {
    const first = this.#first[name];
    return first === undefined || this.series[first]?.stage === stage ? first : this.#later.get(keyOf(name, stage));
  }

  /** All series of a name. */
  *ofName(text: string): Generator<ListedSeries> {
    let ordinal = this.#first[this.#names.get(text) ?? none];
    for (let series = this.series[ordinal ?? none]; series !== undefined; series = this.series[ordinal ?? none]) {
      yield series;
      ordinal = this.#next[ordinal ?? none];
    }
  }

  /** Adds a series without points that has no row yet. */
  add({ id, name, stage }: Pick<ListedSeries, 'id' | 'name' | 'stage'>): number {
    return this.#list({ id, name, stage, sums: SeriesSums.empty(this.#pages), isStored: false });
  }

  /** The words of a series. */
  title(series: ListedSeries): { readonly name: string; readonly stage: string | null } {
    return { name: this.names[series.name] ?? '', stage: series.stage < 0 ? null : (this.stages[series.stage] ?? null) };
  }

  /** Adds a series as its row tells of it. */
  restore(id: number, name: string, stage: string | null, sums: Uint8Array): void {
    this.#list({ id, name: this.name(name), stage: stage === null ? -1 : this.stage(stage), sums: SeriesSums.from(sums, this.#pages), isStored: true });
  }

  #list(series: ListedSeries): number {
    const ordinal = this.series.length;
    this.series.push(series);
    const first = this.#first[series.name];
    this.#next.push(first === undefined ? none : (this.#next[first] ?? none));
    if (first === undefined) this.#first[series.name] = ordinal;
    else {
      this.#next[first] = ordinal;
      this.#later.set(keyOf(series.name, series.stage), ordinal);
    }
    return ordinal;
  }
}

function numbered(text: string, texts: string[], numbers: Map<string, number>): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, texts.length);
  return texts.push(text) - 1;
}

/** Both numbers in one: at most 2^26 names and stages. */
function keyOf(name: number, stage: number): number {
  return (stage + 1) * 2 ** 26 + name;
}
