// Between the pages and the engine. It may be stopped at any moment: it remembers nothing that is not in chrome.storage. All listeners are added at the top level,
// because that is how the browser knows what to wake it for.
import { belongs, cookiesOf } from './lib/cookies.js';
import { post } from './lib/engine.js';
import { CaptureQueue } from './lib/queue.js';
import { patternOf, read, recordingOf, siteOf, sitesOf, write } from './lib/settings.js';
import { observe, withWireHeaders } from './lib/wire.js';

const MAX_RECORDS = 100; // of one report
const MAX_BYTES = 4 * 1024 * 1024;
const SEND_AFTER = 300; // ms
const PAUSE = 5_000; // ms after a report that the engine did not take
const RETRY = 'retry';
const timers = new Map();
const running = new Set();
const paused = new Set();

chrome.storage.local.setAccessLevel({ accessLevel: 'TRUSTED_CONTEXTS' });
observe();

chrome.runtime.onInstalled.addListener(() => syncScripts());
chrome.runtime.onStartup.addListener(() => syncScripts());
chrome.permissions.onRemoved.addListener(() => syncScripts());
chrome.alarms.onAlarm.addListener(async () => {
  for (const account of Object.keys((await read()).pairings)) await report(account);
});
chrome.cookies.onChanged.addListener(async ({ cookie }) => {
  const settings = await read();
  for (const account of Object.keys(settings.pairings)) if (sitesOf(settings, account).some(site => belongs(cookie, site))) reportSoon(account);
});
chrome.runtime.onMessage.addListener((message, sender, answer) => {
  if (sender.id !== chrome.runtime.id) return false;
  const own = sender.url?.split(/[?#]/)[0] === chrome.runtime.getURL('popup.html');
  const work = own ? fromPopup[message?.type] : message?.type === 'records' ? fromPage : null;
  if (!work) return false;
  work(message, sender).then(answer, error => answer({ error: error.message }));
  return true;
});

// ---- records ----

async function fromPage({ records, lost }, sender) {
  const recording = recordingOf(await read(), sender.origin && sender.origin !== 'null' ? sender.origin : sender.url);
  if (!recording) return { stop: true };
  const { account, since } = recording;
  // A page that was open all the time still had records of the time when its site was off.
  await new CaptureQueue(account).add(records.filter(record => record.at >= since).map(withWireHeaders), lost);
  reportSoon(account);
  return {};
}

function reportSoon(account) {
  if (!timers.has(account)) timers.set(account, setTimeout(() => report(account), paused.has(account) ? PAUSE : SEND_AFTER));
}

/** Sends what waits for the engine, until nothing does or the engine does not take it. */
async function report(account) {
  clearTimeout(timers.get(account));
  timers.delete(account);
  if (running.has(account)) return;
  running.add(account);
  try {
    while (await reportOnce(account));
  } finally {
    running.delete(account);
  }
}

async function reportOnce(account) {
  const settings = await read();
  const pairing = settings.pairings[account];
  if (!pairing?.token) return false;
  const queue = new CaptureQueue(account);
  const batch = await queue.peek(MAX_RECORDS, MAX_BYTES);
  const cookies = await cookiesOf(sitesOf(settings, account));
  const body = `{"queue":${JSON.stringify(batch.id)},"first":${batch.first},"lost":${batch.lost},"cookies":${JSON.stringify(cookies)},"records":[${batch.texts.join(',')}]}`;
  const { status, answer } = await post(pairing.port, '/report', body, pairing.token);
  paused[status === 200 ? 'delete' : 'add'](account);
  const last = batch.first + batch.texts.length - 1;
  switch (status) {
    case 200:
      await queue.done(last);
      await say(account, { state: answer.login ? 'login' : 'recording', detail: answer.login ? `log in again at ${pairing.site}` : '', lost: batch.lost });
      if (batch.left === 0) chrome.alarms.clear(RETRY);
      return batch.left > 0;
    case 401:
      await write({ pairings: { ...settings.pairings, [account]: { ...pairing, token: null } } });
      await queue.clear();
      await say(account, { state: 'unpaired', detail: `pair again: arb extension pair ${account}`, lost: batch.lost });
      return false;
    case 409:
      // The account is off in the engine: nothing of it is kept. Asked again later, so that cookies arrive when it is on.
      await queue.clear();
      await say(account, { state: 'off', detail: answer.error ?? 'the account is off', lost: batch.lost });
      retryLater();
      return false;
    case 400:
    case 413:
      // The engine will not take these records however often it is asked.
      await queue.done(last, true);
      await say(account, { state: 'refused', detail: answer.error ?? 'the engine refused a report', lost: batch.lost + batch.texts.length });
      return batch.left > 0;
    default:
      await say(account, { state: 'unreachable', detail: status === 0 ? 'the engine does not answer on this machine' : answer.error ?? `the engine answered ${status}`, lost: batch.lost });
      retryLater();
      return false;
  }
}

// Half a minute is the shortest alarm there is; unlike a timer it survives the end of this worker.
const retryLater = () => chrome.alarms.create(RETRY, { delayInMinutes: 0.5 });

async function say(account, status) {
  await chrome.storage.session.set({ [`status:${account}`]: status });
  const all = await chrome.storage.session.get(Object.keys((await read()).pairings).map(name => `status:${name}`));
  const states = Object.values(all).map(one => one.state);
  await chrome.action.setBadgeText({ text: states.includes('login') ? 'IN' : states.some(state => state !== 'recording') ? '!' : '' });
}

// ---- the popup's questions ----

const fromPopup = {
  async state() {
    const settings = await read();
    const accounts = Object.keys(settings.pairings);
    const stored = await chrome.storage.session.get(accounts.map(account => `status:${account}`));
    const status = {};
    for (const account of accounts) {
      const { texts, left } = await new CaptureQueue(account).peek(0, 0);
      status[account] = { ...stored[`status:${account}`], waiting: texts.length + left };
    }
    // Tokens stay here: no page needs them, not even our own.
    const pairings = Object.fromEntries(accounts.map(account => [account, { paired: Boolean(settings.pairings[account].token), port: settings.pairings[account].port, site: settings.pairings[account].site }]));
    return { pairings, sites: settings.sites, status };
  },

  async pair({ code, port }) {
    const { status, answer } = await post(port, '/pair', JSON.stringify({ code }));
    if (status !== 200) throw new Error(status === 0 ? `no engine answers on port ${port}: is arb.extension.enabled on?` : answer.error ?? `the engine answered ${status}`);
    const { pairings } = await read();
    await write({ pairings: { ...pairings, [answer.account]: { port, token: answer.token, site: answer.site } } });
    await report(answer.account);
    return { account: answer.account, site: answer.site };
  },

  async forget({ account }) {
    const { pairings, sites } = await read();
    delete pairings[account];
    for (const site of Object.keys(sites)) if (sites[site].account === account) delete sites[site];
    await write({ pairings, sites });
    await new CaptureQueue(account).clear();
    await chrome.storage.session.remove(`status:${account}`);
    await syncScripts();
    return {};
  },

  async site({ site, account, on }) {
    const { pairings, sites } = await read();
    if (siteOf(site) !== site || !(account in pairings)) throw new Error('no such site or account');
    sites[site] = { account, on, since: on ? Date.now() : 0 };
    await write({ sites });
    await syncScripts();
    await report(account);
    return {};
  },

  async dropSite({ site }) {
    const { sites } = await read();
    delete sites[site];
    await write({ sites });
    await syncScripts();
    await chrome.permissions.remove({ origins: [patternOf(site)] }).catch(() => {});
    return {};
  },

  async report({ account }) {
    await report(account);
    return {};
  },
};

// ---- scripts in pages: on the sites that are on and permitted, and nowhere else ----

let syncing = Promise.resolve();

function syncScripts() {
  syncing = syncing.catch(() => {}).then(async () => {
    const { sites } = await read();
    const patterns = [];
    for (const [site, { on }] of Object.entries(sites))
      if (on && (await chrome.permissions.contains({ origins: [patternOf(site)] }))) patterns.push(patternOf(site));
    const registered = await chrome.scripting.getRegisteredContentScripts();
    if (registered.length > 0) await chrome.scripting.unregisterContentScripts({ ids: registered.map(script => script.id) });
    if (patterns.length === 0) return;
    const both = { matches: patterns, runAt: 'document_start', allFrames: true, matchOriginAsFallback: true };
    await chrome.scripting.registerContentScripts([
      { ...both, id: 'bridge', js: ['bridge.js'], world: 'ISOLATED' },
      { ...both, id: 'hook', js: ['hook.js'], world: 'MAIN' },
    ]);
  });
  return syncing;
}
