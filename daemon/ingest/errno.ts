/** The code of an error of the operating system, such as `ENOENT`; undefined when it is none. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Is it gone, as opposed to unreadable? */
export function isGone(code: string): boolean {
  return code === 'ENOENT' || code === 'ENOTDIR';
}
