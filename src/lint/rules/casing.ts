/** Ways to write a name of several words. */
export const casings: Readonly<Record<string, RegExp>> = {
  camelCase: /^[a-z][a-zA-Z\d]*$/,
  PascalCase: /^[A-Z][a-zA-Z\d]*$/,
  'kebab-case': /^[a-z\d]+(?:-[a-z\d]+)*$/,
  snake_case: /^[a-z\d]+(?:_[a-z\d]+)*$/,
  SCREAMING_SNAKE_CASE: /^[A-Z\d]+(?:_[A-Z\d]+)*$/,
};

/** An option for one of them. */
export const casingOption = (purpose: string, style: string) => ({
  purpose,
  default: style,
  values: Object.keys(casings),
});

export const isWrittenAs = (style: string, name: string): boolean =>
  casings[style]?.test(name) ?? true;
