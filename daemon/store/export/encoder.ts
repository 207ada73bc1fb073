import type { ExportFormat } from '../../api/derived-metrics.js';
import { CsvEncoder } from './csv.js';
import type { Encoder } from './export-batch.js';
import { JsonlEncoder } from './jsonl.js';

/** The writer of a format; the libraries of the binary ones are loaded when they are first asked for. */
export async function encoderOf(format: ExportFormat): Promise<Encoder> {
  switch (format) {
    case 'csv':
      return new CsvEncoder();
    case 'jsonl':
      return new JsonlEncoder();
    case 'arrow':
      return new (await import('./arrow.js')).ArrowEncoder();
    case 'parquet':
      return new (await import('./parquet.js')).ParquetEncoder();
  }
}
