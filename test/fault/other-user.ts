import { execFile } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { serve } from '../http/served.js';
import { tempFolder } from '../support/temp-folder.js';
import { inScene, type Outcome } from './support/scenario.js';

const nobody = 65_534;

/**
 * S-13: another user of this machine gets 401 from the port, and EACCES from the socket and from every file, even where
 * the folder above the root is open to all. Needs root, to become that other user.
 */
export function run(): Promise<Outcome> {
  return inScene(async (scene) => {
    if (process.getuid?.() !== 0) return { met: false, skipped: 'only root can become another user' };
    const root = tempFolder(scene);
    chmodSync(root, 0o755);
    const { http } = await serve(scene, { root });
    const keep = join(root, '.runkeep');
    // The innermost guard, too: as if somebody had opened the folder itself.
    const closed = await asNobody(http.port, keep);
    chmodSync(keep, 0o755);
    const opened = await asNobody(http.port, keep);
    chmodSync(keep, 0o700);
    const expected = { port: '401', wrong: '401', socket: 'EACCES', token: 'EACCES', access: 'EACCES' };
    const faults = [closed, opened].flatMap((found) => Object.entries(expected).filter(([name, answer]) => found[name] !== answer).map(([name, answer]) => `${name}: ${String(found[name])}, not ${answer}`));
    return { met: faults.length === 0, faults };
  });
}

/** What a stranger finds; runs as text, since the stranger may not be able to read our files. */
const stranger = `
const { readFileSync } = require('node:fs');
const { connect } = require('node:net');
const [port, keep] = process.argv.slice(1);
const read = (name) => { try { return readFileSync(keep + '/' + name, 'utf8') === '' ? 'empty' : 'read'; } catch (error) { return error.code; } };
const ask = (headers) => fetch('http://127.0.0.1:' + port + '/api/status', { headers }).then((answer) => String(answer.status), (error) => error.code);
const socket = () => new Promise((resolve) => { const opened = connect(keep + '/sock'); opened.on('connect', () => { opened.destroy(); resolve('connected'); }); opened.on('error', (error) => resolve(error.code)); });
(async () => console.log(JSON.stringify({ port: await ask({}), wrong: await ask({ Authorization: 'Bearer rk_guess' }), socket: await socket(), token: read('token'), access: read('access.json') })))();
`;

function asNobody(port: number, keep: string): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ['-e', stranger, String(port), keep], { uid: nobody, gid: nobody, cwd: dirname(process.execPath), timeout: 15_000 }, (error, stdout) => {
      if (error === null) resolve(JSON.parse(stdout) as Record<string, unknown>);
      else reject(error instanceof Error ? error : new Error('the stranger could not start'));
    });
  });
}
