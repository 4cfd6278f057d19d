// What the user set up: pairings (account → port and token) and sites (address → account, on or off). In chrome.storage.local, which only the extension's own pages may read.

export const defaultPort = 8793;

export async function read() {
  const { pairings = {}, sites = {} } = await chrome.storage.local.get(['pairings', 'sites']);
  return { pairings, sites };
}

export const write = changes => chrome.storage.local.set(changes);

/** `https://*.example.com` or `https://sports.example.com` of what the user typed, or null. Ports do not count: browsers give permissions for hosts. */
export function siteOf(text) {
  const match = /^(https?):\/\/((?:\*\.)?[a-z0-9.-]+)(?::\d+)?(?:\/.*)?$/i.exec(text.trim());
  return match ? `${match[1]}://${match[2]}`.toLowerCase() : null;
}

/** The same without `www.` and with its subdomains: bookmakers spread one login over several. */
export function suggestion(address) {
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return '';
  const plain = url.hostname === 'localhost' || /^[\d.]+$|:/.test(url.hostname);
  return `${url.protocol}//${plain ? url.hostname : `*.${url.hostname.replace(/^www\./, '')}`}`;
}

export const patternOf = site => `${site}/*`;

export function matches(site, address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return false;
  }
  const [scheme, host] = site.split('://');
  if (url.protocol !== `${scheme}:`) return false;
  return host.startsWith('*.') ? url.hostname === host.slice(2) || url.hostname.endsWith(host.slice(1)) : url.hostname === host;
}

/** How an address is recorded: { account, since }, or null. */
export function recordingOf({ sites }, address) {
  for (const [site, { account, on, since = 0 }] of Object.entries(sites)) if (on && matches(site, address)) return { account, since };
  return null;
}

/** The sites of an account that are on. */
export const sitesOf = ({ sites }, account) => Object.entries(sites).filter(([, site]) => site.on && site.account === account).map(([site]) => site);
