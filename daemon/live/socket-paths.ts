import type { TextSocketRoute } from '../api/text-socket.js';

/** A text socket's route at its whole address. */
export interface MountedSocket {
  readonly address: string;
  readonly route: TextSocketRoute;
}

export interface FoundSocket {
  readonly route: TextSocketRoute;
  readonly params: Readonly<Record<string, string>>;
}

/** The addresses at which text sockets open; parameters are decoded once. */
export class SocketPaths {
  readonly #mounted: readonly MountedSocket[];

  constructor(mounted: readonly MountedSocket[]) {
    this.#mounted = mounted;
  }

  find(path: string): FoundSocket | undefined {
    const parts = path.split('/');
    for (const { address, route } of this.#mounted) {
      const params = paramsOf(address.split('/'), parts);
      if (params !== undefined) return { route, params };
    }
    return undefined;
  }
}

function paramsOf(pattern: readonly string[], parts: readonly string[]): Readonly<Record<string, string>> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const params: [string, string][] = [];
  for (const [at, name] of pattern.entries()) {
    const part = parts[at] ?? '';
    if (name.startsWith(':') && part !== '') params.push([name.slice(1), decodeURIComponent(part)]);
    else if (name !== part) return undefined;
  }
  return Object.fromEntries(params);
}
