/** What the language forbids as the name of a value (ECMA-262, section 12.7.2, in modules). */
const KEYWORDS = [
  ...['arguments', 'await', 'break', 'case', 'catch', 'class', 'const', 'continue', 'debugger'],
  ...['default', 'delete', 'do', 'else', 'enum', 'eval', 'export', 'extends', 'false', 'finally'],
  ...['for', 'function', 'if', 'implements', 'import', 'in', 'instanceof', 'interface', 'let'],
  ...['new', 'null', 'package', 'private', 'protected', 'public', 'return', 'static', 'super'],
  ...['switch', 'this', 'throw', 'true', 'try', 'typeof', 'undefined', 'var', 'void', 'while'],
  ...['with', 'yield'],
];

/**
 * What a CommonJS module has as its own, and what `index.ts`, `contract.ts` and the files of
 * messages without a payload declare or import. Printed validators avoid the names of schemas.
 */
const VALUES = [
  ...['globalThis', 'require', 'module', 'exports'],
  ...['anything', 'channels', 'contract', 'createClient', 'messages', 'operations'],
];

/** Types that generated files use under their plain names, and what `index.ts` exports itself. */
const TYPES = [
  ...['Array', 'AsyncDisposable', 'Date', 'Exclude', 'Extract', 'Omit', 'Partial', 'Pick'],
  ...['Promise', 'Readonly', 'ReadonlyArray', 'Record', 'Required', 'Uint8Array'],
  ...['AtLeastOne', 'Bus', 'Client', 'ClientOptions', 'Context', 'Contract', 'ForwardOptions'],
  ...[
    'Handler',
    'HandlerByType',
    'HandlerOrBatch',
    'Handlers',
    'Headers',
    'HeadersContract',
    'Issue',
    'Message',
  ],
  ...['Filled', 'Outgoing'],
  ...['ChannelContract', 'MessageContract', 'OperationContract', 'Receipt', 'RequestOptions'],
  ...['SendOptions', 'SubscribeOptions', 'Subscription', 'Validator', 'DeadLetters', 'ReplayOf'],
  ...['Upcasters', 'OldVersions', 'UpcastTypes', 'WithoutTypes', 'Explanation'],
  ...['Provisioned', 'ProvisionGroups', 'ProvisionOptions'],
  // Type parameters of the client.
  ...['TBus', 'TTx', 'TUpcast', 'TUpcasters'],
];

/** Classes of the run time that `index.ts` exports: values, so that they count in any case. */
const CLASSES = [
  ...['DeliveryError', 'InvalidMessageError', 'PublishError', 'PublishTimeoutError'],
  ...['TooLargeError', 'NotConnectedError', 'ClosedError', 'SaturatedError', 'UnroutableError'],
  ...['UnknownTargetError', 'RequestTimeoutError', 'RemoteError', 'TopologyMismatchError'],
  ...['MissingCodecError', 'NonRetryableError', 'RetryLater', 'ReplayError', 'OffsetLostError'],
];

/** Members that make an object something else than what it looks like, and the client's own. */
const METHODS = [
  ...['then', 'constructor', '__proto__', 'prototype', 'toString', 'toJSON', 'valueOf'],
  ...['hasOwnProperty', 'isPrototypeOf', 'propertyIsEnumerable', 'toLocaleString'],
  ...['__defineGetter__', '__defineSetter__', '__lookupGetter__', '__lookupSetter__'],
  ...['subscribe', 'replay', 'provision', 'deadLetters', 'explain'],
];

const keywords = new Set([...KEYWORDS, ...VALUES]);
const types = new Set([...TYPES, ...CLASSES]);
const methods = new Set(METHODS);

export const isReservedValue = (name: string): boolean => keywords.has(name);
export const isReservedType = (name: string): boolean => types.has(name);
export const isReservedMethod = (name: string): boolean => methods.has(name);

/** Names of devices on Windows, with any ending. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d|conin|conout)$/;

export const isReservedFile = (name: string): boolean => DEVICES.test(name);
