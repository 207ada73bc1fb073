/** A typed name under which a service is provided and asked for; two tokens are the same only if they are one object. */
export class Token<out T> {
  declare protected readonly carries: T;
  readonly name: string;
  /** What the container keeps it under. */
  readonly key: symbol;

  constructor(name: string) {
    this.name = name;
    this.key = Symbol(name);
  }
}
