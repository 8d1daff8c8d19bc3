import { readFileSync, rmSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../../templates/samples/petstore/src/config.js';
import { startPetStore } from '../../templates/samples/petstore/src/main.js';
import type { PetStore } from '../../templates/samples/petstore/src/main.js';
import { describeBrowser } from '../brokers/available.js';
import { inProject, scratch } from '../support/paths.js';
import { openBrowser } from './browser.js';

const poorContrasts = readFileSync(inProject('test/sample/contrast.js'), 'utf8');

describeBrowser('the board', (chromium) => {
  const folder = scratch('board');
  const settings = {
    DATA_FOLDER: `${folder}/data`,
    LOG_LEVEL: 'silent',
    RETRY_DELAY: '20',
    CERTIFICATE_TIME: '50',
  };
  let petstore: PetStore;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  const start = async (more: Readonly<Record<string, string>> = {}): Promise<PetStore> =>
    startPetStore(readConfig([], { ...settings, PORT: '0', ...more }));

  const post = async (path: string, body: object): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const options = { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(`${petstore.url ?? ''}${path}`, options);
    expect(response.ok).toBe(true);
  };
  const register = (name: string) => post('/api/commands/register-pet', { name, species: 'cat' });
  const pet = (name: string) => page.locator('#pets > li', { hasText: name });
  const adoption = (name: string) => page.locator('#adoptions > li', { hasText: name }).first();

  beforeAll(async () => {
    [petstore, browser] = await Promise.all([start(), openBrowser(chromium)]);
  });
  afterAll(async () => {
    await browser.close();
    await petstore.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    page.setDefaultTimeout(15_000);
    complaints = [];
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(petstore.url ?? '');
    await page.getByText('ok: memory, embedded database').waitFor();
  });
  afterEach(async () => {
    await page.close();
  });

  test('a new pet appears without a reload', async () => {
    await register('Minka');
    await pet('Minka').getByText('available').waitFor();
    expect(complaints).toEqual([]);
  });

  test('an adoption goes through its steps, and the timeline tells them in order', async () => {
    await register('Oskar');
    await pet('Oskar').getByRole('button', { name: 'adopt Oskar' }).click();
    await adoption('Oskar').getByText('completed').waitFor();
    const steps = await adoption('Oskar').locator('.steps li').allInnerTexts();
    expect(steps.map((text) => text.split('\n').join(' '))).toEqual([
      'reserve done',
      'fee done',
      'certificate done',
      'vet done',
      'adopt done',
    ]);
    await pet('Oskar').getByRole('button', { name: 'Oskar', exact: true }).click();
    await pet('Oskar').getByText('registered').waitFor();
    await pet('Oskar').getByRole('button', { name: 'return Oskar' }).click();
    await pet('Oskar').locator('.timeline').getByText('returned', { exact: true }).waitFor();
    const events = await pet('Oskar').locator('.timeline b').allInnerTexts();
    expect(events).toEqual(['registered', 'reserved', 'adopted', 'returned']);
    expect(complaints).toEqual([]);
  });

  test('mail is down: a dead letter; redrive clears it, and the mail comes', async () => {
    await page.getByRole('switch', { name: 'mail' }).click();
    await page.getByText('is down').waitFor();
    await register('Paula');
    await pet('Paula').getByRole('button', { name: 'adopt' }).click();
    const letters = page.locator('#dead > li', { hasText: 'the mail server does not answer' });
    await letters.nth(1).waitFor();
    await page.getByRole('switch', { name: 'mail' }).click();
    await page.getByText('is down').waitFor({ state: 'detached' });
    await letters.first().getByRole('button', { name: 'redrive' }).click();
    await letters.nth(1).waitFor({ state: 'detached' });
    await letters.first().getByRole('button', { name: 'redrive' }).click();
    await page.getByText('None: every message was handled.').waitFor();
    await page.locator('#mail').getByText('Paula is yours').waitFor();
    await page.locator('#mail').getByText('Welcome package for Paula').waitFor();
    expect(complaints).toEqual([]);
  });

  test('a refusal is told, and the pet is free again', async () => {
    await post('/api/switches', { bank: false });
    await register('Quirin');
    await pet('Quirin').getByRole('button', { name: 'adopt' }).click();
    await adoption('Quirin').getByText('The bank declined the payment.').waitFor();
    await pet('Quirin').getByText('available').waitFor();
    await post('/api/switches', { bank: true });
    expect(complaints).toEqual([]);
  });

  test('whatever a pet is called is text', async () => {
    const name = '<img src=x onerror="document.title = 1">';
    await register(name);
    await pet(name)
      .getByRole('button', { name: `adopt ${name}` })
      .click();
    await adoption(name).getByText('completed').waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe('PetStore');
    expect(complaints).toEqual([]);
  });

  test('everything can be done by keyboard, and the focus stays through changes', async () => {
    const focused = () => page.locator(':focus').textContent();
    await page.getByLabel('Name').focus();
    await page.keyboard.type('Rosa');
    await page.keyboard.press('Enter');
    await pet('Rosa').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Rosa');
    await page.keyboard.press('Enter');
    await pet('Rosa').getByText('registered').waitFor();
    await register('Sultan');
    await pet('Sultan').waitFor();
    expect(await focused()).toBe('Rosa');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('adopt');
    await page.keyboard.press('Space');
    await adoption('Rosa').getByText('completed').waitFor();
    expect(await focused()).toBe('Rosa');
    const outline = await page
      .locator(':focus')
      .evaluate('one => getComputedStyle(one).outlineStyle');
    expect(outline).not.toBe('none');
    expect(complaints).toEqual([]);
  });

  test.each(['light', 'dark'] as const)(
    'nothing is cut at 360 px, and %s is readable',
    async (scheme) => {
      await page.setViewportSize({ width: 360, height: 740 });
      await page.emulateMedia({ colorScheme: scheme });
      await register('Wolfeschlegelsteinhausenbergerdorff the Third of Somewhere');
      await pet('Wolfeschlegelsteinhausenbergerdorff').first().waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      expect(await page.evaluate(poorContrasts)).toEqual([]);
      expect(complaints).toEqual([]);
    },
  );

  test('it survives a restart of the server; in production nothing is simulated', async () => {
    const port = String(petstore.app.config.port);
    await petstore.close();
    await page.getByText('not connected, trying again').waitFor();
    petstore = await start({ PORT: port, NODE_ENV: 'production' });
    await page.getByText('ok: memory, embedded database').waitFor();
    await register('Tilda');
    await pet('Tilda').waitFor();
    await page.getByText('Nothing, in production.').waitFor();
    // While the server is away the browser says so; the page itself has nothing to complain of.
    const network = /Failed to load resource|ERR_/;
    expect(complaints.filter((text) => !network.test(text))).toEqual([]);
  }, 60_000);
});
