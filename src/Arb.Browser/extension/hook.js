// Runs in the page's own world before its first script, on sites that the user switched on. Records what the page sends and receives through fetch, XMLHttpRequest and
// WebSocket, and hands it to bridge.js. The page must not notice a difference: results, errors, prototypes and streams stay the browser's own; what a page needs is never waited for.
// It hides from nobody: a page that looks for it finds it. Everything used later is kept from the start, because a page may redefine any of it.
(() => {
  'use strict';

  const MAX_BODY = 1_000_000; // characters or bytes of one body
  const MAX_FRAME = 250_000; // characters or bytes of one WebSocket message
  const MAX_BODY_TIME = 15_000; // ms that a copy of a body is read for
  const MAX_READING = 64; // bodies read at the same time

  const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const getter = (prototype, name) => getOwnPropertyDescriptor(prototype, name).get;
  const hasOwn = Object.hasOwn;
  const now = Date.now;
  const then = Promise.prototype.then;
  const setTimer = setTimeout.bind(window);
  const clearTimer = clearTimeout.bind(window);
  const listen = EventTarget.prototype.addEventListener;
  const isView = ArrayBuffer.isView;
  const isArray = Array.isArray;
  const fromCharCode = String.fromCharCode;
  const upper = String.prototype.toUpperCase;
  const slice = String.prototype.slice;
  const split = String.prototype.split;
  const wellFormed = String.prototype.toWellFormed;
  const indexOf = String.prototype.indexOf;
  const push = Array.prototype.push;
  const stringify = JSON.stringify;
  const toBase64 = btoa.bind(window);
  const TypeErrorNow = TypeError;
  const URLNow = URL;
  const urlHref = getter(URL.prototype, 'href');
  const paramsText = URLSearchParams.prototype.toString;
  const eachFormEntry = FormData.prototype.forEach;
  const HeadersNow = Headers;
  const eachHeader = Headers.prototype.forEach;
  const RequestNow = Request;
  const requestGet = { url: getter(Request.prototype, 'url'), method: getter(Request.prototype, 'method'), headers: getter(Request.prototype, 'headers'),
    body: getter(Request.prototype, 'body'), bodyUsed: getter(Request.prototype, 'bodyUsed') };
  const requestClone = Request.prototype.clone;
  const requestText = Request.prototype.text;
  const responseGet = { status: getter(Response.prototype, 'status'), headers: getter(Response.prototype, 'headers'), body: getter(Response.prototype, 'body'),
    type: getter(Response.prototype, 'type') };
  const responseClone = Response.prototype.clone;
  const headerOf = Headers.prototype.get;
  const getReader = ReadableStream.prototype.getReader;
  const readChunk = ReadableStreamDefaultReader.prototype.read;
  const cancelReader = ReadableStreamDefaultReader.prototype.cancel;
  const blobSize = getter(Blob.prototype, 'size');
  const blobBuffer = Blob.prototype.arrayBuffer;
  const BlobNow = Blob;
  const ArrayBufferNow = ArrayBuffer;
  const Bytes = Uint8Array;
  const typedArray = getPrototypeOf(Uint8Array.prototype);
  const bytesLength = getter(typedArray, 'byteLength');
  const bytesSet = typedArray.set;
  const subarray = typedArray.subarray;
  const viewBuffer = view => view instanceof DataView
    ? [apply(getter(DataView.prototype, 'buffer'), view, []), apply(getter(DataView.prototype, 'byteOffset'), view, []), apply(getter(DataView.prototype, 'byteLength'), view, [])]
    : [apply(getter(typedArray, 'buffer'), view, []), apply(getter(typedArray, 'byteOffset'), view, []), apply(getter(typedArray, 'byteLength'), view, [])];
  const Decoder = TextDecoder;
  const decode = TextDecoder.prototype.decode;
  const WeakMapNow = WeakMap;
  const mapGet = WeakMap.prototype.get;
  const mapSet = WeakMap.prototype.set;
  const baseUri = getter(Node.prototype, 'baseURI');
  const xhr = XMLHttpRequest.prototype;
  const xhrGet = { status: getter(xhr, 'status'), type: getter(xhr, 'responseType'), response: getter(xhr, 'response'), text: getter(xhr, 'responseText') };
  const xhrHeaders = xhr.getAllResponseHeaders;
  const eventData = getter(MessageEvent.prototype, 'data');
  const socketUrl = getter(WebSocket.prototype, 'url');
  const postTo = MessagePort.prototype.postMessage;

  const channel = new MessageChannel();
  const port = channel.port1;
  let recording = true;
  let reading = 0;
  port.onmessage = () => {
    recording = false; // the bridge says that the site is off
  };
  window.postMessage({ arb: 'recorder' }, '*', [channel.port2]);

  /** Sends a record to the bridge. Never throws: a page must not pay for being recorded. */
  function emit(record) {
    try {
      if (recording) apply(postTo, port, [record]);
    } catch {
      recording = false;
    }
  }

  /** Runs what only looks; what goes wrong in it is nobody's business. */
  function quietly(look, otherwise) {
    try {
      return look();
    } catch {
      return otherwise;
    }
  }

  /** Replaces a function by a proxy of itself: name, length, properties and the native source text stay. */
  function wrap(holder, name, handler) {
    const property = getOwnPropertyDescriptor(holder, name);
    defineProperty(holder, name, { ...property, value: new Proxy(property.value, handler) });
  }

  /** Asking an object for its text could run the page's code a second time: only what has no code is read. */
  const absolute = url => {
    if (typeof url !== 'string' && !(url instanceof URLNow)) throw new TypeErrorNow('no address');
    return apply(urlHref, new URLNow(typeof url === 'string' ? url : apply(urlHref, url, []), apply(baseUri, document, [])), []);
  };
  /** The value of a property. What a getter would give is not asked for: that would run the page's code a second time. */
  const hidden = {};
  const plain = (from, name) => {
    for (let at = from; at !== null; at = getPrototypeOf(at)) {
      const property = getOwnPropertyDescriptor(at, name);
      if (property) return hasOwn(property, 'value') ? property.value : hidden;
    }
    return undefined;
  };
  const settled = (promise, done) => apply(then, promise, [done, () => done(undefined)]);

  // ---- bodies ----

  const nothing = { text: null, base64: false, cut: false };
  const missing = { text: null, base64: false, cut: true };
  // Half a character, as cutting may leave behind, is no text for others.
  const textOf = (text, max) => ({ text: apply(wellFormed, text.length > max ? apply(slice, text, [0, max]) : text, []), base64: false, cut: text.length > max });

  function bytesOf(bytes, max, cutAlready) {
    const length = apply(bytesLength, bytes, []);
    const cut = cutAlready || length > max;
    const part = length > max ? apply(subarray, bytes, [0, max]) : bytes;
    try {
      // A cut may fall into the middle of a character: streaming leaves its first half out.
      return { text: apply(decode, new Decoder('utf-8', { fatal: true }), [part, { stream: cut }]), base64: false, cut };
    } catch {
      let binary = '';
      for (let at = 0; at < apply(bytesLength, part, []); at += 0x8000) binary += apply(fromCharCode, null, apply(subarray, part, [at, at + 0x8000]));
      return { text: toBase64(binary), base64: true, cut };
    }
  }

  const viewOf = data => {
    if (!isView(data)) return new Bytes(data);
    const [buffer, offset, length] = viewBuffer(data);
    return new Bytes(buffer, offset, length);
  };

  /** Describes what a page sends or received, and calls back with it; at once where it can. */
  function describe(data, max, done) {
    const found = quietly(() => {
      if (data === undefined || data === null) return nothing;
      if (typeof data === 'string') return textOf(data, max);
      if (data instanceof URLSearchParams) return textOf(apply(paramsText, data, []), max);
      if (data instanceof ArrayBufferNow || isView(data)) return bytesOf(viewOf(data), max, false);
      if (data instanceof FormData) {
        let text = '';
        let cut = false;
        apply(eachFormEntry, data, [(value, name) => {
          cut ||= typeof value !== 'string';
          text += `${text ? '&' : ''}${encodeURIComponent(name)}=${typeof value === 'string' ? encodeURIComponent(value) : '(file)'}`;
        }]);
        const form = textOf(text, max);
        return { ...form, cut: form.cut || cut };
      }
      return data instanceof BlobNow && apply(blobSize, data, []) <= max ? null : missing;
    }, missing);
    if (found) return done(found);
    settled(apply(blobBuffer, data, []), buffer => done(buffer ? bytesOf(new Bytes(buffer), max, false) : missing));
  }

  /** Reads a copy of a stream until its end, the bound or the deadline; the page's own copy goes on by itself. */
  function drain(stream, done) {
    const reader = apply(getReader, stream, []);
    const chunks = [];
    let size = 0;
    let over = false;
    reading++;
    const finish = cut => {
      if (over) return;
      over = true;
      reading--;
      clearTimer(timer);
      if (cut) settled(apply(cancelReader, reader, []), () => {});
      const all = new Bytes(size);
      let at = 0;
      for (let i = 0; i < chunks.length; i++) {
        apply(bytesSet, all, [chunks[i], at]);
        at += apply(bytesLength, chunks[i], []);
      }
      done(size === 0 && cut ? missing : bytesOf(all, MAX_BODY, cut));
    };
    const timer = setTimer(() => finish(true), MAX_BODY_TIME);
    const next = () => {
      apply(then, apply(readChunk, reader, []), [part => {
        if (over) return;
        if (part.done) return finish(false);
        apply(push, chunks, [part.value]);
        size += apply(bytesLength, part.value, []);
        if (size > MAX_BODY) finish(true);
        else next();
      }, () => finish(true)]);
    };
    next();
  }

  function pairsOf(headers) {
    const pairs = [];
    apply(eachHeader, headers, [(value, name) => apply(push, pairs, [[name, value]])]);
    return pairs;
  }

  function record(kind, resource, method, url, at) {
    return { kind, resource, method, url, at, status: 0, requestHeaders: [], requestBody: null, responseHeaders: [], responseBody: null, cut: false, failure: null };
  }

  // ---- fetch ----

  /** What is asked for, read before the browser takes it; bodies of requests come later. */
  function asked(input, init) {
    const isRequest = input instanceof RequestNow;
    const seen = record('http', 'Fetch', 'GET', isRequest ? apply(requestGet.url, input, []) : absolute(input), now());
    if (isRequest) {
      seen.method = apply(requestGet.method, input, []);
      seen.requestHeaders = pairsOf(apply(requestGet.headers, input, []));
    }
    const options = init !== null && typeof init === 'object' ? init : {};
    const method = plain(options, 'method');
    if (typeof method === 'string') seen.method = apply(upper, method, []);
    const headers = plain(options, 'headers');
    // Iterators could be read only once: the browser must be the one to do it.
    if (headers instanceof HeadersNow) seen.requestHeaders = pairsOf(headers);
    else if (isArray(headers) || (headers && headers !== hidden && typeof headers === 'object' && getPrototypeOf(headers) === Object.prototype)) seen.requestHeaders = pairsOf(new HeadersNow(headers));
    let body = plain(options, 'body');
    if (body === undefined && isRequest && apply(requestGet.body, input, []) && !apply(requestGet.bodyUsed, input, [])) body = apply(requestClone, input, []);
    return { seen, body };
  }

  function sent(seen, body, done) {
    const take = found => {
      seen.requestBody = found.text;
      seen.cut ||= found.cut;
      done();
    };
    if (body instanceof RequestNow) settled(apply(requestText, body, []), text => take(text === undefined ? missing : textOf(text, MAX_BODY)));
    else describe(body, MAX_BODY, take);
  }

  function answered({ seen, body }, response) {
    seen.status = apply(responseGet.status, response, []);
    const headers = apply(responseGet.headers, response, []);
    seen.responseHeaders = pairsOf(headers);
    const emitWith = found => {
      seen.responseBody = found.text;
      seen.cut ||= found.cut;
      sent(seen, body, () => emit(seen));
    };
    const type = apply(headerOf, headers, ['content-type']) ?? '';
    const length = +(apply(headerOf, headers, ['content-length']) ?? 0);
    if (!apply(responseGet.body, response, [])) return emitWith(apply(responseGet.type, response, []) === 'opaque' ? missing : nothing);
    // A stream without end, or a download: a copy would keep it all in memory.
    if (apply(indexOf, type, ['text/event-stream']) === 0 || length > 4 * MAX_BODY || reading >= MAX_READING) return emitWith(missing);
    drain(apply(responseGet.body, apply(responseClone, response, []), []), emitWith);
  }

  wrap(window, 'fetch', {
    apply(target, self, args) {
      const seen = recording ? quietly(() => asked(args[0], args[1])) : undefined;
      const promise = apply(target, self, args);
      if (!seen) return promise;
      return apply(then, promise, [
        response => {
          quietly(() => answered(seen, response));
          return response;
        },
        error => {
          quietly(() => {
            seen.seen.failure = 'failed';
            sent(seen.seen, seen.body, () => emit(seen.seen));
          });
          throw error;
        },
      ]);
    },
  });

  // ---- XMLHttpRequest ----

  const requests = new WeakMapNow();
  const requestOf = self => apply(mapGet, requests, [self]);

  function xhrBody(self, done) {
    const type = apply(xhrGet.type, self, []);
    if (type === '' || type === 'text') return done(textOf(apply(xhrGet.text, self, []), MAX_BODY));
    const response = apply(xhrGet.response, self, []);
    if (response === null) return done(nothing);
    if (type === 'json') return done(textOf(stringify(response), MAX_BODY));
    if (type === 'arraybuffer' || type === 'blob') return describe(response, MAX_BODY, done);
    done(missing);
  }

  function xhrEnded(self, seen, body) {
    seen.status = apply(xhrGet.status, self, []);
    const lines = apply(split, apply(xhrHeaders, self, []) ?? '', ['\r\n']);
    for (let i = 0; i < lines.length; i++) {
      const colon = apply(indexOf, lines[i], [': ']);
      if (colon > 0) apply(push, seen.responseHeaders, [[apply(slice, lines[i], [0, colon]), apply(slice, lines[i], [colon + 2])]]);
    }
    xhrBody(self, found => {
      seen.responseBody = seen.failure ? null : found.text;
      seen.cut ||= found.cut;
      sent(seen, body, () => emit(seen));
    });
  }

  wrap(xhr, 'open', {
    apply(target, self, args) {
      const result = apply(target, self, args);
      if (recording) quietly(() => apply(mapSet, requests, [self, record('http', 'XHR', typeof args[0] === 'string' ? apply(upper, args[0], []) : 'GET', absolute(args[1]), now())]));
      return result;
    },
  });
  wrap(xhr, 'setRequestHeader', {
    apply(target, self, args) {
      const result = apply(target, self, args);
      quietly(() => {
        const seen = requestOf(self);
        if (seen) apply(push, seen.requestHeaders, [[`${args[0]}`, `${args[1]}`]]);
      });
      return result;
    },
  });
  wrap(xhr, 'send', {
    apply(target, self, args) {
      quietly(() => {
        const seen = recording ? requestOf(self) : undefined;
        if (!seen) return;
        seen.at = now();
        const failed = event => {
          seen.failure = event.type === 'abort' ? 'aborted' : event.type === 'timeout' ? 'timed out' : 'failed';
        };
        for (const type of ['error', 'abort', 'timeout']) apply(listen, self, [type, failed, { once: true }]);
        apply(listen, self, ['loadend', () => {
          if (requestOf(self) === seen) quietly(() => xhrEnded(self, seen, args[0]));
        }, { once: true }]);
      });
      return apply(target, self, args);
    },
  });

  // ---- WebSocket ----

  const sockets = new WeakMapNow();

  function frame(self, kind, method, data) {
    const seen = record(kind, 'WebSocket', method, apply(socketUrl, self, []), now());
    if (kind === 'socket-opened') seen.status = 101;
    describe(data, MAX_FRAME, found => {
      seen[kind === 'socket-sent' ? 'requestBody' : 'responseBody'] = found.text;
      seen.cut = found.cut;
      emit(seen);
    });
  }

  wrap(window, 'WebSocket', {
    construct(target, args, newTarget) {
      const socket = construct(target, args, newTarget);
      if (recording) quietly(() => {
        apply(mapSet, sockets, [socket, true]);
        apply(listen, socket, ['open', () => quietly(() => frame(socket, 'socket-opened', 'GET', null))]);
        apply(listen, socket, ['message', event => quietly(() => frame(socket, 'socket-received', 'RECEIVE', apply(eventData, event, [])))]);
        apply(listen, socket, ['close', () => quietly(() => frame(socket, 'socket-closed', 'CLOSE', null))]);
      });
      return socket;
    },
  });
  // A socket's constructor is what the page finds under the name.
  defineProperty(WebSocket.prototype, 'constructor', { ...getOwnPropertyDescriptor(WebSocket.prototype, 'constructor'), value: WebSocket });
  wrap(WebSocket.prototype, 'send', {
    apply(target, self, args) {
      const result = apply(target, self, args);
      quietly(() => {
        if (recording && apply(mapGet, sockets, [self])) frame(self, 'socket-sent', 'SEND', args[0]);
      });
      return result;
    },
  });
})();
