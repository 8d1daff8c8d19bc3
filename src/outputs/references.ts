/** What was looked through already: several outputs ask, and the model does not change. */
const known = new WeakMap<object, ReadonlySet<string>>();

/** Every text that a `$ref` has in a value: ids of schemas, and perhaps some of its data. */
export function references(value: unknown): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return NONE;
  const before = known.get(value);
  if (before !== undefined) return before;
  const found = new Set<string>();
  collect(value, found);
  known.set(value, found);
  return found;
}

const NONE: ReadonlySet<string> = new Set();

function collect(value: object, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) visit(item, found);
    return;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(fields)) {
    const part = fields[key];
    if (key === '$ref' && typeof part === 'string') found.add(part);
    else visit(part, found);
  }
}

function visit(part: unknown, found: Set<string>): void {
  if (typeof part === 'object' && part !== null) collect(part, found);
}
