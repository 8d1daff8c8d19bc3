import { defineConfig } from 'vitest/config';
import { FlakyReporter } from './flaky-reporter.js';
import { handlebarsPlugin } from './handlebars.mjs';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  plugins: [handlebarsPlugin],
  test: {
    globalSetup: ['test/brokers/notice.ts', 'test/support/built.ts'],
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/.tmp/**'],
    // A busy machine is no fault: what comes, comes in this time.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // Brokers are killed and frozen here, on two cores. A second try is named at the end of the log.
    retry: process.env['CI'] === 'true' ? 1 : 0,
    reporters: ['default', new FlakyReporter()],
  },
});
