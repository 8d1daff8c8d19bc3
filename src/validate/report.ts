import { tidy } from '../diagnostic.js';
import type { Diagnostic, Related, Severity } from '../diagnostic.js';
import { escapeSegment } from '../load/source.js';
import type { Place } from '../load/source.js';
import { printable } from './show.js';

/** A fault, placed relative to a node: pure data, so that checks need no positions. */
export interface Problem {
  readonly code: string;
  /** `error` unless it says otherwise. */
  readonly severity?: Severity;
  readonly message: string;
  readonly help?: string;
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

/** Collects what the checks find, and gives it positions. */
export class Report {
  readonly #found: Diagnostic[] = [];

  /** @param place - the node that the problem's path starts from */
  add(place: Place, problem: Problem): void {
    const steps = (problem.path ?? []).map((key) => `/${escapeSegment(String(key))}`);
    const pointer = place.pointer + steps.join('');
    const related = problem.related?.map(relatedTo);
    this.#found.push({
      code: problem.code,
      severity: problem.severity ?? 'error',
      message: printable(problem.message),
      at: place.file.locate(pointer, problem.part ?? 'value'),
      pointer,
      ...(problem.help === undefined ? {} : { help: printable(problem.help) }),
      ...(related === undefined ? {} : { related }),
    });
  }

  /** Everything found, sorted and without repetitions. */
  diagnostics(): readonly Diagnostic[] {
    return tidy(this.#found);
  }
}
