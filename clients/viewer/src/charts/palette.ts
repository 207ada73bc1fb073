/** The colours that a canvas needs, as the page's theme has them now. */
export interface Palette {
  readonly lines: readonly string[];
  readonly grid: string;
  readonly text: string;
  readonly seam: string;
}

/** Reads the colours of the theme; `light-dark()` is resolved by the browser through a probe, since a canvas knows it not. */
export function readPalette(): Palette {
  const probe = document.createElement('i');
  probe.hidden = true;
  document.body.append(probe);
  const read = (name: string) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const palette = { lines: Array.from({ length: 10 }, (_, i) => read(`--line-${i}`)), grid: read('--grid'), text: read('--ink-3'), seam: read('--seam') };
  probe.remove();
  return palette;
}

/** The colour, fainter. */
export function faint(colour: string, alpha: number): string {
  return colour.replace(/^rgb\((.+)\)$/, `rgba($1, ${alpha})`);
}
