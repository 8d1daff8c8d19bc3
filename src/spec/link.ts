/** The chapter of an object in the AsyncAPI specification. */
export const chapter = (anchor: string): string =>
  `https://www.asyncapi.com/docs/reference/specification/v3.1.0#${anchor}`;

/** A document of the protocol bindings' own repository. */
export const bindingChapter = (protocol: string): string =>
  `https://github.com/asyncapi/bindings/blob/master/${protocol}/README.md`;
