const suffixes = ['', 'k', 'M', 'G', 'T', 'P'] as const;

/** A metric value in four significant digits; scientific where plain digits would mislead (VIEW-19). */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e7) return minus(tidyExponent(value.toExponential(3)));
  if (Number.isInteger(value) && size < 1e6) return minus(String(value));
  return minus(stripZeros(value.toPrecision(size >= 1000 ? Math.ceil(Math.log10(size + 1)) : 4)));
}

/** A value in nine digits, which tell every float32 from its neighbours; for places where one value is looked at. */
export function formatExact(value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  return minus(String(Number(value.toPrecision(9))).replace('e+', 'e'));
}

/** A count with an SI suffix: 950, 12.3k, 4.56M. */
export function formatCount(count: number): string {
  let rest = count;
  let power = 0;
  while (Math.abs(rest) >= 999.5 && power < suffixes.length - 1) {
    rest /= 1000;
    power += 1;
  }
  return (power === 0 ? String(Math.round(rest)) : stripZeros(rest.toPrecision(3))) + (suffixes[power] ?? '');
}

/** Bytes in binary units: 512 B, 1.5 KiB, 20 MiB. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let rest = bytes;
  let unit = 0;
  while (rest >= 1023.5 && unit < units.length - 1) {
    rest /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? String(Math.round(rest)) : (rest >= 100 ? String(Math.round(rest)) : stripZeros(rest.toPrecision(2)))} ${units[unit] ?? ''}`;
}

function stripZeros(text: string): string {
  return text.includes('.') && !text.includes('e') ? text.replace(/\.?0+$/, '') : text;
}

function tidyExponent(text: string): string {
  return text.replace(/\.?0*e\+?/, 'e');
}

function minus(text: string): string {
  return text.replace(/^-/, '−').replace('e-', 'e−');
}
