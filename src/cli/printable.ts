const CONTROL =
  /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Surrogate}/gu;

/**
 * Text of a user's document made safe for a terminal: no control sequence gets through, and each
 * character keeps its column.
 */
export const printable = (text: string): string =>
  text.replaceAll('\t', ' ').replace(CONTROL, '\ufffd');
