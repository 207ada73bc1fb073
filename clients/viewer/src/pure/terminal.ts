import { applySgr, classesOf, plain, type Sgr } from './sgr.js';
import { OpenRow, plainRow, type Row } from './terminal-row.js';

const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
/** CSI with parameters, OSC up to its end, any other escape of two characters, or one control character. */
const token = /\u001b\[([0-9;:<=>?]*)[ -/]*([@-~])|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]|[\u0000-\u001f\u007f-\u009f]/y;
const tabStop = 8;
/** A column beyond this is no terminal but an attack on memory. */
const widest = 100_000;

/**
 * Turns log text into rows as a terminal shows them: `\r`, backspace, cursor movement and erasing change what stands
 * there, so that a progress bar is one row (VIEW-91). Colours become classes; titles and links are dropped (SEC-27).
 */
export class Terminal {
  readonly #rows: Row[] = [];
  #open = new OpenRow();
  #line = 0;
  #column = 0;
  #style: Sgr = plain;
  #classes = '';

  /** Takes the next part of the log in. */
  write(text: string): void {
    let from = 0;
    while (from < text.length) {
      const newline = text.indexOf('\n', from);
      const end = newline < 0 ? text.length : newline;
      this.#segment(text.slice(from, end));
      if (newline >= 0) this.#newline();
      from = end + 1;
    }
  }

  /** All rows; the row being written comes last unless it is empty. */
  rows(): Row[] {
    const current = this.#open.row();
    const rows = this.#rows.slice();
    if (this.#line < rows.length) rows[this.#line] = current;
    else if (current.text !== '') rows.push(current);
    return rows;
  }

  #segment(text: string): void {
    if (text === '') return;
    if (control.test(text) || text.includes('\t')) this.#interpret(text);
    else for (const character of text) this.#put(character);
  }

  #interpret(text: string): void {
    let at = 0;
    while (at < text.length) {
      token.lastIndex = at;
      const found = token.exec(text);
      if (found === null) {
        const character = String.fromCodePoint(text.codePointAt(at) ?? 32);
        this.#put(character);
        at += character.length;
        continue;
      }
      at += found[0].length;
      if (found[2] === undefined) this.#controlCharacter(found[0]);
      else this.#csi(found[2], (found[1] ?? '').split(/[;:]/).map(Number));
    }
  }

  #put(character: string): void {
    if (this.#column >= widest) return;
    this.#open.put(this.#column, character, this.#classes);
    this.#column += 1;
  }

  #controlCharacter(character: string): void {
    if (character === '\r') this.#column = 0;
    else if (character === '\b') this.#column = Math.max(0, this.#column - 1);
    else if (character === '\t') {
      const stop = (Math.floor(this.#column / tabStop) + 1) * tabStop;
      while (this.#column < stop) this.#put(' ');
    }
  }

  #csi(final: string, parameters: readonly number[]): void {
    const first = parameters[0] ?? 0;
    const by = Math.max(1, Number.isFinite(first) ? first : 1);
    if (final === 'm') this.#restyle(parameters);
    else if (final === 'K') this.#eraseLine(first);
    else if (final === 'A') this.#move(this.#line - by);
    else if (final === 'F') this.#move(this.#line - by, 0);
    else if (final === 'B' || final === 'E') this.#move(this.#line + by, final === 'E' ? 0 : this.#column);
    else if (final === 'C') this.#column = Math.min(widest, this.#column + by);
    else if (final === 'D') this.#column = Math.max(0, this.#column - by);
    else if (final === 'G') this.#column = Math.min(widest, by - 1);
  }

  #restyle(parameters: readonly number[]): void {
    this.#style = applySgr(this.#style, parameters);
    this.#classes = classesOf(this.#style);
  }

  #eraseLine(mode: number): void {
    if (mode === 1) this.#open.erase(0, this.#column + 1);
    else this.#open.erase(mode === 2 ? 0 : this.#column, Infinity);
  }

  #newline(): void {
    if (this.#line === this.#rows.length && this.#open.length === 0) this.#rows.push(plainRow('', ''));
    this.#move(this.#line + 1, 0);
  }

  /** Goes to another row, at most one below the last. */
  #move(line: number, column = this.#column): void {
    this.#rows[this.#line] = this.#open.row();
    this.#line = Math.max(0, Math.min(line, this.#rows.length));
    const there = this.#rows[this.#line];
    this.#open = there === undefined ? new OpenRow() : OpenRow.of(there);
    this.#column = column;
  }
}
