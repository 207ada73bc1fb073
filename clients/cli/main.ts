import { CommanderError, type Command } from 'commander';
import { addPluginCommands } from './commands/plugin-commands.js';
import { contextOf } from './context.js';
import { exitCodes } from './exit-codes.js';
import { Failure } from './failure.js';
import { makeProgram } from './program.js';
import { visible } from './visible.js';

/** Runs one command line; the answer is the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const program = makeProgram();
  try {
    await withPlugins(program, args);
    await program.parseAsync(args, { from: 'user' });
    return typeof process.exitCode === 'number' ? process.exitCode : exitCodes.done;
  } catch (error) {
    return report(error, args.includes('--json'));
  }
}

/** Asks the daemon for its plugins' commands only where the line names none of ours, or asks for help as a whole; some of ours have others beside them. */
async function withPlugins(program: Command, args: readonly string[]): Promise<void> {
  const { operands } = program.parseOptions([...args]);
  const [name, second] = operands;
  const ours = program.commands.find((command) => command.name() === name);
  const isOurs = ours !== undefined && (ours.commands.length === 0 || ours.commands.some((inner) => inner.name() === second));
  if (ours !== undefined && !isOurs) await addPluginCommands(program, contextOf(program)).catch(() => undefined);
  else if (name !== undefined && name !== 'help' && !isOurs) await addPluginCommands(program, contextOf(program)).catch(unlessUnknown(name));
  else if (name === undefined || (name === 'help' && operands.length === 1)) await addPluginCommands(program, contextOf(program)).catch(() => undefined);
}

function unlessUnknown(name: string) {
  return (error: unknown): never => {
    if (!(error instanceof Failure) || error.exitCode !== exitCodes.noDaemon) throw error;
    throw new Failure('unknown-command', `${name} is no built-in command, and no daemon runs that could know it`, 'runkeep help lists the commands', exitCodes.usage, error);
  };
}

function report(error: unknown, isJson: boolean): number {
  if (error instanceof CommanderError) return fromCommander(error, isJson);
  if (!(error instanceof Failure)) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return exitCodes.bug;
  }
  say(error, isJson);
  return error.exitCode;
}

function fromCommander(error: CommanderError, isJson: boolean): number {
  if (error.exitCode === 0 || error.code === 'commander.help') return exitCodes.done;
  say(new Failure('usage', error.message.replace(/^error: /, ''), 'runkeep help <command> shows its options', exitCodes.usage), isJson);
  return exitCodes.usage;
}

function say({ code, message, hint }: Failure, isJson: boolean): void {
  if (isJson) process.stdout.write(`${JSON.stringify({ error: { code, title: message, hint } })}\n`);
  else process.stderr.write(`runkeep: ${visible(message)}\n  ${visible(hint)}\n`);
}
