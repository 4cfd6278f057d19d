namespace Arb.E2E.Tests.OwnBrowser;

/// <summary>What pages do in these tests.</summary>
internal static class PageScripts
{
    /// <summary>Looks at everything that a page can rely on, and tells it as text: the same with the recorder as without.</summary>
    public const string Probe = """
        (async () => {
          const out = {};
          const note = async (name, work) => { try { out[name] = await work(); } catch (e) { out[name] = `${e?.constructor?.name} ${e?.name} ${e instanceof Error || e instanceof DOMException}`; } };
          const shape = (o, k) => { const d = Object.getOwnPropertyDescriptor(o, k); return [d.enumerable, d.writable, d.configurable, typeof d.value, d.value.name, d.value.length, /\[native code\]/.test(Function.prototype.toString.call(d.value))]; };
          const ws = p => new WebSocket(`ws://${location.host}${p}`);
          await note('fetch shape', () => shape(window, 'fetch'));
          await note('WebSocket shape', () => shape(window, 'WebSocket'));
          for (const k of ['open', 'send', 'setRequestHeader']) await note(`xhr ${k}`, () => shape(XMLHttpRequest.prototype, k));
          await note('socket send', () => shape(WebSocket.prototype, 'send'));
          await note('socket constants', () => [WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSING, WebSocket.CLOSED, Object.keys(WebSocket), Object.keys(WebSocket.prototype).sort()]);
          await note('xhr keys', () => Object.keys(XMLHttpRequest.prototype).sort());
          await note('socket kind', () => { const s = ws('/socket'); const r = [s instanceof WebSocket, s.constructor === WebSocket, Object.getPrototypeOf(s) === WebSocket.prototype, `${s}`, s.readyState]; s.close(); return r; });
          await note('socket child', () => { class Mine extends WebSocket { hello() { return 'hello'; } } const s = new Mine(`ws://${location.host}/socket`); const r = [s.hello(), s instanceof Mine, s instanceof WebSocket]; s.close(); return r; });
          await note('socket without new', () => WebSocket('ws://x'));
          await note('socket bad address', () => new WebSocket('::bad::'));
          await note('socket bad send', () => ws('/socket').send('early'));
          await note('socket stranger', () => WebSocket.prototype.send.call({}, 'x'));
          await note('socket talk', () => new Promise((done, fail) => { const s = ws('/socket'); s.binaryType = 'arraybuffer'; s.onerror = fail; s.onopen = () => s.send('hi'); s.onmessage = e => { done([e.data, e instanceof MessageEvent, e.target === s]); s.close(1000); }; }));
          await note('fetch json', async () => { const r = await fetch('/item?i=1'); return [r instanceof Response, r.bodyUsed, r.ok, r.type, r.redirected, await r.json(), r.bodyUsed]; });
          await note('fetch twice', async () => { const r = await fetch('/item?i=2'); await r.text(); return r.text(); });
          await note('fetch clone', async () => { const r = await fetch('/item?i=3'); const c = r.clone(); return [await r.text(), await c.text()]; });
          await note('fetch stream', async () => { const r = await fetch('/big'); const reader = r.body.getReader(); let n = 0; for (;;) { const { done, value } = await reader.read(); if (done) break; n += value.byteLength; } return n; });
          await note('fetch byob', async () => { const r = await fetch('/bytes'); const { value } = await r.body.getReader({ mode: 'byob' }).read(new Uint8Array(8)); return [...value]; });
          await note('fetch cancel', async () => { const r = await fetch('/big'); await r.body.cancel(); return r.bodyUsed; });
          await note('fetch abort', () => { const a = new AbortController(); const p = fetch('/item?i=4', { signal: a.signal }); a.abort(); return p; });
          await note('fetch nobody', () => fetch('http://127.0.0.1:1/'));
          await note('fetch bad address', () => fetch('http://['));
          await note('fetch no arguments', () => fetch());
          await note('fetch bad method', () => fetch('/item?i=5', { method: 'CONNECT' }));
          await note('fetch stranger', () => fetch.call({}, '/item?i=5'));
          await note('fetch bare', () => { const f = fetch; return f('/item?i=6').then(r => r.text()); });
          await note('fetch new', () => new fetch('/item?i=6'));
          await note('fetch request', async () => { const q = new Request('/form', { method: 'POST', body: 'from request' }); const r = await fetch(q); return [q.bodyUsed, await r.json()]; });
          await note('fetch request again', async () => { const q = new Request('/form', { method: 'POST', body: 'x' }); await fetch(q); return fetch(q); });
          await note('fetch form', async () => (await fetch('/form', { method: 'POST', body: new URLSearchParams({ a: '1', b: 'ü' }) })).json());
          await note('fetch headers once', async () => { let n = 0; const pairs = (function* () { n++; yield ['X-A', 'b']; })(); await fetch('/item?i=7', { headers: pairs }); return n; });
          await note('fetch odd address', async () => { let n = 0; await fetch({ toString() { n++; return '/item?i=8'; } }); return n; });
          await note('fetch getter', async () => { let n = 0; await fetch('/form', { method: 'POST', get body() { n++; return 'body'; } }); return n; });
          await note('fetch unhandled', () => new Promise(done => { addEventListener('unhandledrejection', e => { e.preventDefault(); done(e.reason.name); }, { once: true }); fetch('http://127.0.0.1:1/'); }));
          await note('fetch order', async () => { const seen = []; fetch('/item?i=9').then(() => seen.push('a')).then(() => seen.push('b')); await fetch('/item?i=9').then(r => r.text()); await new Promise(done => setTimeout(done, 50)); return seen; });
          const send = (method, url, set, body) => new Promise(done => { const x = new XMLHttpRequest(); const seen = []; x.onreadystatechange = () => { if (seen.at(-1) !== x.readyState) seen.push(x.readyState); }; for (const t of ['load', 'error', 'abort', 'timeout']) x['on' + t] = () => seen.push(t);
            x.onloadend = () => done([seen, x.status, x.responseType === '' ? x.responseText.length : typeof x.response]); x.open(method, url); set?.(x); x.send(body); if (set?.name === 'abort') x.abort(); });
          await note('xhr text', () => send('GET', '/item?i=10'));
          await note('xhr json', () => send('GET', '/item?i=11', x => { x.responseType = 'json'; }));
          await note('xhr buffer', () => send('GET', '/bytes?x', x => { x.responseType = 'arraybuffer'; }));
          await note('xhr blob', () => send('GET', '/bytes?y', x => { x.responseType = 'blob'; }));
          await note('xhr post', () => send('post', '/form', x => x.setRequestHeader('X-Mine', '1'), 'from xhr'));
          await note('xhr nobody', () => send('GET', 'http://127.0.0.1:1/'));
          await note('xhr abort', () => send('GET', '/item?i=12', function abort() {}));
          await note('xhr sync', () => { const x = new XMLHttpRequest(); x.open('GET', '/item?i=13', false); x.send(); return [x.status, x.responseText]; });
          await note('xhr not open', () => new XMLHttpRequest().send());
          await note('xhr stranger', () => XMLHttpRequest.prototype.open.call({}, 'GET', '/'));
          await note('xhr bad method', () => new XMLHttpRequest().open('TRACE', '/'));
          await note('xhr twice', async () => { const x = new XMLHttpRequest(); const got = []; for (const i of [14, 15]) { x.open('GET', `/item?i=${i}`); await new Promise(done => { x.onload = done; x.send(); }); got.push(x.responseText); } return got; });
          return JSON.stringify(out, null, 1);
        })()
        """;

