import { placeId } from '../load/source.js';
import { bindings } from './bindings.js';
import { compareText } from './order.js';
import { doc, extensions, present } from './doc.js';
import type { Bindings, Message, MessageExample } from './model.js';
import { originOf, placeName } from './place-names.js';
import type { Role, SchemaCollector } from './schemas.js';
import { record } from './view.js';
import type { View } from './view.js';

/** A message that has no name in code yet. */
export interface UnnamedMessage {
  readonly id: string;
  readonly message: Omit<Message, 'names'>;
  readonly view: View;
  /** What it is called where it is used: the key of the document. */
  readonly key: string;
  /** The channel that first uses it, for a message that is declared inside a channel. */
  readonly channel: string | undefined;
}

/** Where a message is used. */
export interface MessageUse {
  readonly by: 'component' | 'channel' | 'operation';
  readonly key: string;
  /** Id of the channel that lists it. */
  readonly channel?: string;
}

/** Collects messages, each once, by the place where it stands. */
export class MessageCollector {
  readonly #found = new Map<string, { id: string; view: View; uses: MessageUse[] }>();

  /** Uses a message; returns its id, or nothing when the reference leads nowhere. */
  use(view: View, use: MessageUse): string | undefined {
    const target = view.target();
    if (target?.isObject !== true) return undefined;
    const place = placeId(target.place);
    const known = this.#found.get(place);
    if (known !== undefined) {
      known.uses.push(use);
      return known.id;
    }
    const id = placeName(target.source.root, target.place);
    this.#found.set(place, { id, view: target, uses: [use] });
    return id;
  }

  /** All messages, with their schemas handed to the collector of schemas. */
  collect(schemas: SchemaCollector, defaultContentType: string | undefined): UnnamedMessage[] {
    return [...this.#found.values()].map(({ id, view, uses }) => {
      const [first = { key: id, channel: undefined }] = [...uses].sort(mostTelling);
      return {
        id,
        message: message(id, view, { schemas, defaultContentType, key: first.key }),
        view,
        key: first.key,
        channel: first.channel,
      };
    });
  }
}

const ORDER: readonly MessageUse['by'][] = ['component', 'channel', 'operation'];

const mostTelling = (a: MessageUse, b: MessageUse): number =>
  ORDER.indexOf(a.by) - ORDER.indexOf(b.by) ||
  compareText(a.channel ?? '', b.channel ?? '') ||
  compareText(a.key, b.key);

interface Surroundings {
  readonly schemas: SchemaCollector;
  readonly defaultContentType: string | undefined;
  readonly key: string;
}

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#messageObject */
function message(id: string, own: View, around: Surroundings): Omit<Message, 'names'> {
  const view = own.withTraits();
  const payload = schemaIn(view, 'payload', { id, own, schemas: around.schemas });
  const headers = schemaIn(view, 'headers', { id, own, schemas: around.schemas });
  return {
    id,
    origin: originOf(own.place),
    doc: doc(view),
    extensions: extensions(view),
    name: view.text('name') ?? around.key,
    contentType: view.text('contentType') ?? around.defaultContentType ?? 'application/json',
    ...present({
      payload: payload.id,
      foreignFormat: payload.foreign,
      headers: headers.id,
      correlationId: correlationId(view),
    }),
    bindings: messageBindings(view, { id, own, schemas: around.schemas }),
    examples: view.list('examples').flatMap((item) => example(item.target())),
  };
}

interface Owner {
  readonly id: string;
  readonly own: View;
  readonly schemas: SchemaCollector;
}

function schemaIn(
  view: View,
  field: 'payload' | 'headers',
  owner: Owner,
): { readonly id?: string; readonly foreign?: string } {
  const schema = view.field(field);
  if (schema === undefined) return {};
  return owner.schemas.use(schema, roleIn(schema, field, owner)) ?? {};
}

/** A schema from a trait is shared by all messages with the trait, so it is not the message's own. */
const roleIn = (schema: View, of: 'payload' | 'headers' | 'key', { id, own }: Owner): Role =>
  schema.isMerged ||
  (schema.place.file.id === own.place.file.id &&
    schema.place.pointer.startsWith(`${own.place.pointer}/`))
    ? { of, message: id }
    : { of: 'target' };

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#correlationIdObject */
function correlationId(view: View): Message['correlationId'] {
  const target = view.follow('correlationId');
  const location = target?.text('location');
  if (target === undefined || location === undefined) return undefined;
  return present({ location, description: target.text('description') });
}

/** Bindings as data; the schema of a Kafka key becomes a reference to a schema of the model. */
function messageBindings(view: View, owner: Owner): Bindings {
  const all = bindings(view);
  const key = view.follow('bindings')?.follow('kafka')?.field('key');
  if (key === undefined || all['kafka'] === undefined) return all;
  const use = owner.schemas.use(key, roleIn(key, 'key', owner));
  const reference = use !== undefined && 'id' in use ? { $ref: use.id } : {};
  return record([...Object.entries(all), ['kafka', { ...all['kafka'], key: reference }]]);
}

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#messageExampleObject */
const example = (view: View | undefined): MessageExample[] =>
  view?.isObject === true
    ? [
        present({
          name: view.text('name'),
          summary: view.text('summary'),
          payload: view.field('payload')?.data(),
          headers: view.field('headers')?.data(),
        }),
      ]
    : [];
