/** What a page says of one channel, message or schema. */
export interface Section {
  /** The id in the model. */
  readonly id: string;
  /** Decides about the page where there are several: in small letters, safe as part of a file name. */
  readonly name: string;
  readonly text: string;
  /** In bytes. */
  readonly size: number;
}

/** A section of these lines. */
export function section(id: string, name: string, lines: readonly string[]): Section {
  const text = lines.join('\n');
  return { id, name, text, size: Buffer.byteLength(text) };
}
