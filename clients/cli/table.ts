import { cutTo, displayWidth } from './display-width.js';
import { visible } from './visible.js';

/** One column of a table; numbers read best aligned to the right. */
export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Longest cell in terminal columns; longer ones are cut. */
  readonly most?: number;
}

/** Lines of an aligned table, its heading first; cells are made safe for the terminal. */
export function table(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string[] {
  const cells = rows.map((row) => columns.map((column, index) => cutTo(visible(row[index] ?? ''), column.most ?? 60)));
  const lines = [columns.map((column) => column.title.toUpperCase()), ...cells];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => displayWidth(line[index] ?? ''))));
  return lines.map((line) => line.map((cell, index) => padded(cell, widths[index] ?? 0, columns[index]?.align)).join('  ').trimEnd());
}

function padded(cell: string, width: number, align: TableColumn['align']): string {
  const blanks = ' '.repeat(Math.max(0, width - displayWidth(cell)));
  return align === 'right' ? blanks + cell : cell + blanks;
}
