const longestPath = 1024;

/** Is it a relative path that leads nowhere else? Nothing is repaired (SEC-30). */
export function isPlainPath(path: string): boolean {
  return path !== '' && Buffer.byteLength(path) <= longestPath && !path.includes('\0') && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}
