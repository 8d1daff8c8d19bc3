import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

/** Chromium without a window, which talks to nobody by itself. */
export const openBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
