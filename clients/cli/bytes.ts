const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** A number of bytes for people, with one decimal from a KiB on: `3.4 MiB`. */
export function spokenBytes(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${power === 0 ? bytes : (bytes / 1024 ** power).toFixed(1)} ${units[power] ?? 'B'}`;
}
