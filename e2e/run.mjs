// Runs the journeys in two halves at once, each in a demonstration of its own, for they
// wait more than they work; with words of a name, those alone, one after the other:
// `node run.mjs [words of a name]`. CARNET_BINARY names the program.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Town } from './town.mjs';
import { accessible, alsoAccessible, asked } from './journeys/accessible.mjs';
import { activation } from './journeys/activation.mjs';
import { agenda } from './journeys/agenda.mjs';
import { browserApp } from './journeys/browser_app.mjs';
import { card } from './journeys/card.mjs';
import { care } from './journeys/care.mjs';
import { emergency } from './journeys/emergency.mjs';
import { exporting } from './journeys/export.mjs';
import { franceConnect } from './journeys/france_connect.mjs';
import { guard } from './journeys/guard.mjs';
import { history } from './journeys/history.mjs';
import { hospital } from './journeys/hospital.mjs';
import { mail } from './journeys/mail.mjs';
import { carers } from './journeys/carers.mjs';
import { mandates } from './journeys/mandates.mjs';
import { messages } from './journeys/messages.mjs';
import { locking } from './journeys/locking.mjs';
import { objection } from './journeys/objection.mjs';
import { passkey } from './journeys/passkey.mjs';
import { pictures } from './journeys/pictures.mjs';
import { publishing } from './journeys/publishing.mjs';
import { profile } from './journeys/profile.mjs';
import { prevention } from './journeys/prevention.mjs';
import { readings } from './journeys/readings.mjs';
import { recovering } from './journeys/recovering.mjs';
import { results } from './journeys/results.mjs';
import { sharing } from './journeys/sharing.mjs';
import { scriptless } from './journeys/scriptless.mjs';
import { secret } from './journeys/secret.mjs';
import { services } from './journeys/services.mjs';
import { software } from './journeys/software.mjs';
import { staff, telephone } from './journeys/staff.mjs';
import { thirty } from './journeys/thirty.mjs';
import { upload } from './journeys/upload.mjs';

const binary = process.env.CARNET_BINARY;
if (!binary) throw new Error('CARNET_BINARY must name the carnet program');

// A half is whole in itself: what a journey finds, one before it in its half has left.
const halves = [
  [
    ...pictures, ...telephone, ...objection, ...activation, ...care, ...emergency, ...history, ...exporting, ...franceConnect, ...hospital, ...software, ...passkey, ...scriptless, ...guard, ...locking, ...upload, ...readings, ...results, ...profile, ...thirty,
    ...mail, ...services, ...publishing, ...browserApp, ...sharing, ...staff, ...accessible,
  ],
  [...prevention, ...agenda, ...card, ...mandates, ...carers, ...messages, ...secret, ...recovering, ...alsoAccessible],
];
const filter = process.argv[2] ?? '';
const half = process.env.CARNET_E2E_HALF;
if (half) {
  ends(await walk([...halves[Number(half)], ...asked]));
} else if (filter) {
  const all = new Map([...halves.flat(), ...asked].map((journey) => [journey[0], journey]));
  ends(await walk([...all.values()].filter(([name]) => name.includes(filter))));
} else {
  const codes = await Promise.all(halves.map((_, n) => beside(n)));
  codes.forEach((code, n) => console.log(`half ${n}: ${code === 0 ? 'passed' : `FAILED (${code})`}`));
  ends(codes.every((code) => code === 0) ? 0 : 1);
}

/** Ends, whatever a journey left open, once all was said. */
function ends(code) {
  process.stdout.write('', () => process.exit(code));
}

/** Walks a half in a process beside this one, and says what it says. */
function beside(n) {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url)], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, CARNET_E2E_HALF: `${n}` } });
  createInterface({ input: child.stdout }).on('line', (line) => console.log(line));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => child.kill(signal));
  return new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));
}

/** Walks these journeys one after the other: 0, if none failed. */
async function walk(journeys) {
  const town = await Town.start(binary);
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, async () => {
      await town.stop();
      process.exit(1);
    });
  }
  let passed = 0;
  let failed = 0;
  for (const [name, does] of journeys) {
    const begun = Date.now();
    try {
      await does(town);
      passed += 1;
      console.log(`ok      ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED  ${name}\n        ${String(error.stack).split('\n').slice(0, 6).join('\n        ')}`);
      await keep(town, name);
    }
    for (const context of town.browser.contexts()) await context.close();
  }
  await town.stop();
  if (failed > 0) console.log(town.warned.map((line) => `warned  ${line}`).join('\n'));
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** Keeps what the last page looked like, for whoever mends it. */
async function keep(town, name) {
  const page = town.browser.contexts().at(-1)?.pages().at(-1);
  if (!page) return;
  const folder = new URL('./out', import.meta.url).pathname;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${half ?? ''}${name.replaceAll(/[^a-z0-9]+/gi, '-')}`);
  await page.screenshot({ path: `${file}.png`, fullPage: true }).catch(() => {});
  writeFileSync(`${file}.html`, await page.content().catch(() => ''));
  console.log(`        see ${file}.png and .html`);
}
