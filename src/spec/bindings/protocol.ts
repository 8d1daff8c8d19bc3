import { bindingChapter } from '../link.js';
import { defineObject, oneOf } from '../shape.js';
import type { Field, ObjectTable, Shape } from '../shape.js';

type Fields = Readonly<Record<string, Shape | Field>>;

interface ProtocolBinding {
  readonly protocol: 'kafka' | 'amqp';
  readonly name: string;
  /** Fields by `bindingVersion`, newest first; `latest` and a missing version are the newest. */
  readonly versions: Readonly<Record<string, Fields>>;
}

/** Makes the table of a protocol's binding, narrowed by its `bindingVersion`. */
export function defineBinding({ protocol, name, versions }: ProtocolBinding): ObjectTable {
  const bindingVersion = oneOf(...Object.keys(versions), 'latest');
  const tables = Object.entries(versions).map(
    ([version, fields]) =>
      [version, bindingTable(protocol, name, { ...fields, bindingVersion })] as const,
  );
  const byVersion = new Map<unknown, ObjectTable>(tables);
  const newest = tables[0]?.[1] ?? bindingTable(protocol, name, { bindingVersion });
  return { ...newest, choose: (value) => byVersion.get(value['bindingVersion']) ?? newest };
}

/** A part of a protocol's binding. */
export const bindingTable = (
  protocol: ProtocolBinding['protocol'],
  name: string,
  fields: Fields,
): ObjectTable =>
  defineObject({
    kind: 'protocolBinding',
    name,
    link: bindingChapter(protocol),
    code: 'binding/structure',
    fields,
  });
