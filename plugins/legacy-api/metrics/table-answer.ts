import type { Parts } from '../../../daemon/api/route.js';
import { streamedText } from '../json-stream.js';
import type { StepTable } from './step-table.js';

const rowsAtOnce = 2000;

/** A table as JSON, a few thousand rows at a time, with further members behind the rows. */
export function tableAnswer(table: StepTable, members: Readonly<Record<string, unknown>>, headers: Readonly<Record<string, string>> = {}): Parts {
  return streamedText(async function* () {
    yield `{"columns":${JSON.stringify(table.columns)},"rows":[`;
    for (let from = 0; from < table.rows; from += rowsAtOnce) {
      const rows = Array.from({ length: Math.min(rowsAtOnce, table.rows - from) }, (_none, at) => table.row(from + at));
      yield (from === 0 ? '' : ',') + rows.join(',');
      await new Promise(setImmediate);
    }
    yield `]${Object.entries(members).map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`).join('')}}`;
  }, 'application/json; charset=utf-8', headers);
}
