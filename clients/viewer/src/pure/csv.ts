/** One line of RFC 4180, without its line end; text that a spreadsheet would run as a formula is kept as text. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return cells.map(cell).join(',');
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+@\t\r]|^-(?![\d.]|Infinity$)/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
