// The page: what is touched goes onto the desk, and everything is drawn again from the desk.

import { Camera } from './camera.js';
import { Desk } from './desk.js';
import { codesInPicture } from './image.js';
import { readRoot } from './package.js';
import { Refusal } from './refusal.js';
import { codesIn } from './symbols.js';
import { cardView } from './view/card.js';
import { inDigits } from './view/digits.js';
import { element, fill } from './view/dom.js';
import { trustView } from './view/trust.js';
import { preferred, Speech, WORDS } from './words/index.js';

/** Largest text file that is read; a package of a whole country has less. */
const MOST_BYTES = 256 * 1024 * 1024;

/** How every code of a tape begins; others in a picture are not ours to complain of. */
const OURS = 'RT1';

const at = (id) => document.getElementById(id);
const desk = new Desk();
let speech = new Speech(preferred(navigator.languages ?? []));
/** What came of the last files and pictures, as keys and facts, so that it follows the language. */
let notes = [];

const camera = new Camera(at('video'), (seen) => {
  const texts = seen.filter((text) => text.startsWith(OURS));
  if (takeCodes({ key: 'from.camera' }, texts)) navigator.vibrate?.(80);
});

function number(value) {
  return inDigits(value, desk.election?.digits);
}

function draw() {
  document.documentElement.lang = speech.language;
  document.documentElement.dir = speech.direction;
  document.title = speech.say('title');
  for (const item of document.querySelectorAll('[data-say]')) item.textContent = speech.say(item.dataset.say);
  at('language').value = speech.language;
  fill(at('notes'), notes.map(({ key, facts, bad }) => element('li', { class: bad ? 'bad' : '' }, speech.say(key, facts))));
  fill(at('trust'), trustView({ speech, number }, desk));
  const judged = desk.verdicts;
  const show = { speech, number, election: desk.election, published: desk.published };
  fill(at('tapes'), judged.length === 0
    ? element('p', { class: 'empty' }, speech.say('empty'))
    : judged.map((item) => cardView(show, item)));
  const boxes = Array.from(new Set(Array.from(desk.scan.certificates.values(), ({ device }) => device))).slice(-3);
  fill(at('boxes'), boxes.map((device) => element('li', {}, speech.say('box.read', { device: number(device) }))));
  at('published-state').textContent = desk.published === undefined
    ? '' : speech.say('published.loaded', { count: number(desk.published.stations.size) });
  at('again').hidden = judged.length === 0;
  at('video').hidden = !camera.running;
  at('camera').textContent = speech.say(camera.running ? 'camera.stop' : 'camera.start');
}

function note(key, facts = {}, bad = false) {
  notes = [...notes, { key, facts, bad }].slice(-6);
}

/** Notes what came of some codes; true if any was new. A camera sees the same code again and again: that is no news. */
function takeCodes({ key, name = speech.say(key) }, texts) {
  const { fresh, refusal } = desk.takeCodes(texts);
  if (fresh > 0) note('found.codes', { name, count: number(fresh) });
  else if (refusal !== undefined) note(`refused.${refusal.code}`, {}, true);
  else if (key !== 'from.camera') note('found.known', { name });
  if (fresh > 0) draw();
  return fresh > 0;
}

/** Brings the first verdict into view: it is what the person waits for. */
function showVerdict() {
  document.querySelector('#tapes .card')?.scrollIntoView({ block: 'start' });
}

async function takeFile(file) {
  const picture = file.type.startsWith('image/') || /\.(png|jpe?g|webp|gif|bmp|heic|avif)$/i.test(file.name);
  if (picture) {
    const texts = (await codesInPicture(file)).filter((text) => text.startsWith(OURS));
    if (texts.length === 0) note('found.nothing', { name: file.name }, true);
    else takeCodes(file, texts);
    return;
  }
  if (file.size > MOST_BYTES) throw new Refusal('published-unreadable');
  const { kind, fresh, refusal } = desk.take(await file.text());
  if (kind !== 'codes') return;
  if (refusal !== undefined) note(`refused.${refusal.code}`, {}, true);
  note(fresh > 0 ? 'found.codes' : 'found.known', { name: file.name, count: number(fresh) });
}

async function takeFiles(files) {
  notes = [];
  for (const file of files) {
    at('busy').textContent = speech.say('reading', { name: file.name });
    document.body.dataset.busy = 'true';
    try {
      await takeFile(file);
    } catch (error) {
      refused(error);
    }
  }
  at('busy').textContent = '';
  delete document.body.dataset.busy;
  draw();
  if (desk.election !== undefined) showVerdict();
}

/** Says a refusal; anything else is a mistake of the page, and is not hidden. */
function refused(error) {
  if (!(error instanceof Refusal)) throw error;
  const key = `refused.${error.code}`;
  note(speech.has(key) ? key : 'refused.code-unreadable', {}, true);
}

function takeText(text) {
  notes = [];
  try {
    const codes = codesIn(text);
    if (codes.length === 0) throw new Refusal('code-foreign');
    takeCodes({ key: 'from.text' }, codes);
  } catch (error) {
    refused(error);
  }
  draw();
  showVerdict();
}

function takeRoot(text) {
  notes = [];
  try {
    desk.useRoot(readRoot(text));
  } catch (error) {
    refused(error);
  }
  draw();
}

async function switchCamera() {
  if (camera.running) camera.stop();
  else {
    try {
      if (!Camera.possible()) throw new DOMException('no camera', 'NotFoundError');
      await camera.start();
      notes = [];
    } catch {
      // Whatever the browser's reason, the person's way out is the same.
      camera.stop();
      note('camera.none', {}, true);
    }
  }
  draw();
}

function wire() {
  for (const [language, words] of Object.entries(WORDS)) at('language').append(new Option(words['language.name'], language));
  at('language').addEventListener('change', ({ target }) => {
    speech = new Speech(target.value);
    draw();
  });
  for (const input of document.querySelectorAll('input[type=file]')) {
    input.addEventListener('change', async () => {
      const files = Array.from(input.files);
      // The same file may be chosen again after it was corrected.
      input.value = '';
      await takeFiles(files);
    });
  }
  at('add').addEventListener('click', () => takeText(at('paste').value));
  at('root-form').addEventListener('submit', (event) => {
    event.preventDefault();
    takeRoot(at('root').value);
  });
  at('compared').addEventListener('change', ({ target }) => {
    desk.compare(target.checked);
    draw();
  });
  at('camera').addEventListener('click', switchCamera);
  at('again').addEventListener('click', () => {
    desk.again();
    notes = [];
    at('paste').value = '';
    draw();
  });
}

wire();
draw();
