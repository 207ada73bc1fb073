/** The path of a sparkline in a box, as SVG writes it; gaps where a value is not finite. Empty when there is no line to draw. */
export function sparkPath(values: ArrayLike<number>, width: number, height: number): string {
  const finite = Array.from(values).filter(Number.isFinite);
  if (finite.length < 2) return '';
  const low = Math.min(...finite);
  const span = Math.max(...finite) - low;
  const stepX = values.length > 1 ? width / (values.length - 1) : 0;
  const y = (value: number) => (span === 0 ? height / 2 : height - ((value - low) / span) * height);
  let path = '';
  let isPenDown = false;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? Number.NaN;
    if (Number.isFinite(value)) path += `${isPenDown ? 'L' : 'M'}${(i * stepX).toFixed(1)} ${y(value).toFixed(1)}`;
    isPenDown = Number.isFinite(value);
  }
  return path;
}
