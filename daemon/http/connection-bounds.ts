import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { HttpLimits } from './http-config.js';

interface Guest {
  readonly group: string;
  isKnown: boolean;
  used: number;
}

/** Bounds the open connections: in all, per address, and those nobody vouched for yet (LIM-14). */
export class ConnectionBounds {
  readonly #limits: HttpLimits;
  readonly #guests = new Map<Socket, Guest>();
  #dropped = 0;

  constructor(limits: HttpLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#guests.size;
  }

  /** Connections closed at a bound. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes a new connection, closing the longest idle unauthenticated one for it, or this one when there is none. */
  enter(socket: Socket, isUnix: boolean): void {
    const group = isUnix ? 'unix' : groupOf(socket.remoteAddress ?? '');
    const isNear = (guest: Guest): boolean => guest.group === group;
    const isRemote = (guest: Guest): boolean => guest.group !== 'unix';
    const isStranger = (guest: Guest): boolean => isRemote(guest) && !guest.isKnown;
    const hasPlace =
      this.#makePlace(isNear, this.#placesOf(group)) &&
      (isUnix || (this.#makePlace(isRemote, this.#limits.connections) && this.#makePlace(isStranger, this.#limits.unauthenticatedConnections)));
    if (!hasPlace) {
      this.#drop(socket);
      return;
    }
    this.#guests.set(socket, { group, isKnown: false, used: performance.now() });
    socket.once('close', () => this.#guests.delete(socket));
  }

  /** True for a connection over the socket file. */
  isUnix(socket: Socket): boolean {
    return this.#guests.get(socket)?.group === 'unix';
  }

  /** Notes a request; `isKnown` when it carried a valid credential. */
  note(socket: Socket, isKnown: boolean): void {
    const guest = this.#guests.get(socket);
    if (guest === undefined) return;
    guest.isKnown ||= isKnown;
    guest.used = performance.now();
  }

  #placesOf(group: string): number {
    if (group === 'unix') return this.#limits.unixConnections;
    return group === 'loopback' ? this.#limits.loopbackConnections : this.#limits.connectionsPerPeer;
  }

  /** True when there is a place among the connections that match, if need be that of the longest idle stranger. */
  #makePlace(matches: (guest: Guest) => boolean, places: number): boolean {
    const matching = [...this.#guests].filter(([, guest]) => matches(guest));
    if (matching.length < places) return true;
    const strangers = matching.filter(([, guest]) => !guest.isKnown).sort(([, one], [, other]) => one.used - other.used);
    const [longest] = strangers;
    if (longest === undefined) return false;
    this.#drop(longest[0]);
    return true;
  }

  #drop(socket: Socket): void {
    this.#dropped += 1;
    this.#guests.delete(socket);
    socket.destroy();
  }
}

function groupOf(address: string): string {
  return /^(::1|(::ffff:)?127\.)/.test(address) ? 'loopback' : address;
}
