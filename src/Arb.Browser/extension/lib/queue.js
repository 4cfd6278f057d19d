// Records that wait for the engine. The browser stops a service worker after 30 s without work and its memory is lost: everything is in chrome.storage.session,
// which lives in memory as long as the browser does and is never written to disk. Bounded by count and size: the oldest is dropped, and counted.

export const limits = Object.freeze({
  maxCount: 500,
  maxBytes: 6 * 1024 * 1024, // chrome.storage.session holds 10 MiB for all
});

let turn = Promise.resolve();

/** One at a time: a change reads, changes and writes. */
function inTurn(work) {
  const result = turn.then(work);
  turn = result.catch(() => {});
  return result;
}

export class CaptureQueue {
  constructor(account, bounds = limits) {
    this.account = account;
    this.bounds = bounds;
    this.metaKey = `queue:${account}`;
  }

  key(position) {
    return `record:${this.account}:${position}`;
  }

  async meta() {
    const stored = (await chrome.storage.session.get(this.metaKey))[this.metaKey];
    // first: position of the oldest record; sizes: of all records, oldest first; id: tells the engine that positions began anew.
    return stored ?? { id: crypto.randomUUID(), first: 1, sizes: [], bytes: 0, lost: 0 };
  }

  add(records, lostBefore = 0) {
    return inTurn(async () => {
      const meta = await this.meta();
      meta.lost += lostBefore;
      const fresh = {};
      const gone = [];
      const dropOldest = () => {
        const key = this.key(meta.first++);
        meta.bytes -= meta.sizes.shift();
        meta.lost++;
        if (key in fresh) delete fresh[key];
        else gone.push(key);
      };
      for (const record of records) {
        const text = JSON.stringify(record);
        const size = 2 * text.length;
        if (size > this.bounds.maxBytes) {
          meta.lost++;
          continue;
        }
        while (meta.sizes.length >= this.bounds.maxCount || meta.bytes + size > this.bounds.maxBytes) dropOldest();
        fresh[this.key(meta.first + meta.sizes.length)] = text;
        meta.sizes.push(size);
        meta.bytes += size;
      }
      if (gone.length > 0) await chrome.storage.session.remove(gone);
      try {
        await chrome.storage.session.set({ ...fresh, [this.metaKey]: meta });
      } catch {
        // No room, although there should be: nothing of this batch is kept, and that is counted.
        const count = Object.keys(fresh).length;
        meta.sizes.length -= count;
        meta.bytes = meta.sizes.reduce((sum, size) => sum + size, 0);
        meta.lost += count;
        await chrome.storage.session.set({ [this.metaKey]: meta });
      }
    });
  }

  /** The oldest records, up to a count and size: { id, first, texts, lost, left }. */
  peek(maxCount, maxBytes) {
    return inTurn(async () => {
      const meta = await this.meta();
      let count = 0;
      let bytes = 0;
      while (count < meta.sizes.length && count < maxCount && (count === 0 || bytes + meta.sizes[count] <= maxBytes)) bytes += meta.sizes[count++];
      const keys = Array.from({ length: count }, (_, i) => this.key(meta.first + i));
      const stored = await chrome.storage.session.get(keys);
      return { id: meta.id, first: meta.first, texts: keys.map(key => stored[key]), lost: meta.lost, left: meta.sizes.length - count };
    });
  }

  /** Forgets the records up to and including a position; counts them as lost when nobody took them. */
  done(upTo, asLost = false) {
    return inTurn(async () => {
      const meta = await this.meta();
      const keys = [];
      while (meta.sizes.length > 0 && meta.first <= upTo) {
        keys.push(this.key(meta.first++));
        meta.bytes -= meta.sizes.shift();
        if (asLost) meta.lost++;
      }
      await chrome.storage.session.set({ [this.metaKey]: meta });
      await chrome.storage.session.remove(keys);
    });
  }

  /** Forgets everything. */
  clear() {
    return this.done(Number.MAX_SAFE_INTEGER);
  }
}
