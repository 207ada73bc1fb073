import { RunkeepError } from '../../../daemon/api/errors.js';

const longest = 200;
const forbidden = /[/\\:*?"<>|]/;
const control = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const reserved = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?:\..*)?$/i;
const number = /^v?\d+$/i;

/** Refuses what no artifact or type made here may be called (SEC-32); nothing is repaired. */
export function assertName(what: 'type' | 'name', name: string): void {
  const fault = faultOf(name);
  if (fault !== undefined) throw new RunkeepError('invalid', 'bad-name', `The ${what} ${JSON.stringify(name.slice(0, 80))} of an artifact ${fault}.`, `A ${what} has 1 to ${longest} bytes, such as resnet-50; letters, digits, dots, hyphens and underscores are safe everywhere.`);
}

/** Refuses what no alias may be called: it must not look like a number, and `latest` moves by itself. */
export function assertAlias(alias: string): void {
  if (alias === 'latest') throw new RunkeepError('invalid', 'automatic-alias', 'The alias latest follows the newest version by itself.', 'Choose another one, such as best.');
  if (!/^[A-Za-z0-9_.-]{1,128}$/.test(alias) || number.test(alias)) throw new RunkeepError('invalid', 'bad-alias', `${JSON.stringify(alias.slice(0, 80))} cannot be an alias.`, 'An alias has 1 to 128 letters, digits, dots, hyphens and underscores, and is no number.');
}

/** Is it text without control characters, bidirectional marks and halves of characters? */
export function isPlainText(text: string): boolean {
  return !/\p{Cs}/u.test(text) && !control.test(text);
}

/** Equal for names that a file system may take for one: those that differ in case or in how Unicode spells them. */
export function folded(name: string): string {
  return name.normalize('NFC').toLowerCase().normalize('NFC');
}

function faultOf(name: string): string | undefined {
  if (name === '' || Buffer.byteLength(name) > longest) return `has ${Buffer.byteLength(name)} bytes`;
  if (!isPlainText(name)) return 'holds control characters or broken ones';
  if (name !== name.normalize('NFC')) return 'is not in the normal form NFC';
  if (forbidden.test(name)) return 'holds one of / \\ : * ? " < > |';
  if (/^[. ]|[. ]$/.test(name)) return 'begins or ends with a dot or a blank';
  return reserved.test(name) ? 'is reserved on Windows' : undefined;
}
