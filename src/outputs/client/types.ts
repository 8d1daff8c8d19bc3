import type { Layout } from '../../emit/layout.js';
import { quote } from '../../emit/quote.js';
import { generic } from '../../emit/type-layout.js';
import type { Channel, Message } from '../../model/model.js';
import type { ClientView } from './view.js';

/** A message as a handler, or a requester, gets it: `Message<'PetAdopted', PetAdopted>`. */
export function received(message: Message, channel: Channel | undefined, view: ClientView): Layout {
  const params = channel?.paramsType;
  const headers =
    view.headers(message) ?? (params === undefined ? undefined : view.type('Headers'));
  const extra = [headers, params].filter((type) => type !== undefined);
  return generic(view.type('Message'), [
    quote(message.names.type),
    view.payload(message),
    ...extra,
  ]);
}

/** One of several messages to send or to reply with: `Outgoing<'PetAdopted', PetAdopted>`. */
export const outgoing = (message: Message, view: ClientView): Layout =>
  generic(view.type('Outgoing'), [quote(message.names.type), view.payload(message)]);
