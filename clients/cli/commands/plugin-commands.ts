import { Argument, Option, type Command } from 'commander';
import { contextOf, shaped, type Context } from '../context.js';
import { confirm } from '../confirm.js';
import type { DaemonClient } from '../daemon-client.js';
import { documentLines } from '../document.js';
import { saveDownload } from '../save-download.js';
import { callOf, pluginCommands, type CommandInput, type Inputs, type PluginCommand } from '../plugin-command.js';
import { findExperiment } from '../find-experiment.js';
import { table } from '../table.js';

const wholeId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Adds the commands of the daemon's plugins; a built-in of the same name wins. */
export async function addPluginCommands(program: Command, context: Context): Promise<void> {
  const { commands } = shaped(pluginCommands, await context.daemon().get('/api/commands'));
  const taken = new Set(program.commands.map((command) => command.name()));
  for (const command of commands) if (!taken.has(command.name)) addOne(program, command);
}

function addOne(program: Command, contributed: PluginCommand): void {
  const command = place(program, contributed.name.split(' ')).summary(contributed.summary);
  for (const input of contributed.arguments ?? []) command.addArgument(argumentOf(input));
  for (const input of contributed.options ?? []) command.addOption(optionOf(input));
  if (contributed.confirm !== undefined) command.option('-y, --yes', 'do not ask');
  if (contributed.download === true) command.option('-o, --output <file>', 'where to; standard output when absent');
  command.action(async (...all: unknown[]) => {
    await run(contextOf(command), contributed, inputsOf(contributed, all, command), command.opts());
  });
}

/** `artifact ls` is the command `ls` below `artifact`. */
function place(program: Command, [first = '', ...rest]: readonly string[]): Command {
  const found = program.commands.find((command) => command.name() === first) ?? program.command(first);
  return rest.length === 0 ? found : place(found, rest);
}

function argumentOf({ name, summary, required, kind }: CommandInput): Argument {
  const dots = kind === 'list' ? '...' : '';
  return new Argument(required === true ? `<${name}${dots}>` : `[${name}${dots}]`, summary);
}

function optionOf({ name, summary, required, kind, short }: CommandInput): Option {
  const value = kind === 'flag' ? '' : kind === 'list' ? ' <value...>' : ' <value>';
  return new Option(`${short === undefined ? '' : `-${short}, `}--${name.replaceAll('_', '-')}${value}`, summary).makeOptionMandatory(required === true);
}

function inputsOf(contributed: PluginCommand, all: readonly unknown[], command: Command): Inputs {
  const named = (contributed.arguments ?? []).map(({ name }, index): [string, unknown] => [name, all[index]]);
  const chosen = (contributed.options ?? []).map(({ name }): [string, unknown] => [name, command.getOptionValue(name.replaceAll(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase()))]);
  return new Map([...named, ...chosen]);
}

interface Chosen {
  readonly yes?: boolean;
  readonly output?: string;
}

async function run({ output, daemon }: Context, contributed: PluginCommand, inputs: Inputs, chosen: Chosen): Promise<void> {
  if (contributed.confirm !== undefined && chosen.yes !== true) await confirm(contributed.confirm);
  const { path, query, body } = callOf(contributed, await withIds(contributed, inputs, daemon));
  const call = body === undefined ? { query } : { query, body };
  if (contributed.download === true) {
    await saveDownload(await daemon().download(contributed.method, path, call), chosen.output, output);
    return;
  }
  const answer = await daemon().call(contributed.method, path, call);
  output.answer(answer ?? { done: true }, () => linesOf(contributed, answer));
}

/** The ids that words on the command line mean, in their place. */
async function withIds(contributed: PluginCommand, inputs: Inputs, daemon: Context['daemon']): Promise<Inputs> {
  const typed = [...(contributed.arguments ?? []), ...(contributed.options ?? [])].filter(({ of }) => of === 'experiment');
  const found = new Map(inputs);
  for (const { name } of typed) {
    const words = inputs.get(name);
    if (typeof words === 'string') found.set(name, await idOf(daemon(), words));
    else if (Array.isArray(words)) found.set(name, await Promise.all(words.map((word) => idOf(daemon(), String(word)))));
  }
  return found;
}

async function idOf(daemon: DaemonClient, word: string): Promise<string> {
  return wholeId.test(word) ? word : (await findExperiment(daemon, word)).id;
}

function linesOf({ table: shape, shows }: PluginCommand, answer: unknown): string[] {
  if (answer === undefined) return ['done'];
  const [only, ...others] = shows ?? [];
  // one field alone is for scripts: its value and nothing else
  if (only !== undefined && others.length === 0) return documentLines(member(answer, only));
  const rows = shape === undefined ? undefined : member(answer, shape.rows);
  if (shape === undefined || !Array.isArray(rows)) return documentLines(shows === undefined ? answer : Object.fromEntries(shows.map((name) => [name, member(answer, name)])));
  return table(shape.columns.map((title) => ({ title })), rows.map((row: unknown) => shape.columns.map((name) => cell(member(row, name)))));
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? new Map<string, unknown>(Object.entries(value)).get(name) : undefined;
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return '-';
  if (Array.isArray(value)) return value.length === 0 ? '-' : value.map(cell).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
