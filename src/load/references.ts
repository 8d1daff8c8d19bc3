/** Keywords whose value is data: a `$ref` inside of it is no reference. */
const DATA = new Set(['example', 'examples', 'default', 'const', 'enum']);

/** Keywords whose keys are names that the author chose: `default` among them is no keyword. */
const NAME_MAPS = new Set([
  ...['properties', 'patternProperties', 'definitions', '$defs', 'dependencies'],
  ...['channels', 'operations', 'messages', 'schemas', 'servers', 'parameters', 'variables'],
]);

/** The `$ref`s of a value that name another file, each once. Cost is linear, shared objects count once. */
export function fileReferences(value: unknown): Set<string> {
  const found = new Set<string>();
  const seen = new Set<object>();
  const visit = (node: unknown, isNameMap: boolean): void => {
    if (node === null || typeof node !== 'object' || seen.has(node)) return;
    seen.add(node);
    if (Array.isArray(node)) for (const item of node) visit(item, false);
    else for (const key of Object.keys(node)) entry(key, node[key as keyof typeof node], isNameMap);
  };
  const entry = (key: string, child: unknown, isNameMap: boolean): void => {
    if (isNameMap) visit(child, false);
    else if (key === '$ref' && typeof child === 'string') {
      if (!child.startsWith('#')) found.add(child);
    } else if (!DATA.has(key)) visit(child, NAME_MAPS.has(key));
  };
  visit(value, false);
  return found;
}
