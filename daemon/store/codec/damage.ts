/** Stored bytes are not what was written: cut, flipped or of an unknown format (ENG-06). */
export class Damage extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'Damage';
  }
}
