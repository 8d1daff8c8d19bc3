import type { Result } from '../diagnostic.js';
import { placeId } from '../load/source.js';
import type { Source } from '../load/source.js';
import { ChannelCollector } from './channels.js';
import { NameBook } from './claims.js';
import { info } from './info.js';
import { MessageCollector } from './messages.js';
import type { Model, Server } from './model.js';
import { nameAll } from './naming.js';
import { operation } from './operations.js';
import { nameOperations } from './operation-names.js';
import { byId } from './order.js';
import { addComponentSchemas } from './component-schemas.js';
import { SchemaCollector } from './schemas.js';
import { server } from './server.js';
import { View } from './view.js';

/**
 * Builds the model of a valid document: references resolved by identity, traits merged, names
 * made. Diagnostics are about names only; what is wrong with the document, validate has said.
 */
export function build(source: Source): Result<Model> {
  const root = View.root(source);
  const messages = new MessageCollector();
  const schemas = new SchemaCollector();
  const servers = collectServers(root);
  const channels = new ChannelCollector({ messages, ...servers });
  for (const [key, view] of components(root, 'messages')) {
    messages.use(view, { by: 'component', key });
  }
  for (const [key, view] of root.map('channels')) channels.add(key, view);
  const operations = root.map('operations').flatMap(([key, view]) => {
    const target = view.target();
    return target?.isObject === true ? (operation(key, target, { channels, messages }) ?? []) : [];
  });
  const defaultContentType = root.text('defaultContentType');
  const unnamedMessages = messages.collect(schemas, defaultContentType);
  const aliases = addComponentSchemas(components(root, 'schemas'), schemas);
  const book = new NameBook();
  const named = nameAll(book, byId(unnamedMessages), byId([...schemas.collect(), ...aliases]));
  const allChannels = channels.collect(book);
  const names = nameOperations(byId(operations));
  return {
    value: {
      asyncapi: root.text('asyncapi') ?? '',
      info: info(root.follow('info') ?? root),
      defaultContentType,
      servers: byId(servers.servers),
      channels: allChannels,
      operations: names.operations,
      messages: named.messages,
      schemas: named.schemas,
    },
    diagnostics: [...book.diagnostics, ...names.diagnostics],
  };
}

const components = (root: View, kind: string): [string, View][] =>
  root.follow('components')?.map(kind) ?? [];

interface Servers {
  readonly servers: readonly Server[];
  readonly allServers: readonly string[];
  readonly serverId: (reference: View) => string | undefined;
}

function collectServers(root: View): Servers {
  const ids = new Map<string, string>();
  const servers = root.map('servers').flatMap(([key, view]) => {
    for (const place of view.trail()) if (!ids.has(placeId(place))) ids.set(placeId(place), key);
    const target = view.target();
    return target?.isObject === true ? [server(key, target)] : [];
  });
  return {
    servers,
    allServers: servers.map(({ id }) => id).sort(),
    serverId: (reference) =>
      reference
        .trail()
        .map((place) => ids.get(placeId(place)))
        .find((id) => id !== undefined),
  };
}
