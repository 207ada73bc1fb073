import { createInterface } from 'node:readline/promises';
import { exitCodes } from './exit-codes.js';
import { Failure } from './failure.js';

/** Asks the person at the terminal; without a yes, or without a person, a `Failure` says that nothing was done. */
export async function confirm(question: string): Promise<void> {
  const refused = new Failure('not-confirmed', 'nothing was done', 'answer yes, or give --yes', exitCodes.failed);
  if (!process.stdin.isTTY) throw new Failure('not-confirmed', 'nothing was done: this needs a yes, and nobody sits at a terminal', 'give --yes', exitCodes.failed);
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question(`${question} [y/N] `);
  prompt.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw refused;
}
