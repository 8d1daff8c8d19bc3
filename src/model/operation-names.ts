import type { Diagnostic } from '../diagnostic.js';
import type { Operation } from './model.js';
import { methodName } from './names.js';
import type { UnnamedOperation } from './operations.js';

/**
 * Names operations: their ids as written wherever those are identifiers. Two ids that become one
 * name are an error.
 */
export function nameOperations(operations: readonly UnnamedOperation[]): {
  readonly operations: readonly Operation[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const taken = new Map<string, UnnamedOperation>();
  const diagnostics: Diagnostic[] = [];
  const named = operations.map((unnamed) => {
    const { id, operation, view } = unnamed;
    const { name, reserved } = methodName(id);
    const other = taken.get(name);
    if (other === undefined) taken.set(name, unnamed);
    else diagnostics.push(collision(name, view, other.view));
    if (reserved !== undefined) diagnostics.push(changed(name, reserved, view));
    return { ...operation, name };
  });
  return { operations: named, diagnostics };
}

const at = ({ place }: UnnamedOperation['view']) => ({
  at: place.file.locate(place.pointer, 'key'),
  pointer: place.pointer,
});

const collision = (
  name: string,
  view: UnnamedOperation['view'],
  other: UnnamedOperation['view'],
): Diagnostic => ({
  code: 'codegen/name-collision',
  severity: 'error',
  message: `Two operations would be called \`${name}\` in code.`,
  ...at(view),
  help: 'Give one of them another key.',
  related: [{ message: 'The other operation.', at: at(other).at }],
});

const changed = (name: string, reserved: string, view: UnnamedOperation['view']): Diagnostic => ({
  code: 'codegen/reserved-word',
  severity: 'info',
  message: `The operation \`${reserved}\` is called \`${name}\` in code: a client with a member \`${reserved}\` would not work.`,
  ...at(view),
});
