// The team: an operator, a volunteer and two administrators at doors of their
// own; a person proposed by one, confirmed by another, who then comes in.
import { everyState } from '../states.mjs';
import { equal, holds, press, said, shows, totp } from '../town.mjs';

const DOORS = { operator: '/op', volunteer: '/accompagnement', administrator: '/admin' };

/** Where they arrive: a volunteer at the charter, until it is signed. */
function homes(role) {
  return role === 'volunteer' ? [DOORS[role], '/accompagnement/charte'] : [DOORS[role]];
}

export function colleague(town, role, n = 0) {
  return town.told.staff.filter((one) => one.role === role)[n];
}

function path(page) {
  return new URL(page.url()).pathname;
}

/** Signs somebody of the team in at their own door. */
export async function comesIn(town, page, who) {
  await page.goto(`${town.base}${DOORS[who.role]}/connexion`);
  await page.fill('#identifiant', who.username);
  await page.fill('#mot-de-passe', who.password);
  await press(page);
  await town.code(page, who);
  holds(homes(who.role).includes(path(page)), `at home: ${path(page)}`);
}

/** Whether the session is open: 204 while it is, 401 after. */
async function session(town, page) {
  return (await page.request.get(`${town.base}/session`)).status();
}

/** The menu, the name and the help of somebody of the team, on a page that all have. */
async function atHome(town, page, who, entries) {
  await page.goto(`${town.base}/aide`);
  equal((await page.locator('nav.main li').allInnerTexts()).join(', '), entries.join(', '));
  equal(await page.locator('header .who').innerText(), who.name);
  holds((await page.locator('aside.help').innerText()).includes('administrateur'), 'their help is the team');
  await everyState(page);
}

/** Before the family of the letter refuses: who said no has nothing left to open. */
export const telephone = [
  ['who has the letter and no computer says yes to an operator, and calls it off', async (town) => {
    const page = await town.page();
    await comesIn(town, page, colleague(town, 'operator'));
    await page.fill('#appel', '2026-11-25/0043');
    await press(page);
    const caller = town.person('announced', 1);
    await shows(page, caller);
    await page.fill('#code', caller.code);
    await press(page, page.locator('form[action$="/op/verifier"] button'));
    const yes = page.locator('form:has(input[value="ouvrir"])');
    await everyState(page);
    await press(page, yes.locator('button'));
    holds(await page.locator('#oui-lu-erreur').isVisible(), 'what is said has to be read aloud first');
    await everyState(page);
    await page.check('#oui-lu');
    await press(page, yes.locator('button'));
    const words = await said(page);
    holds(words.includes('Ouverture sans compte demandée, dans trois jours'), 'it waits');
    equal(await yes.count(), 0);
    await everyState(page);
    await press(page, page.locator('form[action$="/op/annuler"] button'));
    equal(await yes.count(), 1);
    await press(page, page.locator('form[action$="/op/raccrocher"] button'));
  }],
];

