// Headers as they really went over the wire, cookies and the browser's own included: page scripts cannot see those. Only observed, never changed.
// In memory: when the service worker was stopped meanwhile, a record keeps the headers that the page itself set.

const MAX_KEPT = 300;
const flows = new Map(); // request id → headers

const wanted = { urls: ['https://*/*', 'http://*/*', 'wss://*/*', 'ws://*/*'], types: ['xmlhttprequest', 'websocket', 'other'] };
const pairs = headers => (headers ?? []).map(({ name, value = '' }) => [name, value]);

export function observe() {
  chrome.webRequest.onSendHeaders.addListener(details => {
    flows.delete(details.requestId);
    flows.set(details.requestId, { method: details.method, url: details.url.split('#')[0], sent: pairs(details.requestHeaders), received: null });
    while (flows.size > MAX_KEPT) flows.delete(flows.keys().next().value);
  }, wanted, ['requestHeaders', 'extraHeaders']);
  chrome.webRequest.onHeadersReceived.addListener(details => {
    const flow = flows.get(details.requestId);
    if (flow) flow.received = pairs(details.responseHeaders);
  }, wanted, ['responseHeaders', 'extraHeaders']);
}

/** The record with the headers of the oldest request that it can be. */
export function withWireHeaders(record) {
  if (record.kind !== 'http' && record.kind !== 'socket-opened') return record;
  const url = `${record.url}`.split('#')[0];
  for (const [id, flow] of flows) {
    if (flow.url !== url || flow.method !== record.method) continue;
    flows.delete(id);
    return { ...record, requestHeaders: flow.sent, responseHeaders: flow.received ?? record.responseHeaders };
  }
  return record;
}
