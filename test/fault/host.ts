import { problemIn, rawExchange, requestText, type RawAnswer } from '../http/raw-exchange.js';
import { serve, type Served } from '../http/served.js';
import { handshake } from '../http/session.js';
import { inScene, type Outcome } from './support/scenario.js';

/** S-03: forged Hosts against pages, routes and upgrades; each is refused before anything else looks at the request (SEC-10, 11). */
export function run(): Promise<Outcome> {
  return inScene(async (scene) => {
    const served = await serve(scene);
    const forged = forgedHosts(served.http.port);
    const faults: string[] = [];
    for (const headers of forged) for (const kind of ['page', 'route', 'upgrade'] as const) {
      const answer = await rawExchange(served.http.port, request(kind, headers, served));
      if (!isRefused(answer)) faults.push(`${kind} ${JSON.stringify(headers)}: ${answer.status}`);
    }
    const good = await goodHosts(served);
    return { met: faults.length === 0 && good.length === 0 && forged.length >= 40, forged: forged.length, requests: forged.length * 3, faults: [...faults, ...good] };
  });
}

/** Each entry is the Host headers of one request. */
function forgedHosts(port: number): string[][] {
  const names = [
    'evil.example', 'evil.example.', 'localhost.evil.example', 'localhost.localdomain', '127.0.0.1.evil.example', '127.0.0.1.nip.io', 'runkeep.local', 'LOCALHOST.EVIL.EXAMPLE',
    '2130706433', '0x7f000001', '0x7f.0.0.1', '017700000001', '127.1', '127.0.1', '127.0.0.2', '0', '0.0.0.0', '[::]', '[::ffff:127.0.0.1]', '[0:0:0:0:0:0:0:1]', '[::1%25lo]', '::1', '[::1', '169.254.169.254', '127.0.0.1..',
    'user@127.0.0.1', 'evil@localhost', '127.0.0.1#', '127.0.0.1/', '127.0.0.1\\', 'localhost%00', 'localhost%2e', 'löcalhost', ' ', '*', 'localhost,evil.example', 'a'.repeat(300),
  ];
  const withOurPort = names.map((name) => [`${name}:${port}`]);
  const wrongPort = [[`127.0.0.1:${port + 1}`], ['127.0.0.1'], ['localhost'], ['127.0.0.1:'], [`127.0.0.1:0${port}9`], [`127.0.0.1:${port}:${port}`], [`127.0.0.1: ${port}`], ['']];
  const twice = [[], [`127.0.0.1:${port}`, `127.0.0.1:${port}`], [`127.0.0.1:${port}`, 'evil.example'], ['evil.example', `127.0.0.1:${port}`]];
  return [...withOurPort, ...wrongPort, ...twice];
}

function request(kind: 'page' | 'route' | 'upgrade', hosts: readonly string[], { token, http }: Served): string {
  const headers = [...hosts.map((host) => `Host: ${host}`), 'X-Forwarded-Host: localhost', `Forwarded: host=127.0.0.1:${http.port}`];
  if (kind === 'page') return requestText('GET /', headers);
  if (kind === 'route') return requestText('GET /api/status', [...headers, `Authorization: Bearer ${token}`]);
  return requestText('GET /live', [...headers, `Authorization: Bearer ${token}`, ...handshake]);
}

function isRefused(answer: RawAnswer): boolean {
  if (answer.status !== 421 && answer.status !== 400) return false;
  const { code } = problemIn(answer);
  return code === (answer.status === 421 ? 'host-not-allowed' : 'malformed-request');
}

/** Our own names in every spelling that means the same must still pass, or the test above proves nothing. */
async function goodHosts({ http, token }: Served): Promise<string[]> {
  const faults: string[] = [];
  for (const host of ['127.0.0.1', 'localhost', 'LocalHost', 'localhost.', '[::1]']) {
    const answer = await rawExchange(http.port, requestText('GET /api/status', [`Host: ${host}:${http.port}`, `Authorization: Bearer ${token}`, 'Connection: close']));
    if (answer.status !== 200) faults.push(`our own name ${host}: ${answer.status}`);
  }
  return faults;
}
