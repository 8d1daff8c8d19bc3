import { defineConfig } from 'vitest/config';
import { handlebarsPlugin } from './handlebars.mjs';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  plugins: [handlebarsPlugin],
  test: {
    globalSetup: ['test/brokers/notice.ts', 'test/support/built.ts'],
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/.tmp/**'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
