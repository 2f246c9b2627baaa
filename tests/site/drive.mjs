// Reads and uses pages in a real browser: one visit a line on standard input, one answer a line on standard output.
//
// A visit is {url, language?, width?, dark?, scripts?, steps: [...]}; a step is one of
//   {go: URL}     {fill: SELECTOR, text}     {click: SELECTOR}     {shot: PATH}  a picture of the whole page
//   {barriers: true}   what axe-core finds of serious or critical kind
// The answer says what a person sees at the end, and every request and error there was.

import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';

const load = createRequire(join(process.env.DRIVER, 'here'));
const { chromium } = load('playwright-core');
const axe = readFileSync(load.resolve('axe-core/axe.min.js'), 'utf8');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });

async function visit({ url, language = 'en', width = 360, dark = false, scripts = false, steps = [] }) {
  const context = await browser.newContext({
    viewport: { width, height: 780 },
    locale: language,
    colorScheme: dark ? 'dark' : 'light',
    javaScriptEnabled: scripts,
  });
  const page = await context.newPage();
  const seen = { requests: [], errors: [], barriers: [], status: null };
  context.on('request', (request) => seen.requests.push(request.url()));
  page.on('pageerror', (error) => seen.errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && seen.errors.push(message.text()));
  page.on('response', (response) => { if (response.request().isNavigationRequest()) seen.status = response.status(); });
  await page.goto(url, { waitUntil: 'load' });
  for (const step of steps) {
    if (step.go) await page.goto(step.go, { waitUntil: 'load' });
    if (step.fill) await page.fill(step.fill, step.text);
    if (step.click) await Promise.all([page.waitForLoadState('load'), page.click(step.click)]);
    if (step.shot) await page.screenshot({ path: step.shot, fullPage: true });
    if (step.barriers) {
      await page.evaluate(axe);
      const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
      const grave = found.violations.filter(({ impact }) => ['serious', 'critical'].includes(impact));
      seen.barriers.push(...grave.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).slice(0, 3).join(' | ')}`));
    }
  }
  const answer = { ...(await page.evaluate(look)), ...seen, address: page.url() };
  await context.close();
  return answer;
}

/** In the page: what a person sees. */
function look() {
  const text = (element) => element?.innerText.replace(/\s+/g, ' ').trim() ?? '';
  const all = (root, selector) => Array.from(root.querySelectorAll(selector));
  return {
    title: document.title,
    direction: document.documentElement.dir,
    language: document.documentElement.lang,
    heading: text(document.querySelector('h1')),
    figures: Object.fromEntries(all(document, '.figures div').map((it) => [text(it.querySelector('dt')), text(it.querySelector('dd'))])),
    contests: all(document, '.contest').map((contest) => ({
      name: text(contest.querySelector('h3')),
      rows: all(contest, 'tbody > tr').map((row) => ({
        number: text(row.querySelector('td.number')),
        name: text(row.querySelector('th bdi')),
        votes: text(row.querySelectorAll('td.count')[0]),
      })),
      foot: all(contest, 'tfoot td.count').map(text),
    })),
    stations: all(document, '.grid li').map((it) => [it.className, text(it.querySelector('.code'))]),
    print: text(document.querySelector('.print')),
    notice: text(document.querySelector('.notice')),
    cases: all(document, '.case').map(text),
    styled: getComputedStyle(document.body).margin === '0px',
    overflow: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    links: all(document, 'a[href]').map((it) => it.getAttribute('href')),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await visit(JSON.parse(line)))}\n`);
}
await browser.close();
