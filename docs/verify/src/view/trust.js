// The package on the desk, and whether it is the commission's.

import { toHex } from '../bytes.js';
import { code, element } from './dom.js';

const STATE = { signed: 'genuine', compared: 'genuine', unchecked: 'waiting', forged: 'false' };
const MARK = { genuine: '✓', waiting: '…', false: '✗' };

/** What is known of the package. The form for key and comparison stands in the page and is shown as long as it is of use. */
export function trustView({ speech, number }, desk) {
  const { election, trust, root } = desk;
  const form = document.getElementById('trust-form');
  form.hidden = election === undefined || trust === 'signed';
  document.getElementById('compared').checked = desk.compared;
  document.getElementById('compared-row').hidden = root !== undefined;
  if (election === undefined) return [];
  const { name: names, version } = election.election;
  const title = speech.say('package.loaded', { election: election.name(names, speech.language), version: number(version) });
  const key = root === undefined ? undefined : element('p', {}, `${speech.say('root.used')} `,
    code(toHex(root).match(/.{8}/g).join(' '), { class: 'key' }));
  return [
    element('p', { class: 'package' }, title),
    element('p', {}, `${speech.say('package.number')} `, code(election.number, { class: 'key', id: 'package-number' })),
    key,
    element('p', { class: `trust ${STATE[trust]}`, id: 'trust-state', 'data-trust': trust },
      element('span', { class: 'mark', 'aria-hidden': 'true' }, MARK[STATE[trust]]), ` ${speech.say(`trust.${trust}`)}`),
  ].filter(Boolean);
}