    /// <summary>Everything a page can reach is made to fail or to lie; then it asks for something.</summary>
    public const string Hostile = """
        (() => {
          const asked = fetch;
          const socket = WebSocket;
          const request = XMLHttpRequest;
          const bad = () => { throw new Error('hostile'); };
          window.postMessage({ arb: 'recorder' }, '*', [new MessageChannel().port2]);
          for (const [holder, names] of [
            [Reflect, ['apply', 'construct', 'getPrototypeOf']], [Function.prototype, ['call', 'apply', 'bind']], [Array.prototype, ['push', 'shift', 'map', 'slice']], [String.prototype, ['slice', 'split', 'indexOf', 'toUpperCase', 'toWellFormed']],
            [JSON, ['stringify', 'parse']], [Promise.prototype, ['catch', 'finally']], [MessagePort.prototype, ['postMessage', 'close']], [EventTarget.prototype, ['addEventListener', 'removeEventListener', 'dispatchEvent']],
            [WeakMap.prototype, ['get', 'set', 'has']], [Headers.prototype, ['forEach', 'get', 'entries']], [Response.prototype, ['clone', 'text', 'arrayBuffer']], [Request.prototype, ['clone', 'text']], [TextDecoder.prototype, ['decode']],
            [ReadableStream.prototype, ['getReader', 'tee']], [ReadableStreamDefaultReader.prototype, ['read', 'cancel']], [URL.prototype, ['toString']], [window, ['setTimeout', 'btoa', 'postMessage', 'URL', 'Proxy', 'Uint8Array']], [Date, ['now']],
          ]) for (const name of names) Object.defineProperty(holder, name, { value: bad, configurable: true, writable: true });
          Object.defineProperty(Object.prototype, 'url', { get: bad, set() {}, configurable: true });
          Object.defineProperty(Response.prototype, 'body', { get: bad, configurable: true });
          Object.defineProperty(Response.prototype, 'status', { get: () => 999, configurable: true });
          Object.defineProperty(MessageEvent.prototype, 'data', { get: bad, configurable: true });
          asked('/item?i=501', { headers: { 'X-Token': 'still' } });
          const x = new request(); x.open('GET', '/item?i=502'); x.send();
          const s = new socket(`ws://${location.host}/socket`); s.onopen = () => s.send('still here');
        })()
        """;
}
