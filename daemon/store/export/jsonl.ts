import { toWire } from '../../../schemas/numbers.js';
import { ValueKind } from '../../api/event-block.js';
import type { Encoder, ExportBatch } from './export-batch.js';

const kinds: readonly string[] = Object.entries(ValueKind).sort(([, a], [, b]) => a - b).map(([name]) => JSON.stringify(name));

/** A JSON object a line, as `GET .../points` gives them: what JSON cannot hold stands as "NaN", "Infinity", "-Infinity", "-0"; no step and no stage are null. */
export class JsonlEncoder implements Encoder {
  begin(): Uint8Array {
    return new Uint8Array(0);
  }

  batch({ experimentId, points, ts, step, row, value, kind, name, stage, names, stages }: ExportBatch): Uint8Array {
    const id = JSON.stringify(experimentId);
    const nameTexts = names.map((text) => JSON.stringify(text));
    const stageTexts = stages.map((text) => JSON.stringify(text));
    let text = '';
    for (let i = 0; i < points; i++) {
      text += `{"experiment_id":${id},"timestamp":${number(ts[i])},"metric_name":${nameTexts[name[i] ?? 0] ?? '""'},"metric_value":${number(value[i])},"step":${stepText(step[i])},"stage":${stageTexts[stage[i] ?? -1] ?? 'null'},"row":${row[i] ?? 0},"kind":${kinds[kind[i] ?? 0] ?? '""'}}\n`;
    }
    return Buffer.from(text);
  }

  end(): Uint8Array {
    return new Uint8Array(0);
  }
}

function number(value = NaN): string {
  const wire = toWire(value);
  return typeof wire === 'number' ? String(wire) : `"${wire}"`;
}

function stepText(step = NaN): string {
  return Number.isNaN(step) ? 'null' : number(step);
}
