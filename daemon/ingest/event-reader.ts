import { type TextValue, ValueKind } from '../api/event-block.js';
import type { EventColumns } from './event-columns.js';
import { Byte } from './json/bytes.js';
import { members, type Span } from './json/members.js';
import { NumberToken } from './json/number-token.js';
import { stringText } from './json/string-token.js';

/** Puts one whole event, whatever its shape, into the columns: the general path. */
export class EventReader {
  readonly #columns: EventColumns;
  readonly #number = new NumberToken();

  constructor(columns: EventColumns) {
    this.#columns = columns;
  }

  /** Takes the event in [start, end), which stands at `offset` in its file. The scan found it whole and within the limits. */
  read(bytes: Buffer, start: number, end: number, offset: number): void {
    const event = members(bytes, start, end);
    const type = spanOf(event, 'type');
    const data = spanOf(event, 'data');
    const ts = this.#number.read(bytes, spanOf(event, 'ts').start);
    const typeText = stringText(bytes, type.start, type.end);
    this.#columns.events++;
    if (typeText === 'metrics') { this.#metrics(bytes, members(bytes, data.start, data.end), ts, offset); return; }
    this.#columns.others.push({ offset, ts, type: typeText, data: textAt(bytes, data) });
  }

  #metrics(bytes: Buffer, data: Map<string, Span>, ts: number, offset: number): void {
    const step = this.#takeStep(bytes, data);
    const stage = takeStage(bytes, data);
    const time = data.get('time');
    if (time !== undefined && this.#numberAt(bytes, time) === ts) data.delete('time');
    this.#columns.reserve(data.size);
    for (const [name, span] of data) {
      const text = this.#value(bytes, name, span);
      if (text !== undefined) this.#columns.texts.push({ offset, name, stage, step, ts, ...text });
    }
    this.#columns.addRow(ts, step ?? NaN, stage === null ? -1 : this.#columns.stageIndex(stage), offset);
  }

  /** The step is `global_step`, else `step`, when integral; another value under these names is a metric like any other. */
  #takeStep(bytes: Buffer, data: Map<string, Span>): number | null {
    for (const name of ['global_step', 'step']) {
      const span = data.get(name);
      const value = span === undefined ? undefined : this.#numberAt(bytes, span);
      if (!Number.isSafeInteger(value) || value === undefined) continue;
      data.delete(name);
      return value;
    }
    return null;
  }

  #numberAt(bytes: Buffer, span: Span): number | undefined {
    const value = this.#number.read(bytes, span.start);
    return this.#number.end === span.end ? value : undefined;
  }

  /** Adds the point of a numeric value; answers what must be kept as text. */
  #value(bytes: Buffer, name: string, span: Span): Pick<TextValue, 'kind' | 'text'> | undefined {
    const first = bytes[span.start] ?? 0;
    const kind = textKinds.get(first);
    if (kind !== undefined) return { kind, text: textAt(bytes, span) };
    const index = this.#columns.nameIndex(name);
    if (first === Byte.t || first === Byte.f) {
      this.#columns.addPoint(index, first === Byte.t ? 1 : 0, ValueKind.bool);
      return undefined;
    }
    const value = this.#number.read(bytes, span.start);
    this.#columns.addPoint(index, value, this.#number.kind);
    return this.#number.kind === ValueKind.bigint ? { kind: 'bigint', text: textAt(bytes, span) } : undefined;
  }
}

const textKinds: ReadonlyMap<number, TextValue['kind']> = new Map([
  [Byte.quote, 'string'],
  [Byte.n, 'null'],
  [Byte.openBrace, 'object'],
  [Byte.openBracket, 'array'],
]);

function takeStage(bytes: Buffer, data: Map<string, Span>): string | null {
  const span = data.get('stage');
  if (span === undefined) return null;
  data.delete('stage');
  const first = bytes[span.start];
  if (first === Byte.n) return null;
  return first === Byte.quote ? stringText(bytes, span.start, span.end) : textAt(bytes, span);
}

function textAt(bytes: Buffer, span: Span): string {
  return bytes.toString('utf8', span.start, span.end);
}

function spanOf(event: Map<string, Span>, key: string): Span {
  const span = event.get(key);
  if (span === undefined) throw new Error(`an event without "${key}" passed the scan`);
  return span;
}
