import { schemaIn } from '../../document.js';
import { defineRule } from '../../rule.js';
import { propertiesOf } from '../../schema-members.js';

/** Headers that a protocol, or the specification, has a place of its own for; in lower case. */
const ofProtocols: Readonly<Record<string, string>> = {
  'content-type': '`contentType` of the message',
  'content-encoding': 'the bindings of the protocol',
  'content-length': 'the protocol itself',
  'transfer-encoding': 'the protocol itself',
  host: 'the server',
  connection: 'the protocol itself',
  authorization: 'the security of the server or the operation',
  'delivery-mode': '`deliveryMode` of the AMQP operation binding',
  delivery_mode: '`deliveryMode` of the AMQP operation binding',
  content_type: '`contentType` of the message',
  content_encoding: '`contentEncoding` of the AMQP message binding',
};

export const noProtocolHeaders = defineRule({
  id: 'message/no-protocol-headers',
  purpose: 'The headers of a message do not repeat those of its protocol.',
  why: 'The specification says that `headers` must not define the protocol’s own: they have fields of their own, and two places that say one thing will differ one day.',
  remedy: 'Remove it from `headers` and say it in its own place.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    message(message, { report }) {
      const headers = schemaIn(message, 'headers');
      if (headers === undefined) return;
      for (const [name, view] of propertiesOf(headers)) {
        const place = Object.hasOwn(ofProtocols, name.toLowerCase())
          ? ofProtocols[name.toLowerCase()]
          : undefined;
        if (place !== undefined)
          report(view, `\`${name}\` is a header of the protocol.`, {
            part: 'key',
            help: `It belongs to ${place}.`,
          });
      }
    },
  },
});
