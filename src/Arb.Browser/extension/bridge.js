// Runs beside the page in a world of its own, which the page cannot reach. Takes records from hook.js and hands them to the service worker in bounded batches.
// A page can forge records (it can also simply send requests): the engine treats all of them as untrusted.
(() => {
  'use strict';

  const MAX_WAITING = 500;
  const MAX_WAITING_CHARS = 8_000_000;
  const MAX_BATCH = 50;
  const MAX_BATCH_CHARS = 4_000_000;
  const FLUSH_AFTER = 200; // ms
  const MAX_BODY = 1_500_000; // characters: more than the hook hands over, base64 included
  const MAX_VALUE = 32_768;
  const MAX_HEADERS = 200;
  const MAX_SHORT = 256;

  let port = null;
  let waiting = [];
  let chars = 0;
  let lost = 0;
  let sending = false;
  let timer = 0;

  // This listener stands before the page's first script runs, so it hears the hook's message first, and the page never does.
  window.addEventListener('message', function first(event) {
    if (event.source !== window || event.data?.arb !== 'recorder' || event.ports.length !== 1) return;
    window.removeEventListener('message', first, true);
    event.stopImmediatePropagation();
    port = event.ports[0];
    port.onmessage = message => take(message.data);
  }, true);
  // The page goes: what waits goes with this message or never.
  window.addEventListener('pagehide', () => {
    sending = false;
    flush();
  });

  // Whatever a page put into a record, the fields of one and nothing else go on, so that no record of its makes the engine refuse those of others.
  const text = (value, max) => (typeof value === 'string' ? value.slice(0, max) : null);
  const whole = value => (Number.isSafeInteger(value) ? value : 0);
  const pairs = list => (Array.isArray(list) ? list : []).slice(0, MAX_HEADERS)
    .filter(pair => Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'string').map(pair => [pair[0].slice(0, MAX_SHORT), pair[1].slice(0, MAX_VALUE)]);
  const shaped = record => ({
    kind: text(record.kind, MAX_SHORT), resource: text(record.resource, MAX_SHORT), method: text(record.method, MAX_SHORT), url: text(record.url, MAX_VALUE),
    at: whole(record.at), status: whole(record.status), requestHeaders: pairs(record.requestHeaders), requestBody: text(record.requestBody, MAX_BODY),
    responseHeaders: pairs(record.responseHeaders), responseBody: text(record.responseBody, MAX_BODY),
    cut: record.cut === true || record.requestBody?.length > MAX_BODY || record.responseBody?.length > MAX_BODY, failure: text(record.failure, MAX_SHORT),
  });

  function take(sent) {
    if (sent === null || typeof sent !== 'object' || typeof sent.url !== 'string') return;
    const record = shaped(sent);
    const size = 500 + record.url.length + (record.requestBody?.length ?? 0) + (record.responseBody?.length ?? 0);
    waiting.push({ record, size });
    chars += size;
    while (waiting.length > MAX_WAITING || (chars > MAX_WAITING_CHARS && waiting.length > 1)) {
      chars -= waiting.shift().size;
      lost++;
    }
    timer ||= setTimeout(flush, FLUSH_AFTER);
  }

  async function flush() {
    clearTimeout(timer);
    timer = 0;
    if (sending || waiting.length === 0) return;
    sending = true;
    const batch = [];
    let size = 0;
    while (waiting.length > 0 && batch.length < MAX_BATCH && (batch.length === 0 || size + waiting[0].size <= MAX_BATCH_CHARS)) {
      const first = waiting.shift();
      size += first.size;
      batch.push(first.record);
    }
    chars -= size;
    const missed = lost;
    lost = 0;
    try {
      const answer = await chrome.runtime.sendMessage({ type: 'records', records: batch, lost: missed });
      if (answer?.stop) stop();
    } catch {
      // The extension was reloaded or removed under this page: there is nobody left to tell.
      stop();
    }
    sending = false;
    if (waiting.length > 0) timer ||= setTimeout(flush, FLUSH_AFTER);
  }

  function stop() {
    waiting = [];
    chars = 0;
    port?.postMessage('stop');
    port?.close();
    port = null;
  }
})();
