// Made-up tapes of elections of every shape, written by the program: the desk says of each what the program says.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Desk } from '../../docs/verify/src/desk.js';

test('every made-up tape says what it says', () => {
  const lines = readFileSync(process.env.MADE_UP, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  let judged = 0;
  for (const { package: file, root, tapes } of lines) {
    const desk = new Desk();
    desk.take(file);
    desk.take(root);
    assert.equal(desk.trust, 'signed');
    for (const { codes, says } of tapes) {
      desk.again();
      assert.equal(desk.takeCodes(codes).refusal, undefined);
      const [{ verdict, code, record }] = desk.verdicts;
      assert.deepEqual([verdict, code, record], [says.test ? 'test' : 'genuine', says.test ? 'test' : 'genuine', says]);
      judged += 1;
    }
  }
  assert.equal(judged, 400);
});
