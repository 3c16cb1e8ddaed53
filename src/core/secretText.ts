const mask = '[secret]';

/**
 * A secret value that cannot be printed by accident: every implicit conversion gives a mask, and
 * `.reveal()` is the one way out. Each call of it carries a comment saying where the value goes.
 */
export class SecretText {
  readonly #text: string;
  /** `binary` values are held as base64, the form AWS's JSON carries them in. */
  readonly encoding: 'text' | 'binary';

  private constructor(text: string, encoding: 'text' | 'binary') {
    this.#text = text;
    this.encoding = encoding;
  }

  static of(text: string): SecretText {
    return new SecretText(text, 'text');
  }

  static ofBase64(base64: string): SecretText {
    return new SecretText(base64, 'binary');
  }

  /** The value itself: text, or base64 when `encoding` is `binary`. */
  reveal(): string {
    return this.#text;
  }

  /** Whether both hold the same value in the same encoding. Neither text leaves. */
  equals(other: SecretText): boolean {
    return this.#text === other.#text && this.encoding === other.encoding;
  }

  /** Length in bytes as the service counts it: UTF-8 bytes of text, decoded bytes of a binary value. */
  get byteLength(): number {
    return Buffer.byteLength(this.#text, this.encoding === 'text' ? 'utf8' : 'base64');
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  [Symbol.toPrimitive](): string {
    return mask;
  }

  // structuredClone and postMessage copy own enumerable fields only, and #text is neither.
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return mask;
  }
}
