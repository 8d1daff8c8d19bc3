import type { Event } from 'js-yaml';
import type { Diagnostic, Location } from '../diagnostic.js';
import { build } from './build.js';
import type { Built, ContentFault } from './build.js';
import { DOCUMENT } from './events.js';
import type { Scan, SyntaxFault } from './events.js';
import type { FileName } from './file-name.js';
import { scanJson } from './json.js';
import { LimitExceeded } from './limits.js';
import { Lines } from './lines.js';
import { Locator } from './locate.js';
import { parsePointer, printPointer } from './pointer.js';
import type { SourceFile } from './source.js';
import { scanYaml } from './yaml.js';

export interface Parsed {
  readonly file: SourceFile;
  readonly diagnostics: readonly Diagnostic[];
}

/** Parses a text as JSON or YAML; synchronous, reads nothing. With a fault, `value` may be partial. */
export function parse(name: FileName, text: string): Parsed {
  const file = new ParsedFile(name, text);
  const scan = scanText(name.id, text);
  if (!scan.ok) return { file, diagnostics: [file.syntaxDiagnostic(scan.fault)] };
  file.events = scan.events;
  const built = buildWithin(file, scan.events);
  if ('code' in built) return { file, diagnostics: [built] };
  file.value = built.value;
  return { file, diagnostics: built.faults.map((fault) => file.contentDiagnostic(fault)) };
}

/** A file that is only text to us (a `.proto`, say): its value is the text. */
export function textFile(name: FileName, text: string): SourceFile {
  const file = new ParsedFile(name, text);
  file.value = text;
  return file;
}

function scanText(id: string, text: string): Scan {
  const isJson = /\.json$/i.test(id);
  if (!isJson && !/^\s*\{/.test(text)) return scanYaml(text);
  const json = scanJson(text);
  if (json.ok || isJson) return json;
  const yaml = scanYaml(text);
  return yaml.ok || /\.ya?ml$/i.test(id) ? yaml : json;
}

function buildWithin(file: ParsedFile, events: readonly Event[]): Built | Diagnostic {
  try {
    return build(file.text, events);
  } catch (error) {
    if (error instanceof LimitExceeded) return file.limitDiagnostic(error);
    throw error;
  }
}

class ParsedFile implements SourceFile {
  readonly id: string;
  readonly uri: string;
  readonly text: string;
  value: unknown = undefined;
  events: readonly Event[] = [];
  #lines: Lines | undefined;
  #locator: Locator | undefined;

  constructor({ id, uri }: FileName, text: string) {
    this.id = id;
    this.uri = uri;
    this.text = text;
  }

  locate(pointer: string, part: 'key' | 'value' = 'value'): Location {
    return this.#at(this.#locate().span(parsePointer(pointer) ?? [], part));
  }

  syntaxDiagnostic({ start, end, message, help }: SyntaxFault): Diagnostic {
    return error('spec/syntax', message, this.#at({ start, end }), { help });
  }

  contentDiagnostic(fault: ContentFault): Diagnostic {
    const { code, event, help, mapping, message, path } = fault;
    const locator = this.#locate();
    const isSeparator = this.events[event - 1]?.type === DOCUMENT;
    const span = isSeparator ? locator.separator(event) : locator.nodeSpan(event);
    const diagnostic = error(code, message, this.#at(span), { help, pointer: printPointer(path) });
    if (mapping === undefined) return diagnostic;
    const first = this.#at(locator.keySpan(mapping, String(path.at(-1))));
    return { ...diagnostic, related: [{ message: 'the first one', at: first }] };
  }

  limitDiagnostic({ event, message, help }: LimitExceeded): Diagnostic {
    return error('spec/syntax', message, this.#at(this.#locate().nodeSpan(event)), { help });
  }

  #at(span: { start: number; end: number }): Location {
    this.#lines ??= new Lines(this.text);
    return this.#lines.location(this.uri, span);
  }

  #locate(): Locator {
    return (this.#locator ??= new Locator(this.text, this.events));
  }
}

const error = (
  code: string,
  message: string,
  at: Location,
  { help, pointer = '' }: { help?: string | undefined; pointer?: string },
): Diagnostic => ({
  code,
  severity: 'error',
  message,
  at,
  pointer,
  ...(help === undefined ? {} : { help }),
});
