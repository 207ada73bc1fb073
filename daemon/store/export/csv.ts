import { ValueKind } from '../../api/event-block.js';
import { exportColumns, type Encoder, type ExportBatch } from './export-batch.js';

const kinds: readonly string[] = Object.entries(ValueKind).sort(([, a], [, b]) => a - b).map(([name]) => name);
const end = '\r\n';

/**
 * RFC 4180: a line of names, then a line a point, each ended by CR LF, in UTF-8. Numbers are the shortest digits that give the same
 * float64; NaN, Infinity, -Infinity and -0 stand as these words. No step and no stage are empty fields, an empty stage is `""`. Texts are
 * quoted where the format asks for it, and where a spreadsheet would take them for a formula (= + - @ tab in front). They are
 * never changed: a spreadsheet that evaluates quoted fields must be told to import them as text.
 */
export class CsvEncoder implements Encoder {
  readonly #fields = new Map<string, string>();

  begin(): Uint8Array {
    return Buffer.from(exportColumns.join(',') + end);
  }

  batch({ experimentId, points, ts, step, row, value, kind, name, stage, names, stages }: ExportBatch): Uint8Array {
    const id = this.#field(experimentId);
    const nameFields = names.map((text) => this.#field(text));
    const stageFields = stages.map((text) => this.#field(text));
    let text = '';
    for (let i = 0; i < points; i++) {
      text += `${id},${digits(ts[i])},${nameFields[name[i] ?? 0] ?? ''},${digits(value[i])},${stepDigits(step[i])},${stageFields[stage[i] ?? -1] ?? ''},${row[i] ?? 0},${kinds[kind[i] ?? 0] ?? ''}${end}`;
    }
    return Buffer.from(text);
  }

  end(): Uint8Array {
    return new Uint8Array(0);
  }

  #field(text: string): string {
    const known = this.#fields.get(text) ?? csvField(text);
    this.#fields.set(text, known);
    return known;
  }
}

function csvField(text: string): string {
  return text === '' || /["\r\n,]|^[=+\-@\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function digits(value = NaN): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function stepDigits(step = NaN): string {
  return Number.isNaN(step) ? '' : digits(step);
}
