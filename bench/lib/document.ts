/** Prints an AsyncAPI 3.0 document (YAML) with as many channels, operations, messages and payloads. */
export function document(messages: number): string {
  const indexes = Array.from({ length: messages }, (_, index) => index);
  return [
    head(messages),
    'channels:\n',
    ...indexes.map(channel),
    'operations:\n',
    ...indexes.map(operation),
    'components:\n  messages:\n',
    ...indexes.map(message),
    '  schemas:\n',
    ...indexes.map(schema),
  ].join('');
}

const head = (messages: number): string => `asyncapi: 3.0.0
info:
  title: Synthetic ${messages}
  version: 1.0.0
  description: Generated for measurements
  license:
    name: MIT
defaultContentType: application/json
servers:
  kafka:
    host: localhost:9092
    protocol: kafka
    description: broker
`;

const channel = (i: number): string => `  event${i}:
    address: pets.event.${i}
    description: Channel ${i}
    messages:
      Event${i}:
        $ref: "#/components/messages/Event${i}"
`;

const operation = (i: number): string => `  onEvent${i}:
    action: ${i % 2 === 1 ? 'send' : 'receive'}
    summary: Operation ${i}
    channel:
      $ref: "#/channels/event${i}"
    messages:
      - $ref: "#/channels/event${i}/messages/Event${i}"
`;

const message = (i: number): string => `    Event${i}:
      name: Event${i}
      title: Event ${i}
      summary: Message ${i}
      contentType: application/json
      payload:
        $ref: "#/components/schemas/Event${i}Payload"
`;

const schema = (i: number): string => `    Event${i}Payload:
      type: object
      additionalProperties: false
      required: [id, at, kind, count]
      properties:
        id:
          type: string
          format: uuid
          description: Identifier of event ${i}
        at:
          type: string
          format: date-time
          description: When it happened
        kind:
          type: string
          enum:
            - created
            - updated
            - kind${i}
        name:
          type: string
          minLength: 1
          maxLength: ${100 + i}
        count:
          type: integer
          minimum: 0
          maximum: ${1000 + i}
        price:
          type: number
          minimum: 0
        active:
          type: boolean
        tags:
          type: array
          items:
            type: string
          maxItems: 20
        email:
          type: string
          format: email
        owner:
          type: object
          required: [ownerId]
          properties:
            ownerId:
              type: string
              format: uuid
            note:
              type: string
`;
