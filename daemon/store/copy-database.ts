import SqliteDatabase from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, openSync, readSync } from 'node:fs';
import { connect } from './connection.js';

/** 4 MiB: what one step reads before the thread looks up. */
const stepPages = 1000;
const pieceBytes = 1 << 20;

/** What became of a copy. */
export interface CopyResult {
  readonly sha256: string;
  readonly size: number;
}

/**
 * Copies a database while others write it. The open read transaction keeps every step in the snapshot of the first one: without it each commit
 * of another connection would begin the copy anew. The copy is one file without a log, found sound, and durable. Throws what SQLite finds.
 */
export async function copyDatabase(from: string, to: string, tell: (done: number, of: number) => void): Promise<CopyResult> {
  const source = connect(from, 'reader');
  try {
    source.exec('begin');
    source.prepare('select count(*) from sqlite_master').get();
    await source.backup(to, {
      progress: ({ totalPages, remainingPages }) => {
        tell(totalPages - remainingPages, totalPages);
        return stepPages;
      },
    });
  } finally {
    source.close();
  }
  chmodSync(to, 0o600);
  makeSound(to);
  return hashed(to);
}

/** A copy of a database with a log says in its head that it has one; opened where nobody may write it could not be read. */
function makeSound(path: string): void {
  const copy = new SqliteDatabase(path, { fileMustExist: true });
  try {
    copy.pragma('journal_mode = delete');
    const words = copy.pragma('integrity_check(1)', { simple: true });
    if (words !== 'ok') throw new Error(String(words));
  } finally {
    copy.close();
  }
}

function hashed(path: string): CopyResult {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
    const [hash, piece] = [createHash('sha256'), Buffer.allocUnsafe(pieceBytes)];
    let size = 0;
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) {
      hash.update(piece.subarray(0, read));
      size += read;
    }
    return { sha256: hash.digest('hex'), size };
  } finally {
    closeSync(file);
  }
}
