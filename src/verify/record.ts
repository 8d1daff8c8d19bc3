import type { Location } from '../diagnostic.js';

/** One message as it was read: its JSON text, and where that text begins in its file. */
export interface RecordText {
  readonly text: string;
  /** Counts from 1. */
  readonly line: number;
  /** Counts from 1, in UTF-16 units. */
  readonly column: number;
  /** The input ends with it, and not with the end of a line: it may have been cut off. */
  readonly isCut?: true;
}

/** Something in a file that cannot be looked at as a message. */
export interface RecordFault {
  readonly code:
    | `input/${'binary' | 'empty' | 'folder' | 'no-messages' | 'too-large' | 'unreadable'}`
    | `verify/${'encoding' | 'too-large'}`;
  readonly message: string;
  readonly help?: string;
  readonly line: number;
}

export type Entry = RecordText | RecordFault;

export const isFault = (entry: Entry): entry is RecordFault => 'code' in entry;

/** A place inside a record's text as a place inside the record's file. */
export function placeInFile(record: RecordText, at: Location, uri: string): Location {
  const shift = (line: number, column: number): readonly [number, number] => [
    record.line + line - 1,
    line === 1 ? record.column + column - 1 : column,
  ];
  const [line, column] = shift(at.line, at.column);
  const [endLine, endColumn] = shift(at.endLine, at.endColumn);
  return { uri, line, column, endLine, endColumn };
}
