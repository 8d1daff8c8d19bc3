import fc from 'fast-check';
import { CORE_SCHEMA, dump, load as loadYaml } from 'js-yaml';
import { expect, it } from 'vitest';
import { parse } from '../../../src/load/parse.js';
import { printPointer } from '../../../src/load/pointer.js';
import type { SourceFile } from '../../../src/load/source.js';

const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)));
const container = json.filter((value) => typeof value === 'object' && value !== null);

it('points at JSON text that parses to the value', () => {
  fc.assert(
    fc.property(container, fc.constantFrom(0, 2), (value, indent) => {
      const { file, diagnostics } = parse(
        { id: '/a.json', uri: 'a.json' },
        JSON.stringify(value, null, indent),
      );
      expect(diagnostics).toEqual([]);
      expect(file.value).toEqual(value);
      everyNode(value, [], (node, path) =>
        expect(JSON.parse(textAt(file, printPointer(path)))).toEqual(node),
      );
    }),
  );
});

it('points at YAML text that parses to the value', () => {
  fc.assert(
    fc.property(container, fc.constantFrom(-1, 2), (value, flowLevel) => {
      const text = dump(value, { flowLevel, noRefs: true, schema: CORE_SCHEMA });
      const { file } = parse({ id: '/a.yaml', uri: 'a.yaml' }, text);
      expect(file.value).toEqual(loadYaml(text));
      everyNode(value, [], (node, path) => {
        if (typeof node === 'string') return;
        expect(loadYaml(textAt(file, printPointer(path)))).toEqual(node);
      });
    }),
  );
});

type Path = readonly (string | number)[];

function everyNode(node: unknown, path: Path, visit: (node: unknown, path: Path) => void): void {
  visit(node, path);
  if (node === null || typeof node !== 'object') return;
  const entries = Array.isArray(node) ? node.entries() : Object.entries(node);
  for (const [key, child] of entries) everyNode(child, [...path, key], visit);
}

function textAt(file: SourceFile, pointer: string): string {
  const at = file.locate(pointer);
  const lines = file.text.split('\n');
  const offset = (line: number, column: number): number =>
    lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, column - 1);
  const start = offset(at.line, at.column);
  return ' '.repeat(at.column - 1) + file.text.slice(start, offset(at.endLine, at.endColumn));
}