export const staff = [
  ['an operator signs in at their own door, and nowhere else', async (town) => {
    const page = await town.page();
    const jeanne = colleague(town, 'operator');
    await page.goto(`${town.base}/op/connexion`);
    await everyState(page);
    await press(page);
    holds((await page.title()).startsWith('Erreur'), 'an empty form says what is missing');
    await everyState(page);
    // At the holders' door the account does not exist.
    await page.goto(`${town.base}/connexion`);
    await page.fill('#identifiant', jeanne.username);
    await page.fill('#mot-de-passe', jeanne.password);
    await press(page);
    equal(path(page), '/connexion');
    holds((await said(page)).includes('ne vont pas ensemble'), 'with the sentence of everybody');
    await page.goto(`${town.base}/op/connexion`);
    await page.fill('#identifiant', jeanne.username);
    await page.fill('#mot-de-passe', jeanne.password);
    await press(page);
    equal(path(page), '/op/connexion/code');
    await everyState(page);
    await town.code(page, jeanne);
    equal(path(page), '/op');
    await atHome(town, page, jeanne, ['Appel en cours', 'Suivi', 'Aide']);
    // Nothing of a record is theirs.
    for (const foreign of ['/espace/moi', '/espace/moi/documents', '/pro', '/admin', '/accompagnement/charte']) {
      const answer = await page.goto(`${town.base}${foreign}`);
      equal(answer.status(), 404, `${foreign};`);
    }
    // A second sign-in ends the first.
    const other = await town.page();
    await comesIn(town, other, jeanne);
    equal(await session(town, other), 204);
    equal(await session(town, page), 401, 'the first session has ended;');
    await other.goto(`${town.base}/aide`);
    await other.click('header form button');
    await other.waitForLoadState();
    equal(path(other), '/op/connexion');
    holds((await said(other)).includes('déconnecté'), 'signing out comes back to the same door');
  }],
  ['a phone call has a number, a caller who is recognised, and a line in the follow-up', async (town) => {
    const page = await town.page();
    await comesIn(town, page, colleague(town, 'operator'));
    await press(page);
    await everyState(page);
    await page.fill('#appel', '2026-11-25/0042');
    await press(page);
    await everyState(page);
    const caller = town.person('announced', 1);
    const [year, month, day] = caller.birth_date.split('-');
    const verify = page.locator('form[action$="/op/verifier"] button');
    await page.fill('#nir', caller.matricule);
    await page.fill('input[name="naissance-jour"]', day);
    await page.fill('input[name="naissance-mois"]', month);
    await page.fill('input[name="naissance-annee"]', '1901');
    await page.fill('#serie', caller.card_serial);
    await press(page, verify);
    holds((await said(page)).includes('Ne concorde pas'), 'nothing says which number is wrong');
    holds(!(await said(page)).includes(caller.name), 'nor who it would have been');
    await everyState(page);
    await page.fill('input[name="naissance-annee"]', year);
    await press(page, verify);
    holds((await said(page)).includes(caller.name), 'the caller is recognised');
    await everyState(page);
    await press(page, page.locator('form[action$="/op/raccrocher"] button'));
    await page.goto(`${town.base}/op/suivi`);
    holds((await said(page)).includes('2026-11-25/0042'), 'the call is in the follow-up');
    await everyState(page);
  }],
  ['a volunteer signs the charter of the year', async (town) => {
    const page = await town.page();
    const paul = colleague(town, 'volunteer');
    await page.goto(`${town.base}/accompagnement/connexion`);
    await everyState(page);
    await comesIn(town, page, paul);
    await atHome(town, page, paul, ['Accompagner', 'Charte', 'Aide']);
    await page.goto(`${town.base}/accompagnement/charte`);
    if ((await page.locator('#accord').count()) > 0) {
      await everyState(page);
      await press(page);
      holds(await page.locator('#accord-erreur').isVisible(), 'the box must be ticked');
      await everyState(page);
      await page.check('#accord');
      await press(page);
    }
    holds((await said(page)).includes('Vous avez signé la charte'), 'it is signed');
    await everyState(page);
    await page.goto(`${town.base}/accompagnement/demo`);
    holds((await said(page)).includes('Camille Exemple n’existe pas'), 'a sample, and it says so');
    await everyState(page);
    await page.click('main nav.ways a[href$="/demo/documents"]');
    await page.waitForLoadState();
    await everyState(page);
    await page.click('main li a:has-text("Prise de sang")');
    await page.waitForLoadState();
    holds((await said(page)).includes('1,72 g/L'), 'a document of it can be read');
    await everyState(page);
    await page.click('main nav.ways a[href$="/demo/pro"]');
    await page.waitForLoadState();
    await everyState(page);
    await page.click('section.band a');
    await page.waitForLoadState();
    equal(path(page), '/accompagnement/demo', 'it begins again');
    // A session of help: six letters, and another browser that types them.
    await page.goto(`${town.base}/accompagnement`);
    await everyState(page);
    await page.fill('#lieu', 'Médiathèque de Caen');
    await press(page);
    const letters = (await page.locator('.code.big').innerText()).trim();
    equal(letters.length, 6);
    await everyState(page);
    const person = await town.page();
    await person.goto(`${town.base}/seance`);
    await everyState(person);
    await press(person);
    holds(await person.locator('#code-erreur').isVisible(), 'the letters are missing');
    await person.fill('#code', letters.toLowerCase());
    await press(person);
    equal(path(person), '/seance/menu');
    await everyState(person);
    const refused = await person.goto(`${town.base}/espace/moi/documents`);
    equal(refused.status(), 403);
    holds((await said(person)).includes('n’est pas montrée pendant une séance'), 'and why');
    await everyState(person);
    await page.reload();
    holds((await said(page)).includes('La personne est entrée'), 'the volunteer sees that they came in');
    await press(page, page.locator('form[action$="/terminer"] button.danger'));
    await person.goto(`${town.base}/activer`);
    equal(path(person), '/seance/fin');
    await everyState(person);
  }],
  ['an administrator begins a campaign, and sees how far it is', async (town) => {
    const page = await town.page();
    await comesIn(town, page, colleague(town, 'administrator'));
    await page.click('nav.main a:has-text("Campagnes")');
    await page.waitForLoadState();
    equal(path(page), '/admin/campagnes');
    await everyState(page);
    await page.click('main a.btn');
    await page.waitForLoadState();
    equal(path(page), '/admin/campagnes/nouvelle');
    await everyState(page);
    await page.fill('#nom', 'Été 2027');
    await press(page);
    for (const field of ['nom', 'limite', 'compris']) {
      holds(await page.locator(`#${field}-erreur`).isVisible(), `${field} is wrong`);
    }
    await everyState(page);
    await page.fill('#nom', 'essai-1');
    await page.fill('#limite', '1 000');
    await page.check('#compris');
    await press(page);
    equal(path(page), '/admin/campagnes');
    holds((await said(page)).includes('La campagne est commencée'), 'it has begun');
    equal(await page.locator('main li h3').first().innerText(), 'essai-1');
    await everyState(page);
  }],
  ['two administrators bring a person in, and one ends their role', async (town) => {
    const [odile, karim] = [colleague(town, 'administrator'), colleague(town, 'administrator', 1)];
    const first = await town.page();
    await first.goto(`${town.base}/admin/connexion`);
    await everyState(first);
    await comesIn(town, first, odile);
    await everyState(first);
    await atHome(town, first, odile, ['Équipe', 'Campagnes', 'Signalements', 'Catalogue', 'Aide']);
    // What was done by telephone: the number of the call, and never for whom.
    await first.goto(`${town.base}/admin`);
    await first.click('main a[href$="/admin/appels"]');
    await first.waitForLoadState();
    holds((await said(first)).includes('2026-11-25/0042'), 'the call of the operator is there');
    holds(!(await said(first)).includes(town.person('announced', 1).name), 'and nobody of whom it was');
    await everyState(first);
    await first.goto(`${town.base}/admin/equipe`);
    await everyState(first);
    await first.click('main a.btn');
    await first.waitForLoadState();
    equal(path(first), '/admin/equipe/proposer');
    await everyState(first);
    await press(first);
    await everyState(first);
    await first.fill('#nom', odile.name);
    await first.check('input[value="operator"]');
    await first.fill('#lieu', 'Centre d’appels de Lille');
    await press(first);
    holds((await said(first)).includes('Vous ne pouvez pas vous proposer'), 'nobody proposes themself');
    await first.fill('#nom', 'Nadia Blin');
    await press(first);
    equal(path(first), '/admin/equipe');
    holds((await said(first)).includes('Un autre administrateur doit confirmer'), 'nor confirms what they proposed');
    await everyState(first);

    const second = await town.page();
    await comesIn(town, second, karim);
    await second.goto(`${town.base}/admin/equipe`);
    await second.click('main a:has-text("Confirmer Nadia Blin")');
    await second.waitForLoadState();
    await everyState(second);
    await press(second);
    holds(path(second).endsWith('/code'), 'the code is shown');
    const code = await second.locator('strong.code').innerText();
    await everyState(second);
    await second.reload();
    equal(path(second), '/admin/equipe', 'the code is shown once;');
    await everyState(second);

    const own = await town.page();
    await own.goto(`${town.base}/equipe/activer`);
    await everyState(own);
    await own.fill('#code', 'ABCD');
    await press(own);
    await everyState(own);
    await own.fill('#code', code.toLowerCase());
    await own.fill('#identifiant', 'nadia.blin');
    await own.fill('#mot-de-passe', 'les oies sauvages passent au nord');
    await press(own);
    equal(path(own), '/equipe/activer/facteur');
    await everyState(own);
    const secret = (await own.locator('strong.code').innerText()).replaceAll(/\s/g, '');
    await own.fill('#code', totp(secret));
    await press(own);
    equal(path(own), '/op');
    await own.goto(`${town.base}/aide`);
    equal(await own.locator('header .who').innerText(), 'Nadia Blin');

    await first.goto(`${town.base}/admin/equipe?role=operator`);
    await everyState(first);
    await first.click('main a:has-text("Mettre fin au rôle de Nadia Blin")');
    await first.waitForLoadState();
    await everyState(first);
    await press(first, first.locator('main form button.btn'));
    holds((await said(first)).includes('Cet accès est fermé'), 'the role has ended');
    equal(await session(town, own), 401, 'and the session with it;');
    await first.goto(`${town.base}/admin/equipe/journal`);
    await everyState(first);
    const lines = await said(first);
    for (const told of [
      'Odile Marchand a proposé Nadia Blin', 'Karim Lebrun a confirmé Nadia Blin',
      'Nadia Blin (Téléconseiller) a activé son accès', 'Odile Marchand a fermé l’accès de Nadia Blin',
    ]) {
      holds(lines.includes(told), `the journal tells: ${told}`);
    }
    await first.goto(`${town.base}/en/admin/equipe`);
    await everyState(first);
  }],
];
