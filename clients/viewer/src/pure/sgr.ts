/** How text of a terminal looks; colours are the 16 of its palette. */
export interface Sgr {
  readonly foreground: number | null;
  readonly background: number | null;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly strike: boolean;
  readonly inverse: boolean;
}

/** Text without any style. */
export const plain: Sgr = { foreground: null, background: null, bold: false, dim: false, italic: false, underline: false, strike: false, inverse: false };

const switches: ReadonlyMap<number, Partial<Sgr>> = new Map<number, Partial<Sgr>>([
  [0, plain], [1, { bold: true }], [2, { dim: true }], [3, { italic: true }], [4, { underline: true }], [7, { inverse: true }], [9, { strike: true }],
  [21, { bold: false }], [22, { bold: false, dim: false }], [23, { italic: false }], [24, { underline: false }], [27, { inverse: false }], [29, { strike: false }],
  [39, { foreground: null }], [49, { background: null }],
]);

/** The style after `ESC [ <parameters> m`; colours beyond the 16 become the nearest of them. */
export function applySgr(style: Sgr, parameters: readonly number[]): Sgr {
  let now = style;
  for (let i = 0; i < parameters.length; i += 1) {
    const code = parameters[i] ?? 0;
    if (code === 38 || code === 48) {
      const { colour, used } = extendedColour(parameters.slice(i + 1));
      now = { ...now, ...(code === 38 ? { foreground: colour } : { background: colour }) };
      i += used;
    } else now = { ...now, ...(switches.get(code) ?? basicColour(code)) };
  }
  return now;
}

/** CSS classes of a style, such as `a-b a-f1`; empty for plain text. */
export function classesOf(style: Sgr): string {
  const { foreground, background } = style.inverse ? { foreground: style.background ?? 'i', background: style.foreground ?? 'i' } : style;
  return [
    style.bold ? 'a-b' : '', style.dim ? 'a-d' : '', style.italic ? 'a-i' : '', style.underline ? 'a-u' : '', style.strike ? 'a-s' : '',
    foreground === null ? '' : `a-f${foreground}`, background === null ? '' : `a-g${background}`,
  ].filter((name) => name !== '').join(' ');
}

function basicColour(code: number): Partial<Sgr> {
  if (code >= 30 && code <= 37) return { foreground: code - 30 };
  if (code >= 40 && code <= 47) return { background: code - 40 };
  if (code >= 90 && code <= 97) return { foreground: code - 82 };
  return code >= 100 && code <= 107 ? { background: code - 92 } : {};
}

function extendedColour([kind, a = 0, b = 0, c = 0]: readonly number[]): { colour: number | null; used: number } {
  if (kind === 5) return { colour: indexedColour(a), used: 2 };
  return kind === 2 ? { colour: nearest(a, b, c), used: 4 } : { colour: null, used: 1 };
}

function indexedColour(index: number): number {
  if (index < 16) return index;
  if (index >= 232) return nearest(8 + 10 * (index - 232), 8 + 10 * (index - 232), 8 + 10 * (index - 232));
  const cube = index - 16;
  const level = (part: number) => (part === 0 ? 0 : 55 + 40 * part);
  return nearest(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

function nearest(red: number, green: number, blue: number): number {
  const top = Math.max(red, green, blue);
  const bottom = Math.min(red, green, blue);
  if (top - bottom < 40) return top < 60 ? 0 : top < 145 ? 8 : top < 225 ? 7 : 15;
  const middle = (top + bottom) / 2;
  const hue = (red > middle ? 1 : 0) + (green > middle ? 2 : 0) + (blue > middle ? 4 : 0);
  return top > 200 ? hue + 8 : hue;
}
