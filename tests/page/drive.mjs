// Drives the page in a real browser: one scenario a line on standard input, one answer a line on standard output.
//
// A scenario is {page, language?, width?, dark?, steps: [...]}; a step is one of
//   {files: ID, paths: [...]}   hands files to an input       {fill: ID, text}   types        {click: ID}
//   {say: TAG}                  chooses a language             {shot: PATH}       a picture of the whole page
//   {camera: PATH}              lets the camera see a picture  {probe: true}      tries to reach the network from inside
// The answer says what a person sees: verdicts, numbers, notes; and every request and error there was.

import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';

const { chromium } = createRequire(join(process.env.DRIVER, 'here'))('playwright-core');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });

async function live({ page: path, language, width = 360, dark = false, steps }) {
  const context = await browser.newContext({
    viewport: { width, height: 780 },
    locale: language ?? 'en',
    colorScheme: dark ? 'dark' : 'light',
    timezoneId: 'Asia/Baghdad',
  });
  const page = await context.newPage();
  const seen = { requests: [], answered: [], errors: [] };
  context.on('request', (request) => seen.requests.push(request.url()));
  context.on('requestfinished', (request) => seen.answered.push(request.url()));
  page.on('pageerror', (error) => seen.errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && seen.errors.push(message.text()));
  await page.goto(`file://${path}`);
  const marks = [];
  for (const step of steps) marks.push(await take(page, step));
  const answer = { ...(await page.evaluate(look)), ...seen, marks: marks.filter((mark) => mark !== undefined) };
  await context.close();
  return answer;
}

async function take(page, step) {
  const at = (id) => page.locator(`#${id}`);
  if (step.files) {
    await at(step.files).setInputFiles(step.paths);
    await page.waitForFunction(() => document.body.dataset.busy === undefined);
  }
  if (step.fill) await at(step.fill).fill(step.text);
  if (step.click) await at(step.click).click();
  if (step.say) await at('language').selectOption(step.say);
  if (step.shot) await page.screenshot({ path: step.shot, fullPage: true });
  if (step.camera) await page.evaluate(see, readFileSync(step.camera).toString('base64'));
  if (step.wait) await page.waitForSelector(step.wait);
  return step.probe ? page.evaluate(probe) : step.look ? page.evaluate(look) : undefined;
}

/** In the page: a camera that shows one picture. */
function see(picture) {
  const canvas = document.createElement('canvas');
  Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: {
    getUserMedia: async () => {
      const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]));
      [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
      const draw = () => canvas.getContext('2d').drawImage(bitmap, 0, 0);
      draw();
      setInterval(draw, 50);
      return canvas.captureStream(20);
    },
  } });
}

/** In the page: what reached the outside of all that a page could try. */
async function probe() {
  const violations = [];
  document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
  const tries = {
    fetch: () => fetch('https://example.org/'),
    socket: () => new Promise((good, bad) => { const it = new WebSocket('wss://example.org/'); it.onopen = good; it.onerror = bad; }),
    picture: () => new Promise((good, bad) => { const it = new Image(); it.onload = good; it.onerror = bad; it.src = 'https://example.org/a.png'; }),
    file: () => fetch('file:///etc/hostname'),
    worker: async () => new Worker(URL.createObjectURL(new Blob(['']))),
    code: async () => (0, eval)('1'),
    markup: async () => { document.body.innerHTML = '<p>'; },
  };
  const reached = [];
  for (const [name, attempt] of Object.entries(tries)) {
    const outcome = await Promise.race([attempt().then(() => 'reached', () => 'stopped'), new Promise((end) => setTimeout(() => end('stopped'), 2000))]);
    if (outcome === 'reached') reached.push(name);
  }
  // The browser tells of them a moment later.
  await new Promise((end) => setTimeout(end, 100));
  return { reached, violations: Array.from(new Set(violations)).sort() };
}

/** In the page: what a person sees. */
function look() {
  const text = (element) => element?.textContent.replace(/[\u2068\u2069]/g, '').replace(/\s+/g, ' ').trim() ?? '';
  const all = (root, selector) => Array.from(root.querySelectorAll(selector));
  const cards = all(document, '#tapes .card').map((card) => ({
    set: card.dataset.set,
    verdict: card.dataset.verdict,
    code: card.dataset.code,
    title: text(card.querySelector('.verdict h3')),
    why: text(card.querySelector('.why')),
    next: text(card.querySelector('.next')),
    color: getComputedStyle(card.querySelector('.verdict')).backgroundColor,
    fingerprint: text(card.querySelector('.fingerprint')),
    start: text(card.querySelector('.start')),
    votes: all(card, '.contest .lines .votes:not(th)').map(text),
    totals: all(card, '.totals td').map(text),
    sums: all(card, '.sum').map((sum) => `${sum.dataset.sum} ${sum.className.replace('sum ', '')}`),
    facts: all(card, 'dd').map(text),
    testmark: card.querySelector('.testmark') !== null,
    outcome: card.querySelector('.comparison')?.dataset.outcome ?? null,
    differences: all(card, '.differences tbody tr').map((row) => all(row, 'td').map(text)),
    record: JSON.parse(card.querySelector('pre')?.textContent ?? 'null'),
  }));
  const touch = all(document, 'button, .button, select, summary, textarea').filter((it) => it.offsetParent !== null);
  return {
    cards,
    trust: document.getElementById('trust-state')?.dataset.trust ?? null,
    notes: all(document, '#notes li').map(text),
    direction: document.documentElement.dir,
    language: document.documentElement.lang,
    unsaid: all(document, '[data-say]').filter((it) => text(it) === '' || text(it) === it.dataset.say).map((it) => it.dataset.say),
    overflow: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    small: touch.filter((it) => it.getBoundingClientRect().height < 44).map((it) => it.outerHTML.slice(0, 80)),
    unnamed: all(document, 'input, select, textarea').filter((it) => it.labels.length === 0).map((it) => it.id),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await live(JSON.parse(line)))}\n`);
}
await browser.close();
