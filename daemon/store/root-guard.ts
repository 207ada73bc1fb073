import SqliteDatabase from 'better-sqlite3';

/** Holds a file exclusively through SQLite's lock, which the kernel frees when the process dies; undefined = held by another (REL-50). */
export function holdGuard(path: string): { release(): void } | undefined {
  const guard = new SqliteDatabase(path, { timeout: 0 });
  try {
    guard.exec('BEGIN EXCLUSIVE');
  } catch (failure) {
    guard.close();
    if ((failure as { code?: string }).code === 'SQLITE_BUSY') return undefined;
    throw failure;
  }
  return { release: () => guard.close() };
}
