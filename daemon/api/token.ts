/** A typed name under which a service is provided and asked for; two tokens are the same only if they are one object. */
export class Token<out T> {
  declare protected readonly carries: T;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}
