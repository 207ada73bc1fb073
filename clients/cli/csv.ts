/** Lines of a CSV document (RFC 4180) with its heading; NULL is an empty field, an empty text is quoted. */
export function csv(columns: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string[] {
  return [columns, ...rows].map((row) => row.map(field).join(','));
}

function field(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  return value === '' || /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
