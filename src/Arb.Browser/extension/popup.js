// The user's side: pair with a code, say which sites are recorded for which account, see how it stands. All work is the service worker's.
import { defaultPort, patternOf, siteOf, suggestion } from './lib/settings.js';

const $ = id => document.getElementById(id);
const ask = async message => {
  const answer = await chrome.runtime.sendMessage(message);
  if (answer?.error) throw new Error(answer.error);
  return answer;
};

const words = {
  recording: 'recording',
  login: 'log in again',
  unpaired: 'not paired',
  off: 'off',
  refused: 'a report was refused',
  unreachable: 'engine not reachable',
};

function row(text, ...buttons) {
  const item = document.createElement('li');
  const label = document.createElement('span');
  label.textContent = text;
  item.append(label, ...buttons);
  return item;
}

function button(text, work) {
  const made = document.createElement('button');
  made.textContent = text;
  made.addEventListener('click', () => attempt(work));
  return made;
}

async function attempt(work) {
  try {
    $('message').textContent = (await work()) ?? '';
  } catch (error) {
    $('message').textContent = error.message;
  }
  await show();
}

async function show() {
  const { pairings, sites, status } = await ask({ type: 'state' });
  const accounts = Object.keys(pairings);
  $('accounts').replaceChildren(...accounts.map(account => {
    const now = status[account] ?? {};
    const parts = [`${account}: ${pairings[account].paired ? words[now.state] ?? 'paired' : words.unpaired}`, now.detail, now.waiting ? `${now.waiting} waiting` : '', now.lost ? `${now.lost} lost` : ''];
    return row(parts.filter(Boolean).join(', '), button('Forget', () => ask({ type: 'forget', account }).then(() => `${account} forgotten; in the engine: arb extension unpair ${account}`)));
  }));
  $('sites').replaceChildren(...Object.entries(sites).map(([site, { account, on }]) => row(
    `${site} → ${account}`,
    button(on ? 'Switch off' : 'Switch on', () => setSite(site, account, !on)),
    button('Remove', () => ask({ type: 'dropSite', site }).then(() => `${site} removed`)))));
  const chosen = $('account').value;
  $('account').replaceChildren(...accounts.map(account => new Option(account, account, false, account === chosen)));
}

/** Permission for one site is asked for where the user says so, in their own click. */
async function setSite(site, account, on) {
  if (on && !(await chrome.permissions.request({ origins: [patternOf(site)] }))) return `without permission nothing is recorded at ${site}`;
  await ask({ type: 'site', site, account, on });
  return on ? `${site} is recorded; reload pages of it that are open` : `${site} is not recorded any more`;
}

$('port').value = defaultPort;
$('pair').addEventListener('submit', event => {
  event.preventDefault();
  attempt(async () => {
    const { account, site } = await ask({ type: 'pair', code: $('code').value.trim(), port: Number($('port').value) });
    $('code').value = '';
    if (site) $('site').value ||= suggestion(site);
    return `paired with ${account}; now choose its site below`;
  });
});
$('add').addEventListener('submit', event => {
  event.preventDefault();
  const site = siteOf($('site').value);
  attempt(async () => {
    if (!site) throw new Error('write a site as https://www.example.com or https://*.example.com');
    return setSite(site, $('account').value, true);
  });
});

await show();
const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
if (tab?.url?.startsWith('http')) $('site').value = suggestion(tab.url);
