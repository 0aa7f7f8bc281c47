// The states of a page: wide, narrow, dark, spaced, by keyboard, on paper. Each
// goes before the accessibility rules. CARNET_LOOK names a folder for pictures
// of all of them.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { equal, holds } from './town.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'RGAAv4', 'best-practice'],
  rules: { 'color-contrast-enhanced': { enabled: true } },
};
const DESK = { width: 1280, height: 900 };
const SPACED = `
  * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
  p { margin-bottom: 2em !important }`;

async function check(page, state) {
  await page.evaluate(axe);
  const found = await page.evaluate((rules) => globalThis.axe.run(document, rules), RULES);
  const told = found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' | ')}`);
  holds(told.length === 0, `${page.url()} (${state}): ${told.join('; ')}`);
}

/** Nothing scrolls sideways at this width. */
async function fits(page, width, state) {
  await page.setViewportSize({ width, height: 640 });
  const wide = await page.evaluate(() => {
    const over = document.documentElement.scrollWidth - window.innerWidth;
    if (over <= 0) return '';
    const widest = [...document.querySelectorAll('main *')].find((e) => e.getBoundingClientRect().right > window.innerWidth + 1);
    return `${over} pixels: ${widest?.outerHTML.slice(0, 80)}`;
  });
  equal(wide, '', `${page.url()} (${state}) is too wide at ${width};`);
}

/** With the spaces between letters, words and lines that readers may ask for. */
async function spaced(page) {
  await page.evaluate((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [sheet];
  }, SPACED);
  await fits(page, 640, 'spaced text');
  await page.evaluate(() => { document.adoptedStyleSheets = []; });
}

async function rules(page) {
  equal(await page.locator('h1').count(), 1, `${page.url()}: one h1;`);
  const found = await page.evaluate(() => {
    const shown = (e) => e.checkVisibility() && !e.closest('dialog');
    const small = [...document.querySelectorAll('a, button, input, select, textarea, summary')]
      .filter((e) => shown(e) && !e.matches('.skip, [type=hidden], p a'))
      .filter((e) => {
        const box = (e.closest('label') ?? e).getBoundingClientRect();
        return box.height < 24 || box.width < 24;
      });
    const filled = [...document.querySelectorAll('main .btn:not(.alt):not(.danger)')].filter(shown);
    const links = new Map();
    const twice = [];
    for (const link of document.querySelectorAll('main a')) {
      const name = link.getAttribute('aria-label') ?? link.textContent.trim();
      if (links.has(name) && links.get(name) !== link.href) twice.push(name);
      links.set(name, link.href);
    }
    return {
      small: small.map((e) => e.outerHTML.slice(0, 80)).join(' '),
      filled: filled.length > 1 ? filled.map((e) => e.textContent).join(', ') : '',
      twice: twice.join(', '),
    };
  });
  equal(found.small, '', `${page.url()}: too small to touch;`);
  equal(found.filled, '', `${page.url()}: more than one filled button;`);
  equal(found.twice, '', `${page.url()}: links of one name lead to several places;`);
}

/** The keyboard goes through everything once, in order, and shows where it is. */
async function keyboard(page) {
  await page.evaluate(() => {
    document.activeElement?.blur();
    window.scrollTo(0, 0);
    getSelection().removeAllRanges();
    globalThis.steps = [];
  });
  const stops = await page.evaluate(() => {
    const groups = new Set();
    return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter((e) => {
      if (!e.checkVisibility() || e.disabled || e.type === 'hidden' || e.closest('dialog')) return false;
      if (e.type !== 'radio') return true;
      const first = !groups.has(e.name);
      groups.add(e.name);
      return first;
    }).length;
  });
  // From the top: the skip link is first, and lies over nothing.
  await uncovered(page);
  await page.locator('.skip').focus();
  const trouble = [];
  let seen = 1;
  for (let n = 1; n < stops + 5; n += 1) {
    await page.keyboard.press('Tab');
    const step = await page.evaluate(() => {
      const here = document.activeElement;
      if (!here || here === document.body || here.className === 'skip') return null;
      const before = globalThis.steps.at(-1);
      globalThis.steps.push(here);
      const style = getComputedStyle(here);
      const box = here.getBoundingClientRect();
      const told = here.outerHTML.slice(0, 80);
      if (before && !(before.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING)) return `goes back: ${told}`;
      if (style.outlineStyle === 'none' && style.boxShadow === 'none') return `does not show: ${told}`;
      if (box.bottom < 0 || box.top > window.innerHeight) return `is out of sight: ${told}`;
      return '';
    });
    if (step === null) break;
    if (step) trouble.push(step);
    seen += 1;
  }
  // The way round ends on the skip link, which moves the page down while it has the focus.
  await page.evaluate(() => document.activeElement?.blur());
  equal(trouble.join('\n'), '', `${page.url()}: the focus`);
  equal(seen, stops, `${page.url()}: places that the keyboard reaches;`);
}

/** The skip link, while it has the focus, is seen whole and covers nothing. */
async function uncovered(page) {
  await page.locator('.skip').focus();
  const covered = await page.evaluate(() => {
    const link = document.activeElement.getBoundingClientRect();
    if (link.left < 0 || link.top < 0 || link.right > window.innerWidth) return 'itself out of sight';
    const over = [...document.querySelectorAll('header *, nav *, main *')].find((e) => {
      const box = e.getBoundingClientRect();
      return e.checkVisibility() && box.width > 0 && box.left < link.right && link.left < box.right && box.top < link.bottom && link.top < box.bottom;
    });
    return over?.outerHTML.slice(0, 80) ?? '';
  });
  equal(covered, '', `${page.url()}: the skip link lies over something at ${page.viewportSize().width};`);
  await look(page, `passer-${page.viewportSize().width}`);
  await page.evaluate(() => document.activeElement?.blur());
}

async function look(page, name) {
  const folder = process.env.CARNET_LOOK;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  const { pathname, search } = new URL(page.url());
  const file = `${pathname}${search.slice(0, 20)}`.replaceAll(/[0-9a-z]{20,}/g, 'x').replaceAll(/[^a-z0-9]+/gi, '-');
  const wrong = (await page.locator('#erreurs').count()) > 0 ? '-erreur' : '';
  await page.screenshot({ path: join(folder, `${file}${wrong}-${name}.png`), fullPage: true });
}

export async function everyState(page) {
  // Without motion: colours on their way from one to another are no finding.
  await page.emulateMedia({ colorScheme: 'light', forcedColors: null, reducedMotion: 'reduce' });
  await page.setViewportSize(DESK);
  await check(page, '1280');
  await rules(page);
  await look(page, 'desk');
  await keyboard(page);
  await spaced(page);
  await fits(page, 320, 'phone');
  await uncovered(page);
  await check(page, '320');
  await look(page, '320');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize(DESK);
  await check(page, 'dark');
  await look(page, 'dark');
  if (process.env.CARNET_LOOK) {
    await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
    await look(page, 'forced');
  }
  await page.emulateMedia({ colorScheme: 'light', forcedColors: null });
}

/** A page on paper: everything that is read, nothing that is pressed. */
export async function paper(page) {
  const bytes = await page.pdf({ format: 'A4' });
  holds(bytes.length > 5_000, `${page.url()} prints`);
  await page.emulateMedia({ media: 'print' });
  equal(await page.locator('.btn:visible').count(), 0, `${page.url()}: buttons on paper;`);
  holds(await page.locator('h1').isVisible(), `${page.url()} says on paper what it is`);
  await look(page, 'papier');
  await page.emulateMedia({ media: null });
}
