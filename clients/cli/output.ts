import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Where a command writes: answers to stdout, remarks to stderr, colours only where somebody sees them. */
export class Output {
  readonly json: boolean;
  readonly colours: boolean;
  readonly isTerminal: boolean;

  constructor(options: { readonly json: boolean; readonly isTerminal: boolean; readonly environment: NodeJS.ProcessEnv }) {
    this.json = options.json;
    this.isTerminal = options.isTerminal;
    this.colours = options.isTerminal && !options.environment['NO_COLOR'] && options.environment['TERM'] !== 'dumb';
  }

  lines(lines: readonly string[]): void {
    if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
  }

  /** One line of JSON. */
  object(value: unknown): void {
    process.stdout.write(`${JSON.stringify(value)}\n`);
  }

  /** The answer of a command: JSON when asked for, else what people read. */
  answer(value: unknown, forPeople: () => readonly string[]): void {
    if (this.json) this.object(value);
    else this.lines(forPeople());
  }

  remark(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  styled(format: Format, text: string): string {
    return this.colours ? styleText(format, text) : text;
  }
}
