import { tidy } from '../diagnostic.js';
import type { Diagnostic, Location, Related, Severity } from '../diagnostic.js';
import { escapeSegment } from '../load/source.js';
import type { Place } from '../load/source.js';
import { printable } from '../show.js';

/** A fault, placed relative to a node: pure data, so that checks need no positions. */
export interface Problem {
  readonly code: string;
  /** `error` unless it says otherwise. */
  readonly severity?: Severity;
  readonly message: string;
  /** What to do; a function is given the text that stands at the place. */
  readonly help?: string | ((written: string) => string);
  /** From the node down to the fault. */
  readonly path?: readonly (string | number)[];
  /** Whether the fault is the key (an unknown field) or the value. */
  readonly part?: 'key' | 'value';
  readonly related?: readonly { readonly message: string; readonly place: Place }[];
}

const relatedTo = ({ message, place }: { message: string; place: Place }): Related => ({
  message,
  at: place.file.locate(place.pointer),
});

/** What stands at a place, if that is on one line. */
const written = (text: string, { line, column, endLine, endColumn }: Location): string =>
  line === endLine
    ? (text.split(/\r\n?|\n/)[line - 1]?.slice(column - 1, endColumn - 1) ?? '')
    : '';

/** Collects what the checks find, and gives it positions. */
export class Report {
  readonly #found: Diagnostic[] = [];

  /** @param place - the node that the problem's path starts from */
  add(place: Place, problem: Problem): void {
    const steps = (problem.path ?? []).map((key) => `/${escapeSegment(String(key))}`);
    const pointer = place.pointer + steps.join('');
    const related = problem.related?.map(relatedTo);
    const at = place.file.locate(pointer, problem.part ?? 'value');
    const { help } = problem;
    const advice = typeof help === 'function' ? help(written(place.file.text, at)) : help;
    this.#found.push({
      code: problem.code,
      severity: problem.severity ?? 'error',
      message: printable(problem.message),
      at,
      pointer,
      ...(advice === undefined ? {} : { help: printable(advice) }),
      ...(related === undefined ? {} : { related }),
    });
  }

  /** Takes what the loader found, with its places, in a file that a reference was followed to. */
  addFound(diagnostics: readonly Diagnostic[]): void {
    this.#found.push(...diagnostics);
  }

  /** Everything found, sorted and without repetitions. */
  diagnostics(): readonly Diagnostic[] {
    return tidy(this.#found);
  }
}
