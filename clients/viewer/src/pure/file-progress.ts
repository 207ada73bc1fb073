/** A stretch of rows of one event file. */
export interface FileRows {
  readonly file: string;
  readonly generation: number;
  readonly firstRow: number;
  readonly rows: number;
}

/** How far a picture has come in each event file; begins at a cursor, which names `file:generation:rows` for every file. */
export class FileProgress {
  readonly #files = new Map<string, { generation: number; rows: number }>();

  constructor(cursor: string) {
    for (const part of cursor.split(',')) {
      const [, file, generation, rows] = /^(.+):(\d+):(\d+)$/.exec(part) ?? [];
      if (file !== undefined) this.#files.set(decoded(file), { generation: Number(generation), rows: Number(rows) });
    }
  }

  /**
   * Goes on behind these rows and says from which row on they are new; rows may come twice. Undefined when the file
   * began anew: what is drawn of it is then wrong and must be fetched.
   */
  advance({ file, generation, firstRow, rows }: FileRows): number | undefined {
    const at = this.#files.get(file);
    if (at !== undefined && generation > at.generation) return undefined;
    if (at !== undefined && generation < at.generation) return Infinity;
    const fresh = at?.rows ?? 0;
    this.#files.set(file, { generation, rows: Math.max(fresh, firstRow + rows) });
    return fresh;
  }
}

function decoded(file: string): string {
  try {
    return decodeURIComponent(file);
  } catch {
    return file;
  }
}
