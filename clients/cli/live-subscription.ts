import type { WebSocket } from 'ws';
import { liveReply, type LiveReply } from '../../schemas/live.js';
import type { DaemonClient } from './daemon-client.js';
import { exitCodes } from './exit-codes.js';
import { Failure } from './failure.js';

export interface Subscription {
  readonly topic: string;
  readonly key: string;
  readonly cursor: string | undefined;
}

export interface Listener {
  text(reply: LiveReply): void;
  binary(bytes: Uint8Array): void;
}

/** Follows topics until `signal` aborts; resolves then, and rejects when the daemon ends the socket. */
export async function follow(daemon: DaemonClient, subscriptions: readonly Subscription[], listener: Listener, signal: AbortSignal): Promise<void> {
  const socket = await daemon.live();
  const end = (): void => socket.close(1000);
  signal.addEventListener('abort', end);
  try {
    await listen(socket, subscriptions, listener, signal);
  } finally {
    signal.removeEventListener('abort', end);
    socket.terminate();
  }
}

function listen(socket: WebSocket, subscriptions: readonly Subscription[], listener: Listener, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.on('open', () => {
      for (const { topic, key, cursor } of subscriptions) socket.send(JSON.stringify({ subscribe: topic, key, cursor }));
    });
    socket.on('message', (data, isBinary) => {
      try {
        deliver(bytesOf(data), isBinary, listener);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    socket.on('error', (cause) => reject(new Failure('live-failed', `the live socket broke: ${cause.message}`, 'look at runkeep status, then try again', exitCodes.failed, cause)));
    socket.on('close', (code) => {
      if (signal.aborted) resolve();
      else reject(new Failure('live-closed', `the daemon closed the live socket (${code})`, 'it may have stopped: runkeep status', exitCodes.failed));
    });
  });
}

function deliver(bytes: Uint8Array, isBinary: boolean, listener: Listener): void {
  if (isBinary) {
    listener.binary(bytes);
    return;
  }
  const reply = liveReply.parse(JSON.parse(new TextDecoder().decode(bytes)));
  if ('error' in reply) throw new Failure(reply.error.code, reply.error.title, reply.error.hint, exitCodes.failed);
  listener.text(reply);
}

function bytesOf(data: Buffer | ArrayBuffer | Buffer[]): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
