import type { Database } from '../../../daemon/api/database.js';
import { importReport, type ImportReport } from '../../../schemas/import.js';
import { plainText } from '../finding.js';

const onlyRow = 'import';

/** Keeps what was last told of an import. */
export class ImportStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async last(): Promise<ImportReport | undefined> {
    const [text] = await this.#database.reader('migration_v1_import').where({ id: onlyRow }).pluck<string[]>('report');
    return text === undefined ? undefined : importReport.parse(JSON.parse(text));
  }

  async keep(report: ImportReport): Promise<void> {
    await this.#database.write((transaction) => transaction('migration_v1_import').insert({ id: onlyRow, report: plainText(JSON.stringify(report)) }).onConflict('id').merge());
  }
}
