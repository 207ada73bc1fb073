/**
 * The only file that knows tsyringe. Its ways are fixed here once: factories are made to cache and to see the scope
 * that declared them, closing is ours (tsyringe skips factory-made services and children), and a missing service is
 * an error that names who asked.
 */
import 'reflect-metadata';
import { type DependencyContainer, container, instanceCachingFactory } from 'tsyringe';
import type { Scope } from '../api/scope.js';
import type { Token } from '../api/token.js';

type Close = () => void | Promise<void>;

/** A tsyringe container with typed tokens and closing in reverse order. */
export class ContainerScope implements Scope {
  readonly name: string;
  readonly #container: DependencyContainer;
  readonly #making: string[];
  readonly #closes: { readonly label: string; readonly close: Close }[] = [];
  #closing: string | undefined;

  private constructor(name: string, parent: DependencyContainer, making: string[]) {
    this.name = name;
    this.#container = parent.createChildContainer();
    this.#making = making;
  }

  static root(name: string): ContainerScope {
    return new ContainerScope(name, container, []);
  }

  /** A scope below this one, closed before whatever this one opened earlier. */
  child(name: string): ContainerScope {
    const child = new ContainerScope(name, this.#container, this.#making);
    this.#closes.push({ label: name, close: () => child.close() });
    return child;
  }

  get<T>(token: Token<T>): T {
    if (!this.#container.isRegistered(token.key, true)) {
      throw new Error(`${this.name} asks for ${token.name}, which nobody gives it: provide it, or name it in \`needs\` of ${this.name} and in \`gives\` of the plugin that has it`);
    }
    return this.#container.resolve<T>(token.key);
  }

  provide<T>(token: Token<T>, make: (scope: Scope) => T): void {
    if (this.#container.isRegistered(token.key)) throw new Error(`${this.name} provides ${token.name} twice`);
    this.#container.register<T>(token.key, { useFactory: instanceCachingFactory(() => this.#make(token, make)) });
  }

  defer(close: Close): void {
    this.#closes.push({ label: `${this.name}${close.name === '' ? '' : `.${close.name}`}`, close });
  }

  /** Defers the closing of what was just opened, and gives it back. */
  keep<T extends { close(): void | Promise<void> }>(opened: T): T {
    this.#closes.push({ label: `${this.name}.${opened.constructor.name}`, close: () => opened.close() });
    return opened;
  }

  /** What is being closed at this moment, for the message about what hung. */
  get closing(): string | undefined {
    return this.#closing;
  }

  /** Closes newest first, every step, and throws what failed together at the end. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (let step = this.#closes.pop(); step !== undefined; step = this.#closes.pop()) {
      this.#closing = step.label;
      try {
        await step.close();
      } catch (failure) {
        failures.push(failure);
      }
    }
    this.#closing = undefined;
    if (failures.length > 0) throw new AggregateError(failures, `${this.name} could not close everything`);
  }

  #make<T>(token: Token<T>, make: (scope: Scope) => T): T {
    const label = `${token.name} of ${this.name}`;
    if (this.#making.includes(label)) throw new Error(`services need each other in a circle: ${[...this.#making, label].join(' -> ')}`);
    this.#making.push(label);
    try {
      return make(this);
    } finally {
      this.#making.pop();
    }
  }
}

/** Provides services that exist already. */
export function lend(scope: Scope, services: readonly (readonly [Token<unknown>, unknown])[]): void {
  for (const [token, service] of services) scope.provide(token, () => service);
}
