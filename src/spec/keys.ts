import type { KeyRule } from './shape.js';

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#componentsObject */
export const componentKey: KeyRule = {
  code: 'spec/component-key',
  test: (key) => /^[a-zA-Z0-9._-]+$/.test(key),
  rule: 'be made of letters, digits, `.`, `-` and `_`',
};

/**
 * Names of servers and of parameters.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#serversObject
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#parametersObject
 */
export const wordKey: KeyRule = {
  code: 'spec/component-key',
  test: (key) => /^[A-Za-z0-9_-]+$/.test(key),
  rule: 'be made of letters, digits, `-` and `_`',
};

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#specificationExtensions */
export const isExtensionName = (key: string): boolean => /^x-[\w.-]+$/.test(key);
