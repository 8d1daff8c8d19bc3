import { format } from 'prettier';

/**
 * A TypeScript file as Prettier would write it with the settings that generated code follows.
 * What we print must equal it: `expect(await formatted(text)).toBe(text)`.
 */
export const formatted = (text: string): Promise<string> =>
  format(text, { parser: 'typescript', printWidth: 100, singleQuote: true });
