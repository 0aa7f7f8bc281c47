// Programs in Python: those of others, a client of FHIR and calendars; and one that checks
// a history with nothing of ours, nor of anybody but Python.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const PROGRAMS = join(HERE, '.venv', 'bin');

/** Whether they are here. Where they are not, that is said, or refused. */
export function hasPython(what) {
  if (existsSync(join(PROGRAMS, 'vdirsyncer'))) return true;
  if (process.env.CARNET_REQUIRE_BROWSER === '1') throw new Error('PYTHON IS REQUIRED AND ABSENT');
  console.log(`SKIPPED: PYTHON IS ABSENT: ${what}`);
  return false;
}

function runs(program, args, env = {}) {
  return execFileSync(join(PROGRAMS, program), args, { encoding: 'utf8', env: { ...process.env, LANG: 'C.UTF-8', ...env } });
}

/** What fhirclient finds in a record, with this token: by its id, and by the person's number. */
export function fhirclient(base, patient, identifier, token) {
  return JSON.parse(runs('python', [join(HERE, 'python', 'fhir_record.py'), base, patient, identifier], { CARNET_TOKEN: token }));
}

/** The verdict on a history, and on its continuing an earlier one: `yes: …` or `no: …`. */
export function verdict(history, earlier) {
  const args = [join(HERE, 'python', 'check_history.py'), history, ...(earlier ? ['--earlier', earlier] : [])];
  const { stdout, stderr } = spawnSync('python3', args, { encoding: 'utf8', env: { ...process.env, PYTHONIOENCODING: 'utf-8' } });
  return `${stdout}${stderr}`;
}

/** What khal lists of a calendar that vdirsyncer fetched at an address: `day hour title`. */
export function khal(folder, address) {
  const events = join(folder, 'khal', 'events');
  mkdirSync(events, { recursive: true });
  const sync = join(folder, 'khal', 'vdirsyncer.conf');
  writeFileSync(sync, [
    '[general]', `status_path = "${join(folder, 'khal', 'status')}"`,
    '[pair agenda]', 'a = "here"', 'b = "there"', 'collections = null',
    '[storage here]', 'type = "filesystem"', `path = "${events}"`, 'fileext = ".ics"',
    '[storage there]', 'type = "http"', `url = "${address}"`, '',
  ].join('\n'));
  for (const step of ['discover', 'sync']) runs('vdirsyncer', ['-c', sync, step]);
  const config = join(folder, 'khal', 'khal.conf');
  writeFileSync(config, [
    '[calendars]', '[[agenda]]', `path = ${events}`, 'readonly = True',
    '[locale]', 'local_timezone = Europe/Paris', 'default_timezone = Europe/Paris', 'timeformat = %H:%M',
    'dateformat = %Y-%m-%d', 'longdateformat = %Y-%m-%d', 'datetimeformat = %Y-%m-%d %H:%M', 'longdatetimeformat = %Y-%m-%d %H:%M',
    '[sqlite]', `path = ${join(folder, 'khal', 'khal.db')}`, '',
  ].join('\n'));
  const today = new Date().toISOString().slice(0, 10);
  return runs('khal', ['-c', config, 'list', '--format', '{start-long} {title}', '--day-format', '', today, '700d']);
}
