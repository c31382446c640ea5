/** The data of a response that are written already. Whoever writes them again with `JSON.stringify` gets the same. */
export class WrittenData {
  readonly [member: string]: unknown;
  /** The data in JSON. */
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }

  toJSON(): unknown {
    return JSON.parse(this.json);
  }
}
