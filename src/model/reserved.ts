/** What the language forbids as the name of a value (ECMA-262, section 12.7.2, in modules). */
const KEYWORDS = [
  ...['arguments', 'as', 'async', 'await', 'break', 'case', 'catch', 'class', 'const', 'continue'],
  ...['debugger', 'default', 'delete', 'do', 'else', 'enum', 'eval', 'export', 'extends', 'false'],
  ...[
    'finally',
    'for',
    'from',
    'function',
    'get',
    'if',
    'implements',
    'import',
    'in',
    'instanceof',
  ],
  ...['interface', 'let', 'new', 'null', 'of', 'package', 'private', 'protected', 'public'],
  ...['return', 'satisfies', 'set', 'static', 'super', 'switch', 'this', 'throw', 'true', 'try'],
  ...['type', 'typeof', 'undefined', 'var', 'void', 'while', 'with', 'yield'],
];

/** Global values with a small letter, and what generated files declare or import. */
const VALUES = [
  ...['globalThis', 'global', 'process', 'require', 'module', 'exports', 'structuredClone'],
  ...['parseInt', 'parseFloat', 'isNaN', 'isFinite', 'encodeURIComponent', 'decodeURIComponent'],
  ...['attach', 'anything', 'channels', 'contract', 'createClient', 'messages', 'operations'],
  ...['createValidator', 'fail', 'index', 'issues', 'item', 'key', 'path', 'value'],
];

/** What printed validators import, and their own variables. */
const VALIDATION = [
  ...[
    'codePoints',
    'createValidator',
    'deepEqual',
    'escapeKey',
    'everyProperty',
    'fail',
    'failAll',
  ],
  ...['hasUniqueItems', 'index', 'issues', 'item', 'key', 'keysOf', 'ownProperty', 'path', 'value'],
];

/** The functions of printed validators: `isPet`, `checkPet`. */
const FUNCTION = /^(is|check)\p{Lu}/u;

/** Types that generated files use under their plain names, and what `index.ts` exports itself. */
const TYPES = [
  ...['Array', 'AsyncDisposable', 'Date', 'Exclude', 'Extract', 'Omit', 'Partial', 'Pick'],
  ...['Promise', 'Readonly', 'ReadonlyArray', 'Record', 'Required', 'Uint8Array'],
  ...['AtLeastOne', 'Bus', 'Client', 'ClientOptions', 'Context', 'Contract', 'ForwardOptions'],
  ...['Handler', 'HandlerByType', 'Handlers', 'Headers', 'HeadersContract', 'Issue', 'Message'],
  ...['Filled', 'Outgoing'],
  ...['ChannelContract', 'MessageContract', 'OperationContract', 'Receipt', 'RequestOptions'],
  ...['SendOptions', 'SubscribeOptions', 'Subscription', 'Validator'],
];

/** Classes of the run time that `index.ts` exports: values, so that they count in any case. */
const CLASSES = [
  ...['DeliveryError', 'InvalidMessageError', 'PublishError', 'PublishTimeoutError'],
  ...['TooLargeError', 'NotConnectedError', 'ClosedError', 'SaturatedError', 'UnroutableError'],
  ...['UnknownTargetError', 'RequestTimeoutError', 'RemoteError', 'TopologyMismatchError'],
  ...['MissingCodecError', 'NonRetryableError', 'RetryLater'],
];

/** Members that make an object something else than what it looks like, and the client's own. */
const METHODS = [
  ...['then', 'constructor', '__proto__', 'prototype', 'toString', 'toJSON', 'valueOf'],
  ...['hasOwnProperty', 'isPrototypeOf', 'propertyIsEnumerable', 'toLocaleString'],
  ...['__defineGetter__', '__defineSetter__', '__lookupGetter__', '__lookupSetter__'],
  ...['subscribe', 'replay', 'provision', 'deadLetters', 'explain'],
];

const keywords = new Set([...KEYWORDS, ...VALUES, ...VALIDATION]);
const types = new Set([...TYPES, ...CLASSES]);
const methods = new Set(METHODS);

export const isReservedValue = (name: string): boolean => keywords.has(name) || FUNCTION.test(name);
export const isReservedType = (name: string): boolean => types.has(name);
export const isReservedMethod = (name: string): boolean => methods.has(name);

/** Names of devices on Windows, with any ending. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d|conin|conout)$/;

export const isReservedFile = (name: string): boolean => DEVICES.test(name);
