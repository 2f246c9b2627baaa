// Bundles docs/verify/src into one file that loads nothing and sends nothing: `node build.mjs OUT`, called by build.sh.
//
// The same sources and the same versions (package-lock.json) give the same bytes; a test compares them with index.html.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [out] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const modules = process.env.NODE_PATH;
const { buildSync } = createRequire(join(modules, 'here'))('esbuild');

function bundle(entry) {
  const made = buildSync({
    absWorkingDir: join(here, 'src'),
    entryPoints: [entry],
    bundle: true,
    charset: 'utf8',
    format: 'iife',
    legalComments: 'none',
    // Integers without limit came with this version; phones of the last five years have it.
    target: 'es2020',
    minify: true,
    nodePaths: [modules],
    write: false,
  });
  return made.outputFiles[0].text.trim();
}

function hash(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

const [script, style] = [bundle('main.js'), bundle('page.css')];
if (script.includes('</script') || style.includes('</style')) throw new Error('the bundle would end its own element');
// Only this script and this style; no picture, font, frame, connection, form or worker.
const policy = [
  "default-src 'none'",
  `script-src ${hash(script)}`,
  `style-src ${hash(style)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');
const pieces = { policy, style, script };
const page = readFileSync(join(here, 'src/page.html'), 'utf8').replace(/\{\{([a-z]+)\}\}/g, (_, name) => pieces[name]);
writeFileSync(out, page);
