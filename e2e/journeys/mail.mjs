// Mail: a professional writes from their own mailbox, the holder answers, and the
// answer is in that mailbox. The journey is the mail server in front, and the world.
import { execFileSync } from 'node:child_process';
import { createServer, connect } from 'node:net';
import { createInterface } from 'node:readline';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { everyState, paper } from '../states.mjs';
import { equal, holds, press, said } from '../town.mjs';

const BOX = 'cabinet@medecin.exemple';
const TRACE = [
  'Received: from mx.medecin.exemple (mx.medecin.exemple [192.0.2.1])',
  '\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))',
  '\t(Client CN "mx.medecin.exemple", Issuer "Autorite" (verified OK))',
  '\tby mx.patient.exemple (Postfix) with ESMTPS id 4ABC12',
  '\tfor <quelqu-un@patient.exemple>; Thu, 26 Nov 2026 10:00:00 +0100 (CET)',
];

/** Hands a mail over as our mail server does; the answers, command by command. */
async function handOver(port, from, to, lines) {
  const line = connect(port, '127.0.0.1');
  const answers = [];
  const read = createInterface({ input: line })[Symbol.asyncIterator]();
  const answer = async () => {
    for (;;) {
      const { value } = await read.next();
      if (value === undefined) throw new Error('the line was closed');
      if (value[3] !== '-') {
        answers.push(value);
        return value;
      }
    }
  };
  await answer();
  for (const command of ['LHLO mx.patient.exemple', `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`]) {
    line.write(`${command}\r\n`);
    if (!(await answer()).startsWith('2')) break;
  }
  if (answers.at(-1).startsWith('2')) {
    line.write('DATA\r\n');
    await answer();
    line.write(`${lines.map((text) => text.replace(/^\./, '..')).join('\r\n')}\r\n.\r\n`);
    await answer();
  }
  line.end('QUIT\r\n');
  return answers.at(-1);
}

/** The mailbox of the professional: what arrives in it. */
function mailbox(port) {
  const arrived = [];
  const server = createServer((line) => {
    let mail;
    line.write('220 mx.medecin.exemple ESMTP\r\n');
    createInterface({ input: line }).on('line', (text) => {
      if (mail) {
        if (text !== '.') return mail.push(text);
        arrived.push(mail.join('\n'));
        mail = undefined;
      }
      if (text === 'DATA') mail = [];
      line.write(text === 'DATA' ? '354 Go on\r\n' : '250 2.0.0 Ok\r\n');
    });
    line.on('error', () => {});
  });
  server.listen(port, '127.0.0.1');
  return { arrived, close: () => server.close() };
}

const letter = (id, text, more = []) => [
  ...TRACE, `From: Un nom <${BOX}>`, `Message-ID: <${id}@medecin.exemple>`, 'Subject: =?utf-8?q?R=C3=A9sultat_re=C3=A7u?=', ...more,
  'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', '', text,
];

export const mail = [
  ['a professional writes from their own mailbox, and is answered there', async (town) => {
    const person = town.person('active');
    const { rpps } = town.told.professionals[2];
    const list = join(town.folder, 'mailboxes.csv');
    writeFileSync(list, `address,owner\n${BOX},${rpps}\n`);
    const told = execFileSync(resolve(process.env.CARNET_BINARY), ['import', 'mailboxes', list], { cwd: town.folder, encoding: 'utf8' });
    holds(told.includes('1 kept'), told);
    const box = mailbox(town.mail.relay);
    try {
      const holder = await town.page();
      await town.enter(holder, person);
      await holder.goto(`${town.base}/espace/moi/messages`);
      const address = await holder.locator('main pre').innerText();
      equal(address, `${person.matricule}@patient.exemple`, 'their address');
      await everyState(holder);
      await paper(holder);
      // Nobody else's address, and no mailbox that is not listed.
      const { lmtp } = town.mail;
      holds((await handOver(lmtp, BOX, '180017512345644@patient.exemple', letter('0', 'Non'))).startsWith('550 5.1.1'), 'nobody');
      holds((await handOver(lmtp, 'x@medecin.exemple', address, letter('0', 'Non'))).startsWith('550 5.7.1'), 'not listed');
      const taken = await handOver(lmtp, BOX, address, letter('1', 'Bonjour, votre résultat est arrivé.'));
      holds(taken.startsWith('250'), taken);
      await holder.waitForTimeout(31_000);
      await holder.reload();
      await holder.locator('.list a', { hasText: 'Résultat reçu' }).first().click();
      await holder.waitForLoadState();
      const page = await holder.locator('main').innerText();
      for (const words of [rpps, 'reçu par messagerie sécurisée', BOX, 'votre résultat est arrivé']) holds(page.includes(words), words);
      await everyState(holder);
      await holder.fill('#texte', 'Merci, je passerai demain.');
      await press(holder, holder.locator('main form button:has-text("Envoyer")'));
      holds((await holder.locator('main').innerText()).includes('en attente d’envoi à sa messagerie'), 'it is held');
      await everyState(holder);
      for (let waited = 0; box.arrived.length === 0 && waited < 90; waited += 1) await holder.waitForTimeout(1_000);
      equal(box.arrived.length, 1, 'one answer');
      holds(box.arrived[0].includes('<1@medecin.exemple>'), 'which answers the mail');
      holds(box.arrived[0].includes('je passerai demain'), box.arrived[0]);
      await holder.reload();
      holds((await holder.locator('main').innerText()).includes('envoyé à sa messagerie'), 'and the conversation says so');
      // It does not arrive: the mail server says so, and the message does.
      const id = /^Message-ID: *<([^>]+)>/im.exec(box.arrived[0])[1];
      const bounce = [
        'From: MAILER-DAEMON@medecin.exemple', 'Subject: Undelivered', 'MIME-Version: 1.0',
        'Content-Type: multipart/report; report-type=delivery-status; boundary="part"', '',
        '--part', 'Content-Type: text/plain', '', 'Undelivered.',
        '--part', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.medecin.exemple', '',
        `Final-Recipient: rfc822; ${BOX}`, 'Action: failed', 'Status: 5.2.2', '',
        '--part', 'Content-Type: text/rfc822-headers', '', `Message-ID: <${id}>`, '', '--part--',
      ];
      const reported = await handOver(lmtp, '', address, bounce);
      holds(reported.startsWith('250'), reported);
      await holder.reload();
      holds((await said(holder)).includes('n’est pas arrivé'), 'it says that it did not arrive');
      await everyState(holder);
    } finally {
      box.close();
    }
  }],
];
