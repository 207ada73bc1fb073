const parts = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;

/** Unix seconds as `2026-11-21 14:05:09` in the zone of the terminal. */
export function localTime(seconds: number): string {
  return new Date(seconds * 1000).toLocaleString('sv-SE', parts);
}
