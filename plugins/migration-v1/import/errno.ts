/** The errno of a failed file call; `unknown` for anything else. */
export function errnoOf(failure: unknown): string {
  return failure instanceof Error && 'code' in failure ? String(failure.code) : 'unknown';
}
